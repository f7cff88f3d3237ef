// A customer takes a time (D31, D33, D36–D38, D40).
#include "usecases/place_hold.hpp"

#include <gtest/gtest.h>

#include "domain/token.hpp"
#include "salon_world.hpp"

namespace salon::testing {
namespace {

using usecases::HoldRequest;

HoldRequest a_request_for(domain::SlotId slot) {
  HoldRequest request;
  request.slot_id = slot;
  return request;
}

TEST(PlaceHold, D36_a_time_that_was_shown_can_be_held) {
  SalonWorld world;
  const auto shown = ids_of(world.list(guest(), cut_on("2027-03-02")));
  EXPECT_EQ(told(world.hold(guest(), a_request_for(shown.front()))), "OK");
  EXPECT_TRUE(world.violations().empty());
}

TEST(PlaceHold, D36_a_time_that_was_not_shown_cannot_be_held) {
  SalonWorld world;
  (void)world.list(guest(2), cut_on("2027-03-02"));
  EXPECT_EQ(told(world.hold(guest(1), a_request_for(world.slot({})))), "SLOT_NOT_EXPOSED");
  EXPECT_EQ(world.funnel.conflicts, std::vector{domain::Refusal::slot_not_exposed});
  EXPECT_TRUE(world.brand.bookings.empty());
}

// An hour after its last showing, which may have been from the sticky set, seven minutes after the first.
TEST(PlaceHold, D36_what_was_shown_is_forgotten_an_hour_after_its_sticky_set) {
  SalonWorld world;
  const auto shown = ids_of(world.list(guest(), cut_on("2027-03-02")));
  world.clock.advance(std::chrono::minutes{66});
  EXPECT_EQ(told(world.hold(guest(), a_request_for(shown[0]))), "OK");
  world.clock.advance(std::chrono::minutes{1});
  EXPECT_EQ(told(world.hold(guest(), a_request_for(shown[1]))), "SLOT_NOT_EXPOSED");
}

TEST(PlaceHold, D40_a_retry_hears_the_former_reply_even_when_what_was_shown_is_forgotten) {
  SalonWorld world;
  const auto shown = ids_of(world.list(guest(), cut_on("2027-03-02")));
  const auto first = world.hold(guest(), a_request_for(shown[0]), "key-1");
  ASSERT_TRUE(first);
  world.clock.advance(std::chrono::minutes{67});
  const auto again = world.hold(guest(), a_request_for(shown[0]), "key-1");
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, first->reply);
  EXPECT_EQ(told(world.hold(guest(), a_request_for(shown[0]), "key-2")), "SLOT_NOT_EXPOSED");
}

TEST(PlaceHold, D36_without_the_memory_of_what_was_shown_nobody_is_refused) {
  SalonWorld world;
  world.exposures.is_gone = true;
  EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({})))), "OK");
}

TEST(PlaceHold, D36_can_be_switched_off) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({})))), "OK");
}

TEST(PlaceHold, D36_staff_hold_any_eligible_slot_but_only_where_they_work) {
  SalonWorld world;
  const auto slot = world.slot({});
  EXPECT_EQ(told(world.hold(staff(domain::Role::frontdesk, {2}), a_request_for(slot))), "SLOT_NOT_EXPOSED");
  EXPECT_EQ(told(world.hold(staff(domain::Role::frontdesk, {1}), a_request_for(slot))), "OK");
}

TEST(PlaceHold, D36_who_signs_in_between_looking_and_holding_may_still_hold) {
  SalonWorld world;
  const auto shown = ids_of(world.list(guest(1), cut_on("2027-03-02")));
  domain::Actor signed_in = user();
  signed_in.session = session_id(1);
  EXPECT_EQ(told(world.hold(signed_in, a_request_for(shown.front()))), "OK");
  const auto& booking = world.brand.bookings.begin()->second;
  EXPECT_EQ(booking.owner.user, account_id(50));
  EXPECT_FALSE(booking.owner.session);
}

TEST(PlaceHold, D37_a_fourth_live_hold_is_refused_until_one_is_given_back) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  for (const auto* start : {"2027-03-02T06:00:00Z", "2027-03-02T07:00:00Z", "2027-03-02T08:00:00Z"}) {
    EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({.start = start})))), "OK");
  }
  const auto fourth = world.slot({.start = "2027-03-02T09:00:00Z"});
  EXPECT_EQ(told(world.hold(guest(), a_request_for(fourth))), "HOLD_LIMIT");
  EXPECT_EQ(told(world.hold(guest(2), a_request_for(fourth))), "OK");
  world.hold_policy.max_live_holds = 4;
  EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({.start = "2027-03-02T10:00:00Z"})))), "OK");
  world.hold_policy.max_live_holds = 0;
  EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({.start = "2027-03-02T11:00:00Z"})))), "OK");
}

TEST(PlaceHold, D37_holds_that_ran_out_do_not_count) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  for (const auto* start : {"2027-03-02T06:00:00Z", "2027-03-02T07:00:00Z", "2027-03-02T08:00:00Z"}) {
    (void)world.hold(guest(), a_request_for(world.slot({.start = start})));
  }
  world.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({.start = "2027-03-02T09:00:00Z"})))), "OK");
}

TEST(PlaceHold, D33_a_phone_is_read_as_of_the_salons_region) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  auto request = a_request_for(world.slot({}));
  request.customer.phone = "050 123 4567";
  request.customer.name = "  Layla  ";
  EXPECT_EQ(told(world.hold(guest(), request)), "OK");
  const auto& customer = world.brand.bookings.begin()->second.customer;
  EXPECT_EQ(customer.phone->reveal(), "+971501234567");
  EXPECT_EQ(customer.name->reveal(), "Layla");
}

TEST(PlaceHold, D33_a_phone_that_does_not_exist_is_refused_by_its_own_name) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  auto request = a_request_for(world.slot({}));
  request.customer.phone = "12";
  EXPECT_EQ(told(world.hold(guest(), request)), "PHONE_INVALID");
  request.customer.email = "nobody";
  usecases::PlaceHold place(
      {world.bookings, world.slots, world.catalog, world.exposures, world.ids, world.secrets, world.funnel}, {},
      world.exposure_policy);
  const auto refused = platform::run_ready(place.run(guest(), request, {}, in_short<usecases::PlacedHold>()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(told(refused), "VALIDATION_FAILED");
  EXPECT_EQ(pointers(refused.error()), (std::vector<std::string>{"/customer_email", "/customer_phone"}));
}

TEST(PlaceHold, D33_a_hold_needs_no_name_and_a_blank_one_is_none) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  auto request = a_request_for(world.slot({}));
  request.customer = {.name = " ", .phone = "", .email = "\n", .notes = ""};
  EXPECT_EQ(told(world.hold(guest(), request)), "OK");
  EXPECT_EQ(world.brand.bookings.begin()->second.customer, domain::CustomerDetails{});
}

TEST(PlaceHold, D38_the_reply_carries_a_token_that_opens_the_booking_and_the_store_does_not_keep_it) {
  SalonWorld world;
  const auto one = world.held_by(guest(1), world.slot({}));
  const auto other = world.held_by(guest(1), world.slot({.start = "2027-03-02T07:00:00Z"}));
  EXPECT_EQ(one.token.size(), 22u);  // 128 bits
  EXPECT_NE(one.token, other.token);
  EXPECT_TRUE(world.brand.tokens.contains({one.id, domain::token_hash(one.token)}));
  EXPECT_FALSE(world.brand.tokens.contains({one.id, domain::token_hash(other.token)}));
}

TEST(PlaceHold, D40_the_same_key_gets_the_same_reply_and_makes_no_second_booking) {
  SalonWorld world;
  const auto shown = ids_of(world.list(guest(), cut_on("2027-03-02")));
  const auto first = world.hold(guest(), a_request_for(shown.front()), "key-1");
  const auto again = world.hold(guest(), a_request_for(shown.front()), "key-1");
  ASSERT_TRUE(first && again);
  EXPECT_FALSE(first->replayed);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->reply, again->reply);
  EXPECT_EQ(world.brand.bookings.size(), 1u);
  EXPECT_EQ(world.funnel.holds.size(), 1u);
}

TEST(PlaceHold, D42_a_lost_race_is_remembered_and_counted_once) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  const auto slot = world.slot({});
  world.held_by(guest(2), slot);
  const auto first = world.hold(guest(1), a_request_for(slot), "key-1");
  const auto again = world.hold(guest(1), a_request_for(slot), "key-1");
  EXPECT_EQ(told(first), "SLOT_FULL");
  EXPECT_EQ(told(again), "SLOT_FULL");
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(world.funnel.conflicts, std::vector{domain::Refusal::slot_full});
}

TEST(PlaceHold, the_funnel_counts_it_under_the_variant_it_was_made_under) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  auto request = a_request_for(world.slot({}));
  request.variant = "compact";
  EXPECT_EQ(told(world.hold(guest(), request)), "OK");
  EXPECT_EQ(world.funnel.holds, std::vector{std::optional(domain::Variant::compact)});
  request.variant = "fancy";
  EXPECT_EQ(told(world.hold(guest(), request)), "UNKNOWN_VARIANT");
}

TEST(PlaceHold, the_funnel_counts_it_under_the_variant_it_was_shown_in_whatever_is_asked_for_later) {
  SalonWorld world;
  auto query = cut_on("2027-03-02");
  query.variant = "compact";
  auto request = a_request_for(ids_of(world.list(guest(), query)).front());
  request.variant = "control";
  EXPECT_EQ(told(world.hold(guest(), request)), "OK");
  EXPECT_EQ(world.funnel.holds, std::vector{std::optional(domain::Variant::compact)});
}

TEST(PlaceHold, what_is_not_there_or_not_open_is_not_found) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  EXPECT_EQ(told(world.hold(guest(), a_request_for(slot_id(987654)))), "NOT_FOUND");
  world.brand.locations.at(location_id(1)).active = false;
  EXPECT_EQ(told(world.hold(guest(), a_request_for(world.slot({})))), "NOT_FOUND");
  EXPECT_EQ(told(world.hold(admin(), a_request_for(world.slot({})))), "SLOT_BLOCKED");
}

TEST(PlaceHold, somebody_must_hold_it) {
  SalonWorld world;
  EXPECT_EQ(told(world.hold(passer_by(), a_request_for(world.slot({})))), "UNAUTHENTICATED");
}

TEST(PlaceHold, D20_too_soon_for_a_customer_is_not_too_soon_for_staff) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  world.clock.set(at("2027-03-02T05:30:00Z"));
  const auto slot = world.slot({});
  EXPECT_EQ(told(world.hold(guest(), a_request_for(slot))), "SLOT_TOO_SOON");
  EXPECT_EQ(told(world.hold(staff(domain::Role::manager, {1}), a_request_for(slot))), "OK");
}

TEST(PlaceHold, a_hold_length_of_the_installation_stands_over_the_salons) {
  SalonWorld world;
  world.exposure_policy.is_enforced = false;
  world.hold_policy.hold_for = std::chrono::seconds{30};
  (void)world.hold(guest(), a_request_for(world.slot({})));
  const auto& held = std::get<domain::Held>(world.brand.bookings.begin()->second.state);
  EXPECT_EQ(held.expires_at, world.clock.now() + std::chrono::seconds{30});
}

}  // namespace
}  // namespace salon::testing
