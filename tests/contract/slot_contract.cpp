// Slot instances, whoever keeps them: generation and what is offered.
#include <algorithm>

#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::GenerationReport;
using std::chrono::days;
using std::chrono::minutes;
using testing::at;

std::string numbers(const GenerationReport& report) {
  return "created " + std::to_string(report.created) + " kept " + std::to_string(report.kept) + " updated " +
         std::to_string(report.updated) + " blocked " + std::to_string(report.blocked) + " removed " +
         std::to_string(report.removed);
}

void close(SmallSalon& salon, std::uint64_t id, const std::string& from, const std::string& to) {
  const auto rule = testing::a_closure({.id = id, .start = from, .end = to, .from = "2027-03-01"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.add_rule(rule, just_once<domain::Rule>()))), "");
}

void reopen(SmallSalon& salon, std::uint64_t id) {
  const auto answer = salon.wait(salon.stores.rules.remove_rule(testing::rule_id(id), just_once<domain::Rule>()));
  EXPECT_EQ(code_of(answer), "");
}

TEST_P(StoreContract, D16_generation_again_changes_nothing) {
  SmallSalon salon(fixture());
  // Two stylists, eleven starts each, and three classes, on two days.
  EXPECT_EQ(numbers(salon.generate()), "created 0 kept 50 updated 0 blocked 0 removed 0");
  EXPECT_EQ(salon.count_events(domain::EventType::slots_generated), 1);
}

TEST_P(StoreContract, D17_a_salon_that_moves_to_another_zone_takes_the_dates_of_its_slots_along) {
  SmallSalon salon(fixture());
  const auto first = salon.slot(salon.noor, "06:00");
  salon.must_hold({.slot = first.id, .customer = lena()});
  const auto moved = [](const domain::Location& before) -> domain::Result<domain::Location> {
    domain::Location after = before;
    after.timezone = "America/Los_Angeles";
    return after;
  };
  const auto answer =
      salon.wait(salon.stores.catalog.change_location(salon.location, {{}, moved}, just_once<domain::Location>()));
  ASSERT_EQ(code_of(answer), "");
  EXPECT_EQ(salon.wait(salon.stores.slots.slot(first.id))->date, salon.day - days{1});
}

TEST_P(StoreContract, D41_generation_is_done_once_and_remembered_with_the_slots) {
  SmallSalon salon(fixture());
  const ports::GenerateSlots what{salon.location, salon.day + days{30}, salon.day + days{30}};
  const auto generate = [&] {
    ports::Once<GenerationReport> once;
    once.key = domain::OnceKey{"user:a", "generate-1", {}};
    once.by = someone();
    once.reply = [](const domain::Result<GenerationReport>& report) {
      domain::Reply reply;
      reply.body = report ? numbers(*report) : "";
      return reply;
    };
    return salon.wait(salon.stores.slots.generate_once(what, std::move(once)));
  };
  const auto first = generate();
  const auto again = generate();
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(first->replayed);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, first->reply);
}

TEST_P(StoreContract, D16_a_dry_run_says_what_would_happen_and_does_nothing) {
  SmallSalon salon(fixture());
  close(salon, 41, "09:00", "24:00");
  ports::GenerateSlots what{salon.location, salon.day, salon.day};
  what.dry_run = true;
  EXPECT_EQ(numbers(salon.wait(salon.stores.slots.generate(what, someone())).value()),
            "created 0 kept 0 updated 0 blocked 0 removed 25");
  EXPECT_EQ(salon.wait(salon.stores.slots.slots_of_day({salon.location, salon.day, {}, {}})).size(), 25U);
  EXPECT_EQ(salon.count_events(domain::EventType::slots_generated), 1);
}

TEST_P(StoreContract, D16_a_rule_that_is_only_thought_of_says_what_it_then_does) {
  SmallSalon salon(fixture());
  ports::GenerateSlots what{salon.location, salon.day, salon.day + days{1}};
  what.dry_run = true;
  what.proposal = {.rule = testing::a_closure({.id = 41, .start = "09:00", .end = "24:00", .from = "2027-03-01"}),
                   .instead_of = {}};
  const auto told = salon.wait(salon.stores.slots.generate(what, someone())).value();
  EXPECT_EQ(salon.wait(salon.stores.rules.rules_of(salon.location)).size(), 2U);
  close(salon, 41, "09:00", "24:00");
  EXPECT_EQ(salon.generate(), told);
  EXPECT_EQ(numbers(told), "created 0 kept 25 updated 0 blocked 0 removed 25");
  ASSERT_EQ(told.days.size(), 1U);
  EXPECT_EQ(told.days.front(), (domain::DayOfChanges{.date = salon.day, .removed = 25}));
}

TEST_P(StoreContract, D16_a_rule_that_is_only_thought_of_may_not_overlap_either_unless_it_takes_the_others_place) {
  SmallSalon salon(fixture());
  ports::GenerateSlots what{salon.location, salon.day, salon.day};
  what.dry_run = true;
  what.proposal = {.rule = testing::a_weekly_rule({.id = 41, .start = "11:00", .end = "13:00"}), .instead_of = {}};
  const auto refused = salon.wait(salon.stores.slots.generate(what, someone()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, domain::Refusal::rule_overlap);
  EXPECT_NE(refused.error().detail.find(testing::rule_id(31).text()), std::string::npos);
  what.proposal->instead_of = testing::rule_id(31);
  EXPECT_EQ(salon.wait(salon.stores.slots.generate(what, someone())).value().removed, 16);
  what.proposal->rule.reset();
  EXPECT_EQ(salon.wait(salon.stores.slots.generate(what, someone())).value().removed, 22);
}

TEST_P(StoreContract, D16_what_was_never_booked_goes_and_what_was_is_blocked) {
  SmallSalon salon(fixture());
  const auto booked = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = booked.id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  const auto once_booked = salon.slot(salon.sara, "06:00");
  EXPECT_EQ(salon.cancel(salon.must_hold({.slot = once_booked.id, .guest = 2})), "");
  const auto never_booked = salon.slot(salon.sara, "06:15");
  close(salon, 41, "10:00", "11:00");
  const GenerationReport report = salon.generate();
  EXPECT_EQ(report.blocked, 2);
  ASSERT_EQ(report.conflicts.size(), 1U);
  EXPECT_EQ(report.conflicts.front(), (domain::GenerationConflict{id, booked.id, "outside_hours"}));
  EXPECT_TRUE(salon.again(booked.id).blocked);
  EXPECT_TRUE(salon.again(once_booked.id).blocked);
  EXPECT_FALSE(salon.wait(salon.stores.slots.slot(never_booked.id)));
  EXPECT_EQ(salon.try_hold({.slot = once_booked.id, .guest = 3}), "SLOT_BLOCKED");
  EXPECT_EQ(salon.booking(id).status(), domain::BookingStatus::confirmed);
}

TEST_P(StoreContract, D16_a_slot_that_a_booking_was_moved_away_from_was_booked) {
  SmallSalon salon(fixture());
  const auto from = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = from.id});
  EXPECT_EQ(salon.reschedule(id, salon.slot(salon.noor, "07:00").id), "");
  close(salon, 41, "10:00", "10:30");
  salon.generate();
  EXPECT_TRUE(salon.again(from.id).blocked);
}

TEST_P(StoreContract, D16_what_fits_again_is_unblocked) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  EXPECT_EQ(salon.cancel(salon.must_hold({.slot = slot.id})), "");
  close(salon, 41, "10:00", "11:00");
  salon.generate();
  reopen(salon, 41);
  const GenerationReport report = salon.generate();
  EXPECT_EQ(report.updated, 1);
  EXPECT_FALSE(salon.again(slot.id).blocked);
  EXPECT_EQ(salon.try_hold({.slot = slot.id}), "");
}

TEST_P(StoreContract, D16_capacity_follows_the_rule_but_never_below_what_is_taken) {
  SmallSalon salon(fixture());
  const auto busy = salon.class_slot("06:00");
  const auto idle = salon.class_slot("05:00");
  for (int guest = 1; guest <= 2; ++guest) EXPECT_EQ(salon.try_hold({.slot = busy.id, .guest = guest}), "");
  ports::Change<domain::Rule> change;
  change.edit = [](const domain::Rule& before) -> domain::Result<domain::Rule> {
    domain::Rule after = before;
    after.slot_capacity = 1;
    return after;
  };
  salon.wait(salon.stores.rules.change_rule(testing::rule_id(32), change, just_once<domain::Rule>())).value();
  const GenerationReport report = salon.generate();
  EXPECT_EQ(salon.counters(busy.id), "held 2 booked 0 of 2");
  EXPECT_EQ(salon.counters(idle.id), "held 0 booked 0 of 1");
  EXPECT_EQ(report.conflicts.size(), 2U);
}

TEST_P(StoreContract, D16_what_has_started_is_not_touched) {
  SmallSalon salon(fixture());
  const auto started = salon.slot(salon.noor, "05:00");
  salon.set_now(at("2027-03-01T05:10:00Z"));
  close(salon, 41, "09:00", "10:00");
  salon.generate();
  EXPECT_TRUE(salon.wait(salon.stores.slots.slot(started.id)));
}

TEST_P(StoreContract, D16_generation_for_one_stylist_leaves_the_others_alone) {
  SmallSalon salon(fixture());
  close(salon, 41, "09:00", "24:00");
  ports::GenerateSlots what{salon.location, salon.day, salon.day};
  what.stylist_id = salon.noor;
  EXPECT_EQ(salon.wait(salon.stores.slots.generate(what, someone())).value().removed, 11);
  EXPECT_EQ(salon.wait(salon.stores.slots.slots_of_day({salon.location, salon.day, {}, salon.sara})).size(), 11U);
}

TEST_P(StoreContract, D16_generation_for_what_is_not_there_is_not_found) {
  SmallSalon salon(fixture());
  const auto code = [&salon](ports::GenerateSlots what) {
    const auto report = salon.wait(salon.stores.slots.generate(std::move(what), someone()));
    return report ? std::string() : std::string(domain::code_of(report.error().why));
  };
  EXPECT_EQ(code({testing::location_id(9), salon.day, salon.day}), "NOT_FOUND");
  EXPECT_EQ(code({salon.location, salon.day, salon.day, testing::service_id(9)}), "NOT_FOUND");
  EXPECT_EQ(code({salon.location, salon.day, salon.day, {}, testing::stylist_id(9)}), "NOT_FOUND");
}

TEST_P(StoreContract, D17_a_slot_after_midnight_has_the_next_date_and_is_made_once) {
  SmallSalon salon(fixture());
  const auto late = testing::a_date_range_rule({.id = 41,
                                                .service = 12,
                                                .start = "23:00",
                                                .end = "01:00",
                                                .end_day_offset = 1,
                                                .granularity = 60,
                                                .from = "2027-03-05",
                                                .to = "2027-03-06"});
  EXPECT_EQ(code_of(salon.wait(salon.stores.rules.add_rule(late, just_once<domain::Rule>()))), "");
  const domain::Date friday = testing::date("2027-03-05");
  const ports::GenerateSlots one_day{salon.location, friday, friday, salon.class_of_three};
  EXPECT_EQ(salon.wait(salon.stores.slots.generate(one_day, someone())).value().created, 2);
  const auto after_midnight =
      salon.wait(salon.stores.slots.slots_of_day({salon.location, friday + days{1}, salon.class_of_three, {}}));
  ASSERT_EQ(after_midnight.size(), 1U);
  EXPECT_EQ(after_midnight.front().start_at, at("2027-03-05T20:00:00Z"));
  EXPECT_EQ(numbers(salon.wait(salon.stores.slots.generate(one_day, someone())).value()),
            "created 0 kept 2 updated 0 blocked 0 removed 0");
}

int prune_all(SmallSalon& salon, days kept) {
  int gone = 0;
  for (ports::Sweep sweep{.gone = 0, .has_more = true}; sweep.has_more;) {
    sweep = salon.wait(salon.stores.slots.prune(kept));
    gone += sweep.gone;
  }
  return gone;
}

TEST_P(StoreContract, a_time_that_nobody_booked_goes_when_its_day_is_long_over_and_one_that_somebody_did_stays) {
  SmallSalon salon(fixture());
  const auto confirmed = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = confirmed.id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  const auto cancelled = salon.slot(salon.sara, "06:00");
  EXPECT_EQ(salon.cancel(salon.must_hold({.slot = cancelled.id, .guest = 2})), "");
  const auto left = salon.slot(salon.noor, "07:30");
  const auto moved = salon.must_hold({.slot = left.id, .guest = 3});
  const auto taken_instead = salon.slot(salon.sara, "07:30");
  EXPECT_EQ(salon.reschedule(moved, taken_instead.id), "");
  const auto of_the_day = [&salon](days after) {
    return salon.wait(salon.stores.slots.slots_of_day({salon.location, salon.day + after, {}, {}})).size();
  };
  salon.set_now(at("2027-03-31T19:59:59Z"));
  EXPECT_EQ(prune_all(salon, days{30}), 0) << "a second before midnight there, thirty days later";
  salon.set_now(at("2027-03-31T20:00:00Z"));
  EXPECT_EQ(prune_all(salon, days{30}), 25 - 4);
  EXPECT_EQ(of_the_day(days{0}), 4U);
  EXPECT_EQ(of_the_day(days{1}), 25U) << "a day younger";
  for (const auto& kept : {confirmed.id, cancelled.id, left.id, taken_instead.id})
    EXPECT_TRUE(salon.wait(salon.stores.slots.slot(kept)));
  EXPECT_EQ(prune_all(salon, days{30}), 0);
  EXPECT_EQ(salon.booking(id).status(), domain::BookingStatus::confirmed);
  ports::BookingFilter filter;
  filter.location_ids = {salon.location};
  EXPECT_EQ(salon.wait(salon.stores.bookings.list(filter, {}))->items.size(), 3U);
  EXPECT_EQ(salon.generate().created, 0) << "the past is not made anew";
}

TEST_P(StoreContract, times_are_pruned_day_by_day_as_they_grow_old) {
  SmallSalon salon(fixture());
  salon.set_now(at("2027-03-31T20:00:00Z"));
  EXPECT_EQ(prune_all(salon, days{30}), 25);
  salon.set_now(at("2027-04-01T20:00:00Z"));
  EXPECT_EQ(prune_all(salon, days{30}), 25);
  EXPECT_EQ(prune_all(salon, days{30}), 0);
}

ports::Offer offer_of(SmallSalon& salon, domain::ServiceId service) {
  const ports::OfferQuery query{salon.location, service, {}, salon.day, salon.day};
  return salon.wait(salon.stores.slots.offer(query)).value();
}

TEST_P(StoreContract, D20_what_is_offered_can_be_held_and_what_is_not_cannot) {
  SmallSalon salon(fixture());
  salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  salon.must_hold({.slot = salon.slot(salon.sara, "07:00").id});
  salon.set_now(at("2027-03-01T00:05:00Z"));
  salon.must_hold({.slot = salon.slot(salon.sara, "05:00").id});
  salon.set_now(at("2027-03-01T00:10:00Z"));
  const ports::Offer offer = offer_of(salon, salon.cut);
  ASSERT_EQ(offer.slots.size(), 22U);
  int eligible = 0;
  for (const ports::OfferedSlot& offered : offer.slots) {
    const auto why =
        domain::why_ineligible(offered.slot, offered.situation, offer.busy, domain::Viewer::customer, offer.now);
    eligible += why ? 0 : 1;
    const auto wish = salon.wish({.slot = offered.slot.id, .guest = 9});
    const std::string code = code_of(salon.hold(wish));
    EXPECT_EQ(code.empty(), !why) << domain::format_instant(offered.slot.start_at) << " " << code;
    if (code.empty()) EXPECT_EQ(salon.cancel(wish.wish.items.front().booking_id), "");
  }
  EXPECT_EQ(eligible, 20) << "only the time that is still held and the one that overlaps it are gone";
}

TEST_P(StoreContract, D15_an_offer_names_each_stylists_own_price) {
  SmallSalon salon(fixture());
  ports::Change<domain::Stylist> change;
  change.edit = [&salon](const domain::Stylist& before) -> domain::Result<domain::Stylist> {
    domain::Stylist after = before;
    after.terms = {{salon.cut, {}, 22000}};
    return after;
  };
  salon.wait(salon.stores.catalog.change_stylist(salon.sara, change, just_once<domain::Stylist>())).value();
  const ports::Offer offer = offer_of(salon, salon.cut);
  for (const ports::OfferedSlot& offered : offer.slots) {
    EXPECT_EQ(offered.price.minor, offered.slot.stylist_id == salon.sara ? 22000 : 15000);
  }
  EXPECT_EQ(offer.stylists.size(), 2U);
  EXPECT_EQ(salon.booking(salon.must_hold({.slot = salon.slot(salon.sara, "06:00").id})).price.minor, 22000);
}

TEST_P(StoreContract, an_offer_is_sorted_by_start_and_of_the_days_asked_for) {
  SmallSalon salon(fixture());
  const ports::Offer offer = offer_of(salon, salon.cut);
  const auto key_of = [](const ports::OfferedSlot& offered) {
    return std::pair(offered.slot.start_at, offered.slot.id);
  };
  EXPECT_TRUE(std::ranges::is_sorted(offer.slots, {}, key_of));
  for (const ports::OfferedSlot& offered : offer.slots) EXPECT_EQ(offered.slot.date, salon.day);
  const auto unknown =
      salon.wait(salon.stores.slots.offer({salon.location, testing::service_id(9), {}, salon.day, salon.day}));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().why, domain::Refusal::not_found);
}

}  // namespace
}  // namespace salon::contract
