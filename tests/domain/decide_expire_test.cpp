// A hold that runs out: decided by the clock, tidied up by the worker (D34).
#include <gtest/gtest.h>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::microseconds;

TEST(DecideExpire, D34_a_hold_is_over_at_the_very_second_it_expires) {
  const Booking held = a_booking().held_until(booking_now).build();
  const auto expired = decide_expire(held, booking_now);
  ASSERT_TRUE(expired.has_value());
  EXPECT_TRUE(expired->changed);
  EXPECT_EQ(expired->booking.status(), BookingStatus::expired);
  EXPECT_EQ(expired->booking.version, held.version + 1);
}

TEST(DecideExpire, D34_a_microsecond_before_it_is_not) {
  const Booking held = a_booking().held_until(booking_now).build();
  EXPECT_FALSE(decide_expire(held, booking_now - microseconds{1}).has_value());
}

TEST(DecideExpire, D34_it_ended_when_it_ran_out_however_late_anyone_notices) {
  const Booking held = a_booking().held_until(booking_now).build();
  const auto expired = decide_expire(held, booking_now + std::chrono::hours{9});
  ASSERT_TRUE(expired.has_value());
  EXPECT_EQ(expired->booking.state, BookingState(Expired{booking_now}));
}

TEST(DecideExpire, D30_what_is_not_held_does_not_expire) {
  const Instant much_later = booking_now + std::chrono::hours{1000};
  for (const BookingStatus status : {BookingStatus::confirmed, BookingStatus::cancelled, BookingStatus::expired}) {
    EXPECT_FALSE(decide_expire(a_booking().in_state(status).build(), much_later).has_value()) << text_of(status);
  }
}

// The checks of D34 need no worker: at any instant exactly one of "can be confirmed" and "is due" is true.
TEST(DecideExpire, D34_a_hold_can_be_confirmed_exactly_as_long_as_it_is_not_due) {
  const Booking held = a_booking().held_until(booking_now).build();
  for (int offset = -3; offset <= 3; ++offset) {
    const Instant now = booking_now + microseconds{offset};
    EXPECT_NE(decide_confirm(held, {}, now).has_value(), decide_expire(held, now).has_value()) << offset;
  }
}

}  // namespace
}  // namespace salon::domain
