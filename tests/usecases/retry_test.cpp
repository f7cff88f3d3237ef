// D41: a retry is answered from memory before anything can refuse it, whatever has changed since the first attempt.
#include <gtest/gtest.h>

#include "salon_world.hpp"
#include "usecases/cancel_booking.hpp"
#include "usecases/change_booking.hpp"
#include "usecases/confirm_booking.hpp"
#include "usecases/generate_slots.hpp"
#include "usecases/manage_services.hpp"
#include "usecases/manage_staff.hpp"
#include "usecases/manage_stylists.hpp"
#include "usecases/reschedule_booking.hpp"

namespace salon::testing {
namespace {

using domain::Role;
using platform::run_ready;
using Answered = domain::Result<domain::Answer>;

void expect_replay(const Answered& first, const Answered& again) {
  ASSERT_EQ(told(first), "OK");
  ASSERT_TRUE(again) << domain::code_of(again.error().why);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, first->reply);
}

struct Retries : SalonWorld {
  domain::Actor clerk = staff(Role::frontdesk, {1});

  Retries() { exposure_policy.is_enforced = false; }

  Answered move(domain::BookingId id, domain::SlotId to) {
    usecases::RescheduleBooking reschedule({bookings, exposures, funnel}, exposure_policy);
    return run_ready(reschedule.run(guest(), {id, {}}, {to}, asking(guest(), "move"), in_short<domain::Booking>()));
  }
  Answered confirm(domain::BookingId id, const usecases::ConfirmRequest& request) {
    usecases::ConfirmBooking confirm_booking({bookings, catalog, exposures, secrets, funnel}, exposure_policy);
    return run_ready(
        confirm_booking.run(guest(), {id, {}}, request, asking(guest(), "confirm"), in_short<domain::Booking>()));
  }
  Answered cancel_by_token(const usecases::BookingKey& key) {
    usecases::CancelBooking cancel(bookings, funnel);
    return run_ready(cancel.run(guest(2), key, {}, asking(guest(2), "cancel"), in_short<domain::Booking>()));
  }
  Answered book(const domain::Actor& by, domain::SlotId slot) {
    usecases::PlaceStaffBooking place({bookings, slots, catalog, ids, funnel}, hold_policy);
    return run_ready(place.run(by, {.slot_id = slot}, asking(by, "book"), in_short<usecases::PlacedHold>()));
  }
  Answered change(domain::BookingId id, const usecases::BookingPatch& patch, std::optional<std::string> key = {}) {
    usecases::ChangeBooking change_booking(bookings, funnel);
    return run_ready(change_booking.run(clerk, id, patch, asking(clerk, key), in_short<domain::Booking>()));
  }
};

TEST(D41_Retry, of_a_hold_whose_time_was_deleted) {
  Retries world;
  const auto slot = world.slot({});
  const auto first = world.hold(guest(), {.slot_id = slot}, "hold");
  world.brand.slots.erase(slot);
  expect_replay(first, world.hold(guest(), {.slot_id = slot}, "hold"));
  EXPECT_EQ(told(world.hold(guest(), {.slot_id = slot}, "another")), "NOT_FOUND");
}

TEST(D41_Retry, of_a_hold_whose_salon_has_closed) {
  Retries world;
  const auto slot = world.slot({});
  const auto first = world.hold(guest(), {.slot_id = slot}, "hold");
  world.brand.locations.at(location_id(1)).active = false;
  expect_replay(first, world.hold(guest(), {.slot_id = slot}, "hold"));
  EXPECT_EQ(told(world.hold(guest(), {.slot_id = slot}, "another")), "NOT_FOUND");
}

TEST(D41_Retry, of_a_hold_whose_showing_is_forgotten_is_no_conflict) {
  Retries world;
  const auto slot = world.slot({});
  const auto first = world.hold(guest(), {.slot_id = slot}, "hold");
  world.exposure_policy.is_enforced = true;
  expect_replay(first, world.hold(guest(), {.slot_id = slot}, "hold"));
  EXPECT_TRUE(world.funnel.conflicts.empty());
  EXPECT_EQ(told(world.hold(guest(), {.slot_id = slot}, "another")), "SLOT_NOT_EXPOSED");
  EXPECT_EQ(world.funnel.conflicts, std::vector{domain::Refusal::slot_not_exposed});
}

TEST(D41_Retry, of_a_move_whose_showing_is_forgotten_is_no_conflict) {
  Retries world;
  const auto held = world.held_by(guest(), world.slot({}));
  const auto there = world.slot({.start = "2027-03-02T07:00:00Z"});
  const auto first = world.move(held.id, there);
  world.exposure_policy.is_enforced = true;
  // Moved on by the desk, so that the retry would be a move to a time that was not shown.
  usecases::BookingPatch away;
  away.slot_id = world.slot({.start = "2027-03-02T09:00:00Z"});
  ASSERT_EQ(told(world.change(held.id, away)), "OK");
  expect_replay(first, world.move(held.id, there));
  EXPECT_TRUE(world.funnel.conflicts.empty());
}

TEST(D41_Retry, of_a_confirmation_at_a_salon_that_reads_phones_otherwise_now) {
  Retries world;
  const auto held = world.held_by(guest(), world.slot({}));
  usecases::ConfirmRequest request;
  request.customer.name = "Layla";
  request.customer.phone = "050 123 4567";
  const auto first = world.confirm(held.id, request);
  world.brand.locations.at(location_id(1)).region = domain::Region::parse("US").value();
  expect_replay(first, world.confirm(held.id, request));
}

TEST(D41_Retry, of_a_cancellation_whose_token_is_gone) {
  Retries world;
  const auto held = world.held_by(guest(), world.slot({}));
  const usecases::BookingKey key{held.id, held.token};
  const auto first = world.cancel_by_token(key);
  world.brand.tokens.clear();
  expect_replay(first, world.cancel_by_token(key));
}

TEST(D41_Retry, of_a_desk_booking_whose_time_was_deleted) {
  Retries world;
  const auto slot = world.slot({});
  const auto first = world.book(world.clerk, slot);
  world.brand.slots.erase(slot);
  expect_replay(first, world.book(world.clerk, slot));
}

TEST(D41_Retry, of_an_edit_that_has_made_the_version_another) {
  Retries world;
  const auto held = world.confirmed_by(guest(), world.slot({}));
  usecases::BookingPatch patch;
  patch.notes = "prefers tea";
  patch.if_version = world.booking(held.id).version;
  const auto first = world.change(held.id, patch, "edit");
  expect_replay(first, world.change(held.id, patch, "edit"));
  EXPECT_EQ(told(world.change(held.id, patch, "another")), "VERSION_MISMATCH");
}

TEST(D41_Retry, of_a_generation_for_a_service_that_is_gone) {
  Retries world;
  const auto manager = staff(Role::manager, {1});
  usecases::GenerateSlots generate({world.slots, world.jobs, world.catalog, world.bookings, world.ids});
  usecases::GenerateRequest request;
  request.what.location_id = location_id(1);
  request.what.service_id = service_id(4);
  request.what.from = request.what.to = date("2027-03-02");
  const auto run = [&] {
    return run_ready(generate.run(manager, request, asking(manager, "generate"), in_short<usecases::Generated>()));
  };
  const auto first = run();
  world.brand.services.erase(service_id(4));
  expect_replay(first, run());
}

TEST(D41_Retry, of_a_service_added_at_a_salon_that_is_gone) {
  Retries world;
  usecases::ManageServices services(world.catalog, world.bookings, world.ids);
  usecases::ServiceFields fields;
  fields.location_id = location_id(2);
  fields.name = "Beard";
  fields.duration_minutes = 20;
  const auto add = [&] {
    return run_ready(services.add(admin(), fields, asking(admin(), "add"), in_short<usecases::PricedService>()));
  };
  const auto first = add();
  world.brand.locations.erase(location_id(2));
  expect_replay(first, add());
}

TEST(D41_Retry, of_a_stylist_with_terms_for_a_service_that_is_gone) {
  Retries world;
  usecases::ManageStylists stylists(world.catalog, world.bookings, world.ids);
  usecases::StylistFields fields;
  fields.location_id = location_id(1);
  fields.name = "Rami";
  fields.terms = {{service_id(4), {}, 5000}};
  usecases::StylistFields terms;
  terms.terms = fields.terms;
  const auto add = [&] {
    return run_ready(stylists.add(admin(), fields, asking(admin(), "add"), in_short<domain::Stylist>()));
  };
  const auto change = [&] {
    const usecases::ManageStylists::Patch patch{stylist_id(1), {}, terms};
    return run_ready(stylists.change(admin(), patch, asking(admin(), "change"), in_short<domain::Stylist>()));
  };
  const auto added = add();
  const auto changed = change();
  world.brand.services.erase(service_id(4));
  expect_replay(added, add());
  expect_replay(changed, change());
}

TEST(D41_Retry, of_an_account_at_a_salon_that_is_gone) {
  Retries world;
  usecases::ManageStaff accounts(
      {world.accounts, world.catalog, world.bookings, world.passwords, world.ids, world.clock});
  usecases::StaffFields fields;
  fields.email = "fay@salon.test";
  fields.password = "a long enough one";
  fields.role = "frontdesk";
  fields.location_ids = {location_id(2)};
  std::optional<ports::Account> account;
  const auto add = [&] { return run_ready(accounts.add(admin(), fields, asking(admin(), "add"), kept_in(account))); };
  const auto added = add();
  ASSERT_TRUE(account);
  usecases::StaffFields manager;
  manager.role = "manager";
  const auto change = [&] {
    const usecases::ManageStaff::Patch patch{account->id, {}, manager};
    return run_ready(accounts.change(admin(), patch, asking(admin(), "change"), in_short<ports::Account>()));
  };
  const auto changed = change();
  world.brand.locations.erase(location_id(2));
  expect_replay(added, add());
  expect_replay(changed, change());
}

TEST(D41_Retry, by_whoever_may_no_longer_ask_is_refused) {
  Retries world;
  const auto slot = world.slot({});
  domain::Actor clerk = world.clerk;
  ASSERT_EQ(told(world.book(clerk, slot)), "OK");
  clerk.role = Role::user;
  EXPECT_EQ(told(world.book(clerk, slot)), "FORBIDDEN");
}

TEST(D41_Retry, with_another_request_under_its_key_is_refused_for_that) {
  Retries world;
  world.exposure_policy.is_enforced = true;
  const auto slot = world.slot({});
  usecases::PlaceHold place(
      {world.bookings, world.slots, world.catalog, world.exposures, world.ids, world.secrets, world.funnel},
      world.hold_policy, world.exposure_policy);
  const auto held = world.held_by(guest(), world.slot({.start = "2027-03-02T07:00:00Z"}));
  const auto there = world.slot({.start = "2027-03-02T09:00:00Z"});
  usecases::ExposurePolicy open;
  open.is_enforced = false;
  usecases::RescheduleBooking move({world.bookings, world.exposures, world.funnel}, open);
  ASSERT_EQ(told(run_ready(move.run(guest(), {held.id, {}}, {there}, asking(guest(), "key", "a move"),
                                    in_short<domain::Booking>()))),
            "OK");
  EXPECT_EQ(told(run_ready(place.run(guest(), {.slot_id = slot}, asking(guest(), "key", "a hold"),
                                     in_short<usecases::PlacedHold>()))),
            "IDEMPOTENCY_KEY_REUSED");
}

}  // namespace
}  // namespace salon::testing
