// Cancelling and releasing: holds always, confirmed bookings of customers only before the window (D37, D39).
#include <gtest/gtest.h>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::hours;
using std::chrono::microseconds;

constexpr minutes a_day{24 * 60};

std::optional<Refusal> refusal(const Result<Transition>& decided) {
  return decided ? std::nullopt : std::optional<Refusal>(decided.error().why);
}

Booking confirmed_for(Instant start) {
  return a_booking().starting(start).confirmed_at(booking_now - hours{48}).build();
}

TEST(DecideCancel, D39_a_confirmed_booking_can_be_cancelled_up_to_the_very_second_the_window_begins) {
  const Booking booking = confirmed_for(booking_now + a_day);
  const auto decided = decide_cancel(booking, {Viewer::customer, a_day}, booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_TRUE(decided->changed);
  EXPECT_EQ(decided->booking.state, BookingState(Cancelled{booking_now, booking_now - hours{48}}));
  EXPECT_EQ(decided->booking.version, booking.version + 1);
}

TEST(DecideCancel, D39_a_microsecond_later_it_cannot) {
  const Booking booking = confirmed_for(booking_now + a_day);
  const auto decided = decide_cancel(booking, {Viewer::customer, a_day}, booking_now + microseconds{1});
  EXPECT_EQ(refusal(decided), Refusal::cancellation_window);
}

TEST(DecideCancel, D39_the_window_does_not_bind_staff_even_after_the_start) {
  const Booking booking = confirmed_for(booking_now + a_day);
  const auto decided = decide_cancel(booking, {Viewer::staff, a_day}, booking_now + a_day + minutes{5});
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->booking.status(), BookingStatus::cancelled);
}

TEST(DecideCancel, D39_without_a_window_a_customer_may_cancel_until_the_start) {
  const Booking booking = confirmed_for(booking_now + microseconds{1});
  EXPECT_TRUE(decide_cancel(booking, {Viewer::customer, minutes{0}}, booking_now).has_value());
}

TEST(DecideCancel, D39_what_has_started_cannot_be_cancelled_by_a_customer_even_without_a_window) {
  const Booking booking = confirmed_for(booking_now);
  const CancelWish wish{Viewer::customer, minutes{0}};
  EXPECT_EQ(refusal(decide_cancel(booking, wish, booking_now)), Refusal::cancellation_window);
  EXPECT_EQ(refusal(decide_cancel(booking, wish, booking_now + hours{3})), Refusal::cancellation_window);
}

TEST(DecideCancel, D39_releasing_a_hold_is_always_allowed) {
  const Booking held = a_booking().starting(booking_now + minutes{1}).held_until(booking_now + minutes{5}).build();
  const auto decided = decide_cancel(held, {Viewer::customer, a_day}, booking_now + minutes{2});
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->booking.state, BookingState(Cancelled{booking_now + minutes{2}, std::nullopt}));
}

TEST(DecideCancel, D34_a_hold_that_is_due_is_over_and_not_cancelled) {
  const Booking held = a_booking().held_until(booking_now).build();
  EXPECT_TRUE(decide_cancel(held, {}, booking_now - microseconds{1}).has_value());
  EXPECT_EQ(refusal(decide_cancel(held, {}, booking_now)), Refusal::hold_expired);
  EXPECT_EQ(refusal(decide_cancel(held, {Viewer::staff, a_day}, booking_now)), Refusal::hold_expired);
}

TEST(DecideCancel, D30_an_expired_hold_cannot_be_cancelled) {
  EXPECT_EQ(refusal(decide_cancel(a_booking().expired_at(booking_now).build(), {}, booking_now)),
            Refusal::hold_expired);
}

TEST(DecideCancel, D39_cancelling_again_changes_nothing_even_inside_the_window) {
  const Booking cancelled = a_booking().starting(booking_now).cancelled_at(booking_now - hours{30}).build();
  const auto decided = decide_cancel(cancelled, {Viewer::customer, a_day}, booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_FALSE(decided->changed);
  EXPECT_EQ(decided->booking, cancelled);
}

}  // namespace
}  // namespace salon::domain
