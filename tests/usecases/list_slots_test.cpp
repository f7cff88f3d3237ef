// The list of times: exposure, stickiness, variants and what stands beside the list (exposure.md, D20, D21, D36).
#include <gtest/gtest.h>

#include <algorithm>

#include "salon_world.hpp"
#include "usecases/explain_exposure.hpp"

namespace salon::testing {
namespace {

using domain::Refusal;
using usecases::SlotsQuery;
using usecases::SlotsView;

usecases::SlotsQuery shave_on(std::string_view day) {
  SlotsQuery query;
  query.location_id = location_id(2);
  query.service_id = service_id(3);
  query.date = date(day);
  return query;
}

TEST(ListSlots, three_to_five_of_many_times_are_shown_in_order_with_what_they_cost) {
  SalonWorld world;
  const SlotsView view = world.list(guest(), cut_on("2027-03-02"));
  EXPECT_EQ(view.total, 36);  // two stylists, half-hours from nine to six
  EXPECT_TRUE(view.has_more);
  EXPECT_GE(view.slots.size(), 3u);
  EXPECT_LE(view.slots.size(), 5u);
  EXPECT_TRUE(
      std::ranges::is_sorted(view.slots, {}, [](const auto& slot) { return std::pair(slot.start_at, slot.id); }));
  EXPECT_EQ(view.zone.name(), "Asia/Dubai");
  EXPECT_EQ(view.server_now, world.clock.now());
  EXPECT_EQ(view.slots.front().day_part, domain::DayPart::morning);
  ASSERT_TRUE(view.slots.front().stylist);
  EXPECT_TRUE(view.slots.front().stylist->name == "Noor" || view.slots.front().stylist->name == "Omar");
  EXPECT_EQ(view.slots.front().price.minor, 15000);
}

TEST(ListSlots, five_times_or_fewer_are_all_shown) {
  SalonWorld world;
  world.clock.set(
      at("2027-03-02T11:30:00Z"));  // half past three: with an hour's notice the half-hours from 16:30 are left
  SlotsQuery query = cut_on("2027-03-02");
  query.stylist_id = stylist_id(1);
  const SlotsView view = world.list(guest(), query);
  EXPECT_EQ(view.total, 3);
  EXPECT_EQ(view.slots.size(), 3u);
  EXPECT_FALSE(view.has_more);
}

TEST(ListSlots, a_viewer_who_asks_again_is_shown_the_same) {
  SalonWorld world;
  const auto first = ids_of(world.list(guest(), cut_on("2027-03-02")));
  world.clock.advance(std::chrono::minutes{6});
  EXPECT_EQ(ids_of(world.list(guest(), cut_on("2027-03-02"))), first);
}

TEST(ListSlots, without_the_cache_the_same_is_shown_as_long_as_nothing_is_booked) {
  SalonWorld world;
  world.exposures.is_gone = true;
  const auto first = ids_of(world.list(guest(), cut_on("2027-03-02")));
  EXPECT_EQ(ids_of(world.list(guest(), cut_on("2027-03-02"))), first);
}

TEST(ListSlots, D36_a_list_that_is_shown_again_unchanged_is_not_remembered_again_and_counts_as_shown_for_an_hour) {
  SalonWorld world;
  const auto first = ids_of(world.list(guest(), cut_on("2027-03-02")));
  EXPECT_EQ(world.exposures.writes, 1);
  world.clock.advance(std::chrono::minutes{6});
  EXPECT_EQ(ids_of(world.list(guest(), cut_on("2027-03-02"))), first);
  EXPECT_EQ(world.exposures.writes, 1);
  world.clock.advance(std::chrono::minutes{59});
  EXPECT_EQ(told(world.hold(guest(), {.slot_id = first.front(), .customer = {}, .variant = {}})), "OK");
}

TEST(ListSlots, after_a_booking_the_viewer_keeps_the_other_times_and_gets_one_new) {
  SalonWorld world;
  const auto first = ids_of(world.list(guest(1), cut_on("2027-03-02")));
  world.held_by(guest(2), first.front());
  const SlotsView second = world.list(guest(1), cut_on("2027-03-02"));
  const auto shown = ids_of(second);
  EXPECT_EQ(second.total, 35);
  EXPECT_EQ(shown.size(), first.size());
  EXPECT_FALSE(std::ranges::find(shown, first.front()) != shown.end());
  for (std::size_t i = 1; i < first.size(); ++i) EXPECT_TRUE(std::ranges::find(shown, first[i]) != shown.end());
}

TEST(ListSlots, a_viewer_who_had_few_left_for_a_moment_gets_back_to_as_many_as_before) {
  SalonWorld world;
  SlotsQuery query = cut_on("2027-03-02");
  query.stylist_id = stylist_id(1);
  const auto first = ids_of(world.list(guest(1), query));
  std::vector<domain::BookingId> in_the_way;
  for (const auto& [id, kept] : world.brand.slots) {
    const auto& slot = kept.slot;
    const bool is_of_the_day =
        slot.date == query.date && slot.stylist_id == stylist_id(1) && slot.service_id == service_id(1);
    if (is_of_the_day && id != first.front()) in_the_way.push_back(world.held_by(guest(2), id).id);
  }
  EXPECT_EQ(world.list(guest(1), query).slots.size(), 1u);
  for (const auto id : in_the_way) {
    (void)platform::run_ready(
        world.bookings.cancel(id, domain::Viewer::staff, "", {{}, {}, in_short<domain::Booking>()}));
  }
  EXPECT_EQ(world.list(guest(1), query).slots.size(), first.size());
}

TEST(ListSlots, revealing_more_adds_five_and_asking_for_less_takes_none_away) {
  SalonWorld world;
  SlotsQuery query = cut_on("2027-03-02");
  const auto first = ids_of(world.list(guest(), query));
  query.reveal = 2;
  const auto second = ids_of(world.list(guest(), query));
  EXPECT_EQ(second.size(), first.size() + 5);
  for (const auto id : first) EXPECT_TRUE(std::ranges::find(second, id) != second.end());
  query.reveal = 1;
  EXPECT_EQ(ids_of(world.list(guest(), query)), second);
  query.reveal = 2;
  EXPECT_EQ(ids_of(world.list(guest(), query)), second);
  query.reveal = 40;
  const SlotsView all = world.list(guest(), query);
  EXPECT_EQ(all.slots.size(), 36u);
  EXPECT_FALSE(all.has_more);
}

TEST(ListSlots, a_reveal_that_is_none_is_refused) {
  SalonWorld world;
  SlotsQuery query = cut_on("2027-03-02");
  for (const int reveal : {0, -1, 41}) {
    query.reveal = reveal;
    const auto view = world.try_list(guest(), query);
    ASSERT_FALSE(view);
    EXPECT_EQ(pointers(view.error()), std::vector<std::string>{"?reveal"});
  }
}

TEST(ListSlots, next_available_is_the_day_itself_when_it_has_something) {
  SalonWorld world;
  EXPECT_EQ(world.list(guest(), cut_on("2027-03-02")).next_available, date("2027-03-02"));
}

TEST(ListSlots, next_available_is_found_weeks_later_and_from_days_long_past) {
  SalonWorld world;
  world.brand.slots.clear();
  const auto kept = a_slot({.id = 900, .start = "2027-04-20T06:00:00Z"});
  world.brand.slots.emplace(kept.id, KeptSlot{kept, false});
  EXPECT_EQ(world.list(guest(), cut_on("2027-03-02")).next_available, date("2027-04-20"));
  EXPECT_EQ(world.list(guest(), cut_on("1999-03-02")).next_available, date("2027-04-20"));
  EXPECT_EQ(world.list(guest(), cut_on("2027-04-20")).next_available, date("2027-04-20"));
  EXPECT_EQ(world.list(guest(), cut_on("2027-04-21")).next_available, std::nullopt);
}

TEST(ListSlots, next_available_does_not_look_beyond_the_horizon) {
  SalonWorld world;
  world.brand.slots.clear();
  world.brand.locations.at(location_id(1)).horizon_days = 30;
  for (const auto* start : {"2027-04-01T06:00:00Z", "2027-03-31T06:00:00Z"}) {
    EXPECT_EQ(world.list(guest(), cut_on("2027-03-02")).next_available, std::nullopt);
    const auto kept = a_slot({.id = 900 + world.brand.slots.size(), .start = start});
    world.brand.slots.emplace(kept.id, KeptSlot{kept, false});
  }
  EXPECT_EQ(world.list(guest(), cut_on("2027-03-02")).next_available, date("2027-03-31"));
}

TEST(ListSlots, the_viewers_own_live_hold_stands_beside_the_list_and_nobody_elses) {
  SalonWorld world;
  const auto held = world.held_by(guest(1), world.slot({}));
  const auto mine = world.list(guest(1), cut_on("2027-03-02")).held;
  ASSERT_TRUE(mine);
  EXPECT_EQ(mine->id, held.id);
  EXPECT_FALSE(world.list(guest(2), cut_on("2027-03-02")).held);
  EXPECT_FALSE(world.list(guest(1), cut_on("2027-03-03")).held);
  world.clock.advance(std::chrono::minutes{10});
  EXPECT_FALSE(world.list(guest(1), cut_on("2027-03-02")).held);
}

TEST(ListSlots, a_hold_made_before_signing_in_still_stands_beside_the_list) {
  SalonWorld world;
  const auto held = world.held_by(guest(1), world.slot({}));
  domain::Actor signed_in = user();
  signed_in.session = session_id(1);
  const auto mine = world.list(signed_in, cut_on("2027-03-02")).held;
  ASSERT_TRUE(mine);
  EXPECT_EQ(mine->id, held.id);
}

TEST(ListSlots, a_viewer_who_signs_in_keeps_what_the_session_was_shown) {
  for (std::uint64_t session = 1; session <= 10; ++session) {
    SalonWorld world;
    const auto before = ids_of(world.list(guest(session), cut_on("2027-03-02")));
    domain::Actor signed_in = user();
    const auto elsewhere = ids_of(world.list(user(51), cut_on("2027-03-02")));
    signed_in.session = session_id(session);
    EXPECT_EQ(ids_of(world.list(signed_in, cut_on("2027-03-02"))), before);
    // And keeps it without the session.
    EXPECT_EQ(ids_of(world.list(user(), cut_on("2027-03-02"))), before);
  }
}

TEST(ListSlots, a_variant_asked_for_is_named_and_an_unknown_one_is_refused) {
  SalonWorld world;
  SlotsQuery query = cut_on("2027-03-02");
  EXPECT_EQ(world.list(guest(1), query).variant, domain::Variant::control);
  query.variant = "compact";
  EXPECT_EQ(world.list(guest(2), query).variant, domain::Variant::compact);
  query.variant = "fancy";
  EXPECT_EQ(told(world.try_list(guest(3), query)), "UNKNOWN_VARIANT");
}

TEST(ListSlots, a_variant_that_is_not_allowed_here_is_refused_as_an_unknown_one_and_never_assigned) {
  SalonWorld world;
  world.exposure_policy.variants = {domain::Variant::control};
  world.exposure_policy.compact_percent = 100;
  SlotsQuery query = cut_on("2027-03-02");
  EXPECT_EQ(world.list(guest(), query).variant, domain::Variant::control);
  query.variant = "compact";
  EXPECT_EQ(told(world.try_list(guest(2), query)), "UNKNOWN_VARIANT");
  world.exposure_policy.variants = {domain::Variant::compact};
  world.exposure_policy.compact_percent = 0;
  query.variant = std::nullopt;
  EXPECT_EQ(world.list(guest(3), query).variant, domain::Variant::compact);
}

TEST(ListSlots, without_a_header_the_weights_decide) {
  SalonWorld world;
  world.exposure_policy.compact_percent = 100;
  EXPECT_EQ(world.list(guest(), cut_on("2027-03-02")).variant, domain::Variant::compact);
}

TEST(ListSlots, compact_considers_the_times_that_waste_least_first) {
  SalonWorld world;
  world.confirmed_by(guest(9), world.slot({.start = "2027-03-02T06:00:00Z"}));
  usecases::ExplainExposure explain({world.slots, world.catalog, world.rules, world.exposures, world.secrets}, {});
  usecases::ExplainQuery query;
  query.location_id = location_id(1);
  query.service_id = service_id(1);
  query.date = date("2027-03-02");
  query.stylist_id = stylist_id(1);
  query.variant = "compact";
  query.subject = guest(1).subject();
  const auto explained = platform::run_ready(explain.run(admin(), query));
  ASSERT_TRUE(explained);
  std::vector<std::pair<int, int>> by_rank;
  for (const auto& slot : explained->slots) {
    if (slot.rank) by_rank.emplace_back(*slot.rank, *slot.gap_cost);
  }
  std::ranges::sort(by_rank);
  EXPECT_TRUE(std::ranges::is_sorted(by_rank, {}, &std::pair<int, int>::second));
  EXPECT_EQ(by_rank.front().second, 0);  // beside the booking, or at an end of the day
  EXPECT_EQ(by_rank.back().second, 8);   // alone in the middle

  SlotsQuery listed = cut_on("2027-03-02");
  listed.stylist_id = stylist_id(1);
  listed.variant = "compact";
  std::vector<domain::SlotId> shown;
  for (const auto& slot : explained->slots) {
    if (slot.is_shown) shown.push_back(slot.slot.id);
  }
  EXPECT_EQ(ids_of(world.list(guest(1), listed)), shown);
}

TEST(ListSlots, what_is_inactive_or_elsewhere_is_not_found_by_the_public) {
  SalonWorld world;
  SlotsQuery query = cut_on("2027-03-02");
  query.service_id = service_id(4);
  EXPECT_EQ(told(world.try_list(guest(), query)), "NOT_FOUND");
  query.service_id = service_id(3);
  EXPECT_EQ(told(world.try_list(guest(), query)), "NOT_FOUND");
  query = cut_on("2027-03-02");
  query.stylist_id = stylist_id(3);
  EXPECT_EQ(told(world.try_list(guest(), query)), "NOT_FOUND");
  world.brand.locations.at(location_id(1)).active = false;
  EXPECT_EQ(told(world.try_list(guest(), cut_on("2027-03-02"))), "NOT_FOUND");
}

TEST(ListSlots, a_timezone_asked_for_is_told_and_an_unknown_one_refused) {
  SalonWorld world;
  SlotsQuery query = cut_on("2027-03-02");
  query.timezone = "Europe/London";
  const SlotsView view = world.list(guest(), query);
  EXPECT_EQ(view.zone.name(), "Europe/London");
  EXPECT_EQ(view.slots.front().day_part, domain::DayPart::morning);  // of the salon's day
  query.timezone = "Europe/Atlantis";
  const auto refused = world.try_list(guest(), query);
  ASSERT_FALSE(refused);
  EXPECT_EQ(pointers(refused.error()), std::vector<std::string>{"?timezone"});
}

TEST(ListSlots, every_list_is_counted_for_the_funnel_without_saying_whose) {
  SalonWorld world;
  const SlotsView view = world.list(guest(), cut_on("2027-03-02"));
  ASSERT_EQ(world.funnel.exposures.size(), 1u);
  EXPECT_EQ(world.funnel.exposures.front().total, 36);
  EXPECT_EQ(world.funnel.exposures.front().shown, static_cast<int>(view.slots.size()));
  EXPECT_EQ(world.funnel.exposures.front().location_id, location_id(1));
  EXPECT_EQ(world.funnel.exposures.front().date, date("2027-03-01")) << "the day it was shown, not the day it is for";
}

TEST(ListSlots, a_service_without_stylist_is_offered_until_every_chair_is_taken) {
  SalonWorld world;
  world.hold_policy.max_live_holds = 0;
  const auto slot = world.slot({.service = 3, .stylist = std::nullopt});
  const int before = world.list(guest(), shave_on("2027-03-02")).total;
  for (std::uint64_t session = 11; session <= 12; ++session) {
    (void)platform::run_ready(world.exposures.remember({guest(session).subject()}, {.shown = {slot}}, true));
    EXPECT_EQ(told(world.hold(guest(session), {.slot_id = slot})), "OK");
    EXPECT_EQ(world.list(guest(), shave_on("2027-03-02")).total, before);
  }
  (void)platform::run_ready(world.exposures.remember({guest(13).subject()}, {.shown = {slot}}, true));
  EXPECT_EQ(told(world.hold(guest(13), {.slot_id = slot})), "OK");
  EXPECT_EQ(world.list(guest(), shave_on("2027-03-02")).total, before - 1);
}

TEST(ListSlots, D20_a_time_whose_preparation_would_run_into_another_booking_is_not_shown) {
  SalonWorld world;
  world.brand.slots.clear();
  world.brand.services.at(service_id(1)).buffer_before_minutes = 40;
  world.generate(1, 3);
  world.confirmed_by(guest(9), world.slot({.service = 2}));  // at ten; its last phase ends at half past eleven
  SlotsQuery query = cut_on("2027-03-02");
  query.stylist_id = stylist_id(1);
  query.reveal = 40;
  const auto shown = ids_of(world.list(guest(), query));
  const auto noon = world.slot({.start = "2027-03-02T08:00:00Z"});
  const auto half_past_noon = world.slot({.start = "2027-03-02T08:30:00Z"});
  EXPECT_TRUE(std::ranges::find(shown, noon) == shown.end());
  EXPECT_TRUE(std::ranges::find(shown, half_past_noon) != shown.end());
  world.exposure_policy.is_enforced = false;
  EXPECT_EQ(told(world.hold(guest(), {.slot_id = noon})), "STYLIST_BUSY");
}

}  // namespace
}  // namespace salon::testing
