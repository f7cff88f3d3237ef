// Holding one or several times, all or none, in a fixed order of checks (D20, D31, D37).
#include <gtest/gtest.h>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::hours;

// The facts of a test, owning what HoldFacts only points at.
struct Facts {
  std::vector<SlotFacts> slots;
  std::vector<BusyTime> busy;
  int live_holds = 0;
  std::vector<SlotId> slots_of_phone;

  [[nodiscard]] HoldFacts view() const { return {slots, busy, live_holds, slots_of_phone}; }
};

std::optional<Refusal> refusal(const HoldWish& wish, const Facts& facts) {
  const auto decided = decide_hold(wish, facts.view(), booking_now);
  return decided ? std::nullopt : std::optional<Refusal>(decided.error().why);
}

HoldWish wish_for_slot_1() { return a_wish_for({nth<SlotId>(1)}); }

TEST(DecideHold, D31_a_hold_is_a_booking_of_the_slot_for_the_locations_ten_minutes) {
  HoldWish wish = wish_for_slot_1();
  wish.customer = a_customer();
  const SlotFacts facts = a_bookable_slot().priced(24900).build();
  const auto decided = decide_hold(wish, Facts{.slots = {facts}}.view(), booking_now);
  ASSERT_TRUE(decided.has_value());
  ASSERT_EQ(decided->size(), 1U);
  Booking expected;
  expected.id = nth<BookingId>(1);
  expected.visit_id = nth<VisitId>(1);
  expected.slot_id = nth<SlotId>(1);
  expected.location_id = nth<LocationId>(1);
  expected.service_id = nth<ServiceId>(1);
  expected.stylist_id = nth<StylistId>(1);
  expected.start_at = facts.slot.start_at;
  expected.end_at = facts.slot.end_at;
  expected.timezone = "Asia/Dubai";
  expected.state = Held{booking_now + minutes{10}};
  expected.owner.session = nth<SessionId>(1);
  expected.customer = a_customer();
  expected.price.minor = 24900;
  expected.created_at = booking_now;
  expected.version = 1;
  expected.sequence = 0;
  EXPECT_EQ(decided->front(), expected);
}

TEST(DecideHold, D31_each_location_has_its_own_hold_length) {
  const Facts facts{.slots = {a_bookable_slot().hold_length(minutes{3}).build()}};
  const auto decided = decide_hold(wish_for_slot_1(), facts.view(), booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->front().state, BookingState(Held{booking_now + minutes{3}}));
}

TEST(DecideHold, D8_a_wish_may_ask_for_a_hold_length_of_its_own) {
  HoldWish wish = wish_for_slot_1();
  wish.hold_for = seconds{2};
  const auto decided = decide_hold(wish, Facts{.slots = {a_bookable_slot().build()}}.view(), booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->front().state, BookingState(Held{booking_now + seconds{2}}));
}

TEST(DecideHold, A_slot_that_does_not_exist_is_not_found) {
  EXPECT_EQ(refusal(wish_for_slot_1(), {}), Refusal::not_found);
  EXPECT_EQ(refusal(wish_for_slot_1(), {.slots = {a_bookable_slot().id(2).build()}}), Refusal::not_found);
}

TEST(DecideHold, D1_a_phone_that_already_has_the_slot_is_told_so_before_anything_about_the_slot) {
  const Facts facts{.slots = {a_bookable_slot().blocked().build()}, .slots_of_phone = {nth<SlotId>(1)}};
  EXPECT_EQ(refusal(wish_for_slot_1(), facts), Refusal::already_held);
}

TEST(DecideHold, D1_a_phone_with_another_slot_is_free_to_hold_this_one) {
  const Facts facts{.slots = {a_bookable_slot().build()}, .slots_of_phone = {nth<SlotId>(2)}};
  EXPECT_EQ(refusal(wish_for_slot_1(), facts), std::nullopt);
}

TEST(DecideHold, D20_what_is_not_eligible_is_refused_with_its_reason) {
  const auto refused = [](const SlotFactsBuilder& slot) {
    return refusal(wish_for_slot_1(), {.slots = {slot.build()}});
  };
  EXPECT_EQ(refused(a_bookable_slot().blocked()), Refusal::slot_blocked);
  EXPECT_EQ(refused(a_bookable_slot().inactive_service()), Refusal::slot_blocked);
  EXPECT_EQ(refused(a_bookable_slot().inactive_stylist()), Refusal::slot_blocked);
  EXPECT_EQ(refused(a_bookable_slot().starting(booking_now + minutes{59})), Refusal::slot_too_soon);
  EXPECT_EQ(refused(a_bookable_slot().starting(booking_now - hours{5})), Refusal::slot_too_soon);
  EXPECT_EQ(refused(a_bookable_slot().starting(booking_now + hours{24 * 90})), Refusal::validation_failed);
  EXPECT_EQ(refused(a_bookable_slot().counters(1, 1, 0)), Refusal::slot_full);
  EXPECT_EQ(refused(a_bookable_slot().counters(1, 0, 1)), Refusal::slot_full);
}

TEST(DecideHold, D4_a_stylist_busy_elsewhere_is_a_refusal) {
  const SlotFacts other = a_bookable_slot().id(2).location(2).build();
  const Booking booking = a_booking().id(9).of(other).confirmed_at(booking_now).build();
  const Facts facts{.slots = {a_bookable_slot().build()}, .busy = busy_times_of(booking, other.slot)};
  EXPECT_EQ(refusal(wish_for_slot_1(), facts), Refusal::stylist_busy);
}

TEST(DecideHold, D20_due_holds_leave_their_place_to_the_next) {
  EXPECT_EQ(refusal(wish_for_slot_1(), {.slots = {a_bookable_slot().counters(1, 0, 1).due_holds(1).build()}}),
            std::nullopt);
}

TEST(DecideHold, D37_a_customer_has_at_most_three_live_holds) {
  const std::vector slots{a_bookable_slot().build()};
  EXPECT_EQ(refusal(wish_for_slot_1(), {.slots = slots, .live_holds = 2}), std::nullopt);
  EXPECT_EQ(refusal(wish_for_slot_1(), {.slots = slots, .live_holds = 3}), Refusal::hold_limit);
}

TEST(DecideHold, D37_every_item_of_a_wish_counts) {
  const std::vector slots{a_bookable_slot().build(), a_bookable_slot().id(2).with_stylist(2).build()};
  const HoldWish wish = a_wish_for({nth<SlotId>(1), nth<SlotId>(2)});
  EXPECT_EQ(refusal(wish, {.slots = slots, .live_holds = 1}), std::nullopt);
  EXPECT_EQ(refusal(wish, {.slots = slots, .live_holds = 2}), Refusal::hold_limit);
}

TEST(DecideHold, D37_the_limit_is_configurable_and_nought_is_none) {
  HoldWish wish = wish_for_slot_1();
  const Facts facts{.slots = {a_bookable_slot().build()}, .live_holds = 40};
  wish.max_live_holds = 41;
  EXPECT_EQ(refusal(wish, facts), std::nullopt);
  wish.max_live_holds = 40;
  EXPECT_EQ(refusal(wish, facts), Refusal::hold_limit);
  wish.max_live_holds = 0;
  EXPECT_EQ(refusal(wish, facts), std::nullopt);
}

TEST(DecideHold, D37_staff_are_exempt_and_so_is_what_is_confirmed_at_once) {
  const Facts facts{.slots = {a_bookable_slot().build()}, .live_holds = 40};
  HoldWish by_staff = wish_for_slot_1();
  by_staff.viewer = Viewer::staff;
  EXPECT_EQ(refusal(by_staff, facts), std::nullopt);
  HoldWish at_once = wish_for_slot_1();
  at_once.customer = a_customer();
  at_once.confirm_at_once = true;
  EXPECT_EQ(refusal(at_once, facts), std::nullopt);
}

TEST(DecideHold, D37_a_slot_that_cannot_be_had_is_named_before_the_limit) {
  const Facts facts{.slots = {a_bookable_slot().counters(1, 1, 0).build()}, .live_holds = 3};
  EXPECT_EQ(refusal(wish_for_slot_1(), facts), Refusal::slot_full);
}

TEST(DecideHold, D33_staff_book_in_one_step_and_the_booking_is_confirmed_now) {
  HoldWish wish = wish_for_slot_1();
  wish.viewer = Viewer::staff;
  wish.source = BookingSource::desk;
  wish.confirm_at_once = true;
  wish.customer = a_walk_in();
  const auto decided = decide_hold(wish, Facts{.slots = {a_bookable_slot().build()}}.view(), booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->front().state, BookingState(Confirmed{booking_now}));
  EXPECT_EQ(decided->front().source, BookingSource::desk);
}

TEST(DecideHold, D33_booking_in_one_step_needs_the_name) {
  HoldWish wish = wish_for_slot_1();
  wish.viewer = Viewer::staff;
  wish.confirm_at_once = true;
  const auto decided = decide_hold(wish, Facts{.slots = {a_bookable_slot().build()}}.view(), booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::validation_failed);
  ASSERT_EQ(decided.error().fields.size(), 1U);
  EXPECT_EQ(decided.error().fields[0].pointer, "/customer_name");
}

TEST(DecideHold, D33_a_hold_alone_needs_nobodys_name) {
  EXPECT_EQ(refusal(wish_for_slot_1(), {.slots = {a_bookable_slot().build()}}), std::nullopt);
}

TEST(DecideHold, D8_a_visit_of_several_slots_is_granted_in_the_wishs_order) {
  const Facts facts{.slots = {a_bookable_slot().build(), a_bookable_slot().id(2).with_stylist(2).build()}};
  const auto decided = decide_hold(a_wish_for({nth<SlotId>(2), nth<SlotId>(1)}), facts.view(), booking_now);
  ASSERT_TRUE(decided.has_value());
  ASSERT_EQ(decided->size(), 2U);
  EXPECT_EQ((*decided)[0].slot_id, nth<SlotId>(2));
  EXPECT_EQ((*decided)[0].id, nth<BookingId>(1));
  EXPECT_EQ((*decided)[1].slot_id, nth<SlotId>(1));
  EXPECT_EQ((*decided)[0].visit_id, (*decided)[1].visit_id);
}

TEST(DecideHold, D8_one_slot_that_cannot_be_had_refuses_the_whole_visit) {
  const Facts facts{.slots = {a_bookable_slot().build(), a_bookable_slot().id(2).with_stylist(2).blocked().build()}};
  EXPECT_EQ(refusal(a_wish_for({nth<SlotId>(1), nth<SlotId>(2)}), facts), Refusal::slot_blocked);
}

TEST(DecideHold, D4_two_items_of_one_wish_do_not_get_one_stylist_at_one_time) {
  const Instant start = booking_now + hours{24};
  const auto refused = [start](minutes later) {
    const SlotFacts second = a_bookable_slot().id(2).starting(start + later).build();
    return refusal(a_wish_for({nth<SlotId>(1), nth<SlotId>(2)}), {.slots = {a_bookable_slot().build(), second}});
  };
  EXPECT_EQ(refused(minutes{59}), Refusal::stylist_busy);
  EXPECT_EQ(refused(minutes{60}), std::nullopt);
}

TEST(DecideHold, D3_two_items_of_one_wish_do_not_get_the_last_place_of_a_slot_twice) {
  const HoldWish wish = a_wish_for({nth<SlotId>(1), nth<SlotId>(1)});
  EXPECT_EQ(refusal(wish, {.slots = {a_bookable_slot().counters(2, 1, 0).build()}}), Refusal::slot_full);
  EXPECT_EQ(refusal(wish, {.slots = {a_bookable_slot().counters(2, 0, 0).build()}}), std::nullopt);
}

TEST(DecideHold, D3_the_same_holds_for_items_that_are_confirmed_at_once) {
  HoldWish wish = a_wish_for({nth<SlotId>(1), nth<SlotId>(1)});
  wish.viewer = Viewer::staff;
  wish.confirm_at_once = true;
  wish.customer = a_walk_in();
  EXPECT_EQ(refusal(wish, {.slots = {a_bookable_slot().counters(1, 0, 0).build()}}), Refusal::slot_full);
  EXPECT_EQ(refusal(wish, {.slots = {a_bookable_slot().counters(2, 0, 0).build()}}), std::nullopt);
}

TEST(DecideHold, D1_two_items_of_one_wish_with_a_phone_cannot_be_the_same_slot) {
  HoldWish wish = a_wish_for({nth<SlotId>(1), nth<SlotId>(1)});
  wish.customer = a_customer();
  EXPECT_EQ(refusal(wish, {.slots = {a_bookable_slot().counters(2, 0, 0).build()}}), Refusal::already_held);
}

TEST(DecideHold, D8_all_times_of_one_visit_are_at_one_salon) {
  SlotFacts here = a_bookable_slot().build();
  SlotFacts there = a_bookable_slot().build();
  there.slot.id = nth<SlotId>(2);
  there.slot.stylist_id = nth<StylistId>(2);
  const HoldWish wish = a_wish_for({nth<SlotId>(1), nth<SlotId>(2)});
  EXPECT_EQ(refusal(wish, {.slots = {here, there}}), std::nullopt);
  there.slot.location_id = nth<LocationId>(2);
  EXPECT_EQ(refusal(wish, {.slots = {here, there}}), Refusal::validation_failed);
}

TEST(DecideHold, A_wish_names_one_to_eight_times) {
  EXPECT_EQ(refusal(a_wish_for({}), {}), Refusal::validation_failed);
  const Facts facts{.slots = {a_bookable_slot().counters(20, 0, 0).build()}};
  HoldWish wish = a_wish_for(std::vector(8, nth<SlotId>(1)));
  wish.max_live_holds = 0;
  EXPECT_EQ(refusal(wish, facts), std::nullopt);
  wish.items.push_back({nth<BookingId>(9), nth<SlotId>(1)});
  EXPECT_EQ(refusal(wish, facts), Refusal::validation_failed);
}

}  // namespace
}  // namespace salon::domain
