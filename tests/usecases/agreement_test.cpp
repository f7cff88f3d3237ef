// What is listed, what is counted and what can be held agree, whatever has happened before (D20, D21).
#include <gtest/gtest.h>

#include <algorithm>

#include "salon_world.hpp"
#include "usecases/list_dates.hpp"

namespace salon::testing {
namespace {

using platform::run_ready;

// A random past: holds, bookings, cancellations, time going by, holds left to run out.
void live_a_little(SalonWorld& world, domain::SplitMix64& chance) {
  std::vector<domain::SlotId> all;
  for (const auto& [id, kept] : world.brand.slots) {
    if (kept.slot.date <= date("2027-03-04")) all.push_back(id);
  }
  for (int step = 0; step < 60; ++step) {
    const auto slot = all[chance.below(all.size())];
    const auto who = guest(100 + chance.below(40));
    ports::ExposurePlace place;
    place.subject = who.subject();
    domain::StickyExposure exposure;
    exposure.shown = {slot};
    run_ready(world.exposures.remember(place, exposure, true));
    (void)world.hold(who, {.slot_id = slot, .customer = {}, .variant = {}});
    if (chance.below(3) == 0) world.clock.advance(std::chrono::seconds{chance.below(240)});
    if (chance.below(4) == 0 && !world.brand.bookings.empty()) {
      auto any = world.brand.bookings.begin();
      std::advance(any, static_cast<std::ptrdiff_t>(chance.below(world.brand.bookings.size())));
      (void)run_ready(
          world.bookings.cancel(any->first, domain::Viewer::staff, "", {{}, {}, in_short<domain::Booking>()}));
    }
    if (chance.below(10) == 0) (void)run_ready(world.bookings.expire_due(5));
  }
}

usecases::SlotsQuery a_question(domain::SplitMix64& chance) {
  usecases::SlotsQuery query = cut_on("2027-03-01");
  query.date += std::chrono::days{chance.below(4)};
  if (chance.below(2) == 0) query.service_id = service_id(2);
  if (chance.below(2) == 0) query.stylist_id = stylist_id(1 + chance.below(2));
  if (chance.below(2) == 0) query.variant = "compact";
  return query;
}

class Agreement : public ::testing::TestWithParam<int> {};

TEST_P(Agreement, D21_what_a_date_counts_is_the_total_of_its_list) {
  SalonWorld world;
  domain::SplitMix64 chance{static_cast<std::uint64_t>(GetParam())};
  live_a_little(world, chance);
  usecases::ListDates list_dates(world.book, world.clock);
  for (int i = 0; i < 4; ++i) {
    usecases::SlotsQuery query = a_question(chance);
    const auto dates = run_ready(list_dates.run({.location_id = query.location_id,
                                                 .service_id = query.service_id,
                                                 .stylist_id = query.stylist_id,
                                                 .from = date("2027-03-01"),
                                                 .to = date("2027-03-04"),
                                                 .timezone = {}}));
    ASSERT_TRUE(dates);
    for (const auto& day : dates->dates) {
      query.date = day.date;
      EXPECT_EQ(world.list(guest(1), query).total, day.available);
    }
  }
}

TEST_P(Agreement, D20_everything_shown_can_be_held) {
  SalonWorld world;
  domain::SplitMix64 chance{static_cast<std::uint64_t>(GetParam())};
  live_a_little(world, chance);
  usecases::SlotsQuery query = a_question(chance);
  query.reveal = 2;
  const auto view = world.list(guest(1), query);
  const auto shown = ids_of(view);
  for (const auto id : shown) {
    // Each alone: what one of them takes may be another's.
    SalonWorld again;
    domain::SplitMix64 same{static_cast<std::uint64_t>(GetParam())};
    live_a_little(again, same);
    again.exposure_policy.is_enforced = false;
    EXPECT_EQ(told(again.hold(guest(1), {.slot_id = id, .customer = {}, .variant = {}})), "OK");
    EXPECT_TRUE(again.violations().empty());
  }
}

TEST_P(Agreement, D20_what_is_not_eligible_can_neither_be_seen_nor_held) {
  SalonWorld world;
  domain::SplitMix64 chance{static_cast<std::uint64_t>(GetParam())};
  live_a_little(world, chance);
  usecases::SlotsQuery query = a_question(chance);
  query.reveal = 40;
  const auto shown = ids_of(world.list(guest(1), query));
  world.exposure_policy.is_enforced = false;
  for (const auto& slot :
       run_ready(world.slots.slots_of_day({query.location_id, query.date, query.service_id, query.stylist_id}))) {
    if (std::ranges::find(shown, slot.id) != shown.end()) continue;
    EXPECT_NE(told(world.hold(guest(1), {.slot_id = slot.id, .customer = {}, .variant = {}})), "OK");
  }
}

INSTANTIATE_TEST_SUITE_P(Pasts, Agreement, ::testing::Range(1, 21));

}  // namespace
}  // namespace salon::testing
