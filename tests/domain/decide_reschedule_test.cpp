// Moving a booking to another time: it keeps its id, and nothing is given up before the new time is won (D35).
#include <gtest/gtest.h>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::hours;
using std::chrono::microseconds;

const Instant two_days_on = booking_now + hours{48};

SlotFactsBuilder another_time() { return a_bookable_slot().id(2).with_stylist(2).starting(two_days_on).priced(17500); }

Booking confirmed_in(hours ahead) {
  return a_booking().starting(booking_now + ahead).confirmed_at(booking_now - hours{1}).build();
}

Result<Transition> reschedule(const Booking& booking, const SlotFactsBuilder& target, Viewer viewer = Viewer::customer,
                              const HoldFacts& facts = {}) {
  return decide_reschedule(booking, target.build(), facts, RescheduleWish{viewer}, booking_now);
}

std::optional<Refusal> refusal(const Result<Transition>& decided) {
  return decided ? std::nullopt : std::optional<Refusal>(decided.error().why);
}

TEST(DecideReschedule, D35_the_booking_keeps_its_id_and_takes_time_stylist_and_price_of_the_new_slot) {
  const Booking before = confirmed_in(hours{30});
  const auto decided = reschedule(before, another_time());
  ASSERT_TRUE(decided.has_value());
  EXPECT_TRUE(decided->changed);
  Booking expected = before;
  expected.slot_id = nth<SlotId>(2);
  expected.stylist_id = nth<StylistId>(2);
  expected.start_at = two_days_on;
  expected.end_at = two_days_on + minutes{60};
  expected.price.minor = 17500;
  expected.version = before.version + 1;
  expected.sequence = before.sequence + 1;
  EXPECT_EQ(decided->booking, expected);
}

TEST(DecideReschedule, D35_a_hold_keeps_its_expiry) {
  const Booking held = a_booking().held_until(booking_now + minutes{2}).build();
  const auto decided = reschedule(held, another_time());
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->booking.state, BookingState(Held{booking_now + minutes{2}}));
}

TEST(DecideReschedule, D35_to_the_same_slot_changes_nothing_even_inside_the_window_and_when_it_is_full) {
  const Booking booking = confirmed_in(hours{1});
  const auto decided = reschedule(booking, a_bookable_slot().id(1).counters(1, 1, 0));
  ASSERT_TRUE(decided.has_value());
  EXPECT_FALSE(decided->changed);
  EXPECT_EQ(decided->booking, booking);
}

TEST(DecideReschedule, D35_only_within_the_service_and_the_location) {
  for (const auto& target : {another_time().service(2), another_time().location(2)}) {
    const auto decided = reschedule(confirmed_in(hours{30}), target, Viewer::staff);
    ASSERT_FALSE(decided.has_value());
    EXPECT_EQ(decided.error().why, Refusal::validation_failed);
    ASSERT_EQ(decided.error().fields.size(), 1U);
    EXPECT_EQ(decided.error().fields[0].pointer, "/slot_id");
  }
}

TEST(DecideReschedule, D39_a_customer_moves_a_confirmed_booking_before_the_window_only) {
  const auto window_of_a_day = another_time().cancellation_window(minutes{24 * 60});
  const Booking tomorrow = confirmed_in(hours{24});
  EXPECT_EQ(refusal(reschedule(tomorrow, window_of_a_day)), std::nullopt);
  const auto later = decide_reschedule(tomorrow, window_of_a_day.build(), {}, {}, booking_now + microseconds{1});
  EXPECT_EQ(refusal(later), Refusal::cancellation_window);
}

TEST(DecideReschedule, D39_a_booking_that_has_started_cannot_be_moved_by_a_customer) {
  const auto no_window = another_time().cancellation_window(minutes{0});
  EXPECT_EQ(refusal(reschedule(confirmed_in(hours{0}), no_window)), Refusal::cancellation_window);
}

TEST(DecideReschedule, D39_neither_staff_nor_holds_are_bound_by_the_window) {
  EXPECT_EQ(refusal(reschedule(confirmed_in(hours{1}), another_time(), Viewer::staff)), std::nullopt);
  const Booking held_for_soon = a_booking().starting(booking_now + hours{1}).build();
  EXPECT_EQ(refusal(reschedule(held_for_soon, another_time())), std::nullopt);
}

TEST(DecideReschedule, D30_what_is_over_does_not_move) {
  EXPECT_EQ(refusal(reschedule(a_booking().cancelled_at(booking_now).build(), another_time())),
            Refusal::booking_cancelled);
  EXPECT_EQ(refusal(reschedule(a_booking().expired_at(booking_now).build(), another_time())), Refusal::hold_expired);
  EXPECT_EQ(refusal(reschedule(a_booking().held_until(booking_now).build(), another_time())), Refusal::hold_expired);
}

TEST(DecideReschedule, D20_the_new_time_must_be_eligible) {
  const Booking booking = confirmed_in(hours{30});
  EXPECT_EQ(refusal(reschedule(booking, another_time().blocked())), Refusal::slot_blocked);
  EXPECT_EQ(refusal(reschedule(booking, another_time().inactive_service())), Refusal::slot_blocked);
  EXPECT_EQ(refusal(reschedule(booking, another_time().counters(1, 1, 0))), Refusal::slot_full);
  EXPECT_EQ(refusal(reschedule(booking, another_time().counters(1, 0, 1))), Refusal::slot_full);
  EXPECT_EQ(refusal(reschedule(booking, another_time().starting(booking_now + minutes{30}))), Refusal::slot_too_soon);
  EXPECT_EQ(refusal(reschedule(booking, another_time().starting(booking_now + hours{24 * 80}))),
            Refusal::validation_failed);
}

TEST(DecideReschedule, D20_staff_may_move_a_booking_into_a_slot_that_has_started) {
  const auto running = another_time().starting(booking_now - minutes{10});
  EXPECT_EQ(refusal(reschedule(confirmed_in(hours{30}), running, Viewer::staff)), std::nullopt);
  EXPECT_EQ(refusal(reschedule(confirmed_in(hours{30}), running)), Refusal::slot_too_soon);
}

TEST(DecideReschedule, D35_the_bookings_own_time_is_not_in_its_way) {
  // Half an hour later with the same stylist: the old and the new time overlap.
  const SlotFacts old_slot = a_bookable_slot().starting(booking_now + hours{30}).build();
  const Booking booking = a_booking().of(old_slot).confirmed_at(booking_now).build();
  const auto busy = busy_times_of(booking, old_slot.slot);
  const auto target = a_bookable_slot().id(2).starting(booking_now + hours{30} + minutes{30});
  EXPECT_EQ(refusal(reschedule(booking, target, Viewer::customer, HoldFacts{.busy = busy})), std::nullopt);
}

TEST(DecideReschedule, D4_anothers_time_is) {
  const SlotFacts other_slot = a_bookable_slot().id(3).with_stylist(2).starting(two_days_on - minutes{30}).build();
  const Booking other = a_booking().id(9).of(other_slot).confirmed_at(booking_now).build();
  const auto busy = busy_times_of(other, other_slot.slot);
  EXPECT_EQ(refusal(reschedule(confirmed_in(hours{30}), another_time(), Viewer::staff, HoldFacts{.busy = busy})),
            Refusal::stylist_busy);
}

TEST(DecideReschedule, D1_a_phone_that_has_the_new_time_already_does_not_get_it_twice) {
  const std::vector<SlotId> slots_of_phone{nth<SlotId>(2)};
  const HoldFacts facts{.slots_of_phone = slots_of_phone};
  EXPECT_EQ(refusal(reschedule(confirmed_in(hours{30}), another_time(), Viewer::customer, facts)),
            Refusal::already_held);
}

TEST(DecideReschedule, D37_moving_a_hold_makes_no_further_hold) {
  const HoldFacts facts{.live_holds_of_owner = 3};
  EXPECT_EQ(refusal(reschedule(a_booking().build(), another_time(), Viewer::customer, facts)), std::nullopt);
}

}  // namespace
}  // namespace salon::domain
