// Confirming a hold: in time, with a name and a phone (D32, D33).
#include <gtest/gtest.h>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::microseconds;

const Instant expiry = booking_now + minutes{5};

std::vector<std::string> pointers(const Refused& refused) {
  std::vector<std::string> out;
  for (const FieldProblem& problem : refused.fields) out.push_back(problem.pointer);
  return out;
}

TEST(DecideConfirm, D32_a_hold_becomes_a_confirmed_booking_at_this_instant) {
  const Booking held = a_booking().held_until(expiry).build();
  const auto decided = decide_confirm(held, {}, booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_TRUE(decided->changed);
  EXPECT_EQ(decided->booking.state, BookingState(Confirmed{booking_now}));
  EXPECT_EQ(decided->booking.version, held.version + 1);
  EXPECT_EQ(decided->booking.sequence, held.sequence);
  EXPECT_EQ(decided->booking.slot_id, held.slot_id);
}

TEST(DecideConfirm, D32_a_hold_can_be_confirmed_up_to_the_last_microsecond) {
  const auto decided = decide_confirm(a_booking().held_until(expiry).build(), {}, expiry - microseconds{1});
  EXPECT_TRUE(decided.has_value());
}

TEST(DecideConfirm, D32_a_hold_cannot_be_confirmed_at_the_second_it_expires) {
  const auto decided = decide_confirm(a_booking().held_until(expiry).build(), {}, expiry);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::hold_expired);
}

TEST(DecideConfirm, D32_confirming_again_returns_the_booking_unchanged_whatever_comes_with_it) {
  const Booking confirmed = a_booking().confirmed_at(booking_now).build();
  ConfirmWish wish;
  wish.customer.name = PersonName("Somebody Else");
  wish.payment_reference = "later";
  const auto decided = decide_confirm(confirmed, wish, booking_now + std::chrono::hours{1});
  ASSERT_TRUE(decided.has_value());
  EXPECT_FALSE(decided->changed);
  EXPECT_EQ(decided->booking, confirmed);
}

TEST(DecideConfirm, D30_a_cancelled_booking_cannot_be_confirmed) {
  const auto decided = decide_confirm(a_booking().cancelled_at(booking_now).build(), {}, booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::booking_cancelled);
}

TEST(DecideConfirm, D34_a_hold_that_the_worker_has_expired_cannot_be_confirmed) {
  const auto decided = decide_confirm(a_booking().expired_at(booking_now).build(), {}, booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::hold_expired);
}

TEST(DecideConfirm, D33_a_customer_without_name_and_phone_is_told_of_both) {
  const auto decided = decide_confirm(a_booking().customer(nobody()).build(), {}, booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::validation_failed);
  EXPECT_EQ(pointers(decided.error()), (std::vector<std::string>{"/customer_name", "/customer_phone"}));
}

TEST(DecideConfirm, D33_a_customer_without_a_phone_is_told_of_the_phone) {
  const auto decided = decide_confirm(a_booking().customer(a_walk_in()).build(), {}, booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(pointers(decided.error()), std::vector<std::string>{"/customer_phone"});
}

TEST(DecideConfirm, D33_the_desk_confirms_a_walk_in_with_a_name_alone) {
  ConfirmWish wish;
  wish.viewer = Viewer::staff;
  EXPECT_TRUE(decide_confirm(a_booking().customer(a_walk_in()).build(), wish, booking_now).has_value());
}

TEST(DecideConfirm, D33_the_desk_needs_the_name) {
  ConfirmWish wish;
  wish.viewer = Viewer::staff;
  const auto decided = decide_confirm(a_booking().customer(nobody()).build(), wish, booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(pointers(decided.error()), std::vector<std::string>{"/customer_name"});
}

TEST(DecideConfirm, D33_details_that_come_with_the_confirmation_complete_and_replace_those_of_the_hold) {
  CustomerDetails before = a_walk_in();
  before.notes = Notes("Allergic to ammonia");
  before.email = EmailAddress("old@example.com");
  ConfirmWish wish;
  wish.customer.phone = a_customer().phone;
  wish.customer.email = EmailAddress("new@example.com");
  wish.payment_reference = "pay_123";
  const auto decided = decide_confirm(a_booking().customer(before).build(), wish, booking_now);
  ASSERT_TRUE(decided.has_value());
  const CustomerDetails& after = decided->booking.customer;
  EXPECT_EQ(after.name, before.name);
  EXPECT_EQ(after.phone, wish.customer.phone);
  EXPECT_EQ(after.email, wish.customer.email);
  EXPECT_EQ(after.notes, before.notes);
  EXPECT_EQ(decided->booking.payment_reference, "pay_123");
}

TEST(DecideConfirm, D33_name_and_notes_given_at_confirmation_win) {
  ConfirmWish wish;
  wish.customer.name = PersonName("Layla H.");
  wish.customer.notes = Notes("by the window");
  const auto decided = decide_confirm(a_booking().build(), wish, booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_EQ(decided->booking.customer.name, wish.customer.name);
  EXPECT_EQ(decided->booking.customer.notes, wish.customer.notes);
}

TEST(DecideConfirm, D1_a_phone_that_has_this_time_already_does_not_get_it_twice) {
  ConfirmWish wish;
  wish.phone_has_slot = true;
  const auto decided = decide_confirm(a_booking().build(), wish, booking_now);
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::already_held);
}

}  // namespace
}  // namespace salon::domain
