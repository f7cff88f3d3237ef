// What customers do with a booking of theirs: look, confirm, cancel, move (D32–D39).
#include <gtest/gtest.h>

#include "salon_world.hpp"
#include "usecases/cancel_booking.hpp"
#include "usecases/confirm_booking.hpp"
#include "usecases/list_own_bookings.hpp"
#include "usecases/reschedule_booking.hpp"
#include "usecases/view_booking.hpp"
#include "usecases/view_calendar_entry.hpp"

namespace salon::testing {
namespace {

using domain::BookingStatus;
using Answered = domain::Result<domain::Answer>;
using Key = usecases::BookingKey;
using platform::run_ready;

struct Customers : SalonWorld {
  Answered confirm(const domain::Actor& actor, const Key& key, const usecases::ConfirmRequest& request = {},
                   std::optional<std::string> once_key = {}) {
    usecases::ConfirmBooking confirm_booking({bookings, catalog, exposures, secrets, funnel}, exposure_policy);
    return run_ready(confirm_booking.run(actor, key, request, asking(actor, once_key), in_short<domain::Booking>()));
  }
  Answered cancel(const domain::Actor& actor, const Key& key, const usecases::CancelRequest& request = {}) {
    usecases::CancelBooking cancel_booking(bookings, funnel);
    return run_ready(cancel_booking.run(actor, key, request, asking(actor), in_short<domain::Booking>()));
  }
  Answered reschedule(const domain::Actor& actor, const Key& key, domain::SlotId to) {
    usecases::RescheduleBooking reschedule_booking({bookings, exposures, funnel}, exposure_policy);
    return run_ready(reschedule_booking.run(actor, key, {to}, asking(actor), in_short<domain::Booking>()));
  }
  domain::Result<usecases::BookingView> view(const domain::Actor& actor, const Key& key) {
    usecases::ViewBooking view_booking(bookings);
    return run_ready(view_booking.run(actor, key));
  }
  void show(const domain::Actor& actor, domain::SlotId slot) {
    ports::ExposurePlace place;
    place.subject = actor.subject();
    domain::StickyExposure exposure;
    exposure.shown = {slot};
    run_ready(exposures.remember(place, exposure, true));
  }
};

TEST(ConfirmBooking, the_funnel_counts_it_under_the_variant_that_the_time_was_shown_in) {
  Customers world;
  usecases::SlotsQuery query = cut_on("2027-03-02");
  query.variant = "compact";
  (void)world.hold(guest(), {.slot_id = world.list(guest(), query).slots.front().id});
  usecases::ConfirmRequest request;
  request.customer = {.name = "Layla", .phone = "+971 50 123 4567", .email = std::nullopt, .notes = std::nullopt};
  request.variant = "control";
  EXPECT_EQ(told(world.confirm(guest(), {world.brand.bookings.begin()->first, std::nullopt}, request)), "OK");
  ASSERT_EQ(world.funnel.confirmations.size(), 1u);
  EXPECT_EQ(world.funnel.confirmations.front().first, std::optional(domain::Variant::compact));
}

TEST(ConfirmBooking, D33_name_and_phone_may_come_with_the_confirmation) {
  Customers world;
  world.exposure_policy.is_enforced = false;
  (void)world.hold(guest(), {.slot_id = world.slot({})});
  const auto id = world.brand.bookings.begin()->first;
  const Key key{id, std::nullopt};
  EXPECT_EQ(told(world.confirm(guest(), key)), "VALIDATION_FAILED");
  usecases::ConfirmRequest request;
  request.customer = {.name = "Layla", .phone = "+971 50 123 4567", .email = std::nullopt, .notes = std::nullopt};
  request.payment_reference = " card-1 ";
  world.clock.advance(std::chrono::seconds{90});
  EXPECT_EQ(told(world.confirm(guest(), key, request)), "OK");
  EXPECT_EQ(world.booking(id).status(), BookingStatus::confirmed);
  EXPECT_EQ(world.booking(id).payment_reference, "card-1");
  ASSERT_EQ(world.funnel.confirmations.size(), 1u);
  EXPECT_EQ(world.funnel.confirmations.front().second, std::chrono::seconds{90});
  EXPECT_TRUE(world.violations().empty());
}

TEST(ConfirmBooking, D33_a_phone_that_does_not_exist_confirms_nothing) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({}));
  usecases::ConfirmRequest request;
  request.customer.phone = "+999 1";
  EXPECT_EQ(told(world.confirm(guest(), {held.id, {}}, request)), "PHONE_INVALID");
  EXPECT_EQ(world.booking(held.id).status(), BookingStatus::held);
}

TEST(ConfirmBooking, D32_confirming_again_changes_nothing_and_is_counted_once) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({}));
  EXPECT_EQ(told(world.confirm(guest(), {held.id, {}})), "OK");
  const auto version = world.booking(held.id).version;
  EXPECT_EQ(told(world.confirm(guest(), {held.id, {}})), "OK");
  EXPECT_EQ(world.booking(held.id).version, version);
  EXPECT_EQ(world.funnel.confirmations.size(), 1u);
}

TEST(ConfirmBooking, D40_a_replayed_confirmation_is_counted_once) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({}));
  const auto first = world.confirm(guest(), {held.id, {}}, {}, "key-1");
  const auto again = world.confirm(guest(), {held.id, {}}, {}, "key-1");
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->reply, again->reply);
  EXPECT_EQ(world.funnel.confirmations.size(), 1u);
}

TEST(ConfirmBooking, D32_a_hold_cannot_be_confirmed_at_the_second_it_expires) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({}));
  world.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(told(world.confirm(guest(), {held.id, {}})), "HOLD_EXPIRED");
  EXPECT_EQ(world.funnel.conflicts, std::vector{domain::Refusal::hold_expired});
}

TEST(ConfirmBooking, D33_staff_of_the_salon_confirm_a_walk_in_with_a_name_alone) {
  Customers world;
  world.exposure_policy.is_enforced = false;
  (void)world.hold(guest(), {.slot_id = world.slot({})});
  const Key key{world.brand.bookings.begin()->first, std::nullopt};
  usecases::ConfirmRequest request;
  request.customer.name = "Walk-in";
  EXPECT_EQ(told(world.confirm(guest(), key, request)), "VALIDATION_FAILED");
  EXPECT_EQ(told(world.confirm(staff(domain::Role::frontdesk, {1}), key, request)), "OK");
}

TEST(CancelBooking, D37_giving_a_hold_back_frees_its_time_at_once) {
  Customers world;
  const auto slot = world.slot({});
  const auto held = world.held_by(guest(1), slot);
  EXPECT_EQ(told(world.cancel(guest(1), {held.id, {}})), "OK");
  world.show(guest(2), slot);
  EXPECT_EQ(told(world.hold(guest(2), {.slot_id = slot})), "OK");
  EXPECT_TRUE(world.violations().empty());
}

TEST(CancelBooking, D39_the_window_binds_customers_and_not_staff) {
  Customers world;
  const auto held = world.confirmed_by(guest(), world.slot({}));
  world.clock.set(at("2027-03-01T06:00:01Z"));  // a second less than a day before
  EXPECT_EQ(told(world.cancel(guest(), {held.id, {}})), "CANCELLATION_WINDOW");
  EXPECT_EQ(told(world.cancel(staff(domain::Role::frontdesk, {1}), {held.id, {}})), "OK");
}

TEST(CancelBooking, D39_releasing_a_hold_is_always_allowed) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({.start = "2027-03-01T06:00:00Z"}));
  EXPECT_EQ(told(world.cancel(guest(), {held.id, {}})), "OK");
}

TEST(CancelBooking, a_reason_is_kept_and_one_too_long_refused) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({}));
  EXPECT_EQ(told(world.cancel(guest(), {held.id, {}}, {std::string(501, 'x')})), "VALIDATION_FAILED");
  EXPECT_EQ(told(world.cancel(guest(), {held.id, {}}, {"another day"})), "OK");
  EXPECT_EQ(world.brand.cancel_reasons.at(held.id), "another day");
}

TEST(RescheduleBooking, D35_the_booking_moves_and_its_old_time_is_free) {
  Customers world;
  const auto from = world.slot({.start = "2027-03-04T06:00:00Z"});
  const auto to = world.slot({.start = "2027-03-04T08:00:00Z", .stylist = 2});
  const auto held = world.confirmed_by(guest(), from);
  world.show(guest(), to);
  EXPECT_EQ(told(world.reschedule(guest(), {held.id, {}}, to)), "OK");
  EXPECT_EQ(world.booking(held.id).slot_id, to);
  EXPECT_EQ(world.booking(held.id).sequence, 1);
  EXPECT_EQ(world.brand.slots.at(from).slot.booked, 0);
  EXPECT_TRUE(world.violations().empty());
}

TEST(RescheduleBooking, D36_customers_move_only_to_times_they_were_shown) {
  Customers world;
  const auto from = world.slot({.start = "2027-03-04T06:00:00Z"});
  const auto to = world.slot({.start = "2027-03-04T08:00:00Z"});
  const auto held = world.confirmed_by(guest(), from);
  EXPECT_EQ(told(world.reschedule(guest(), {held.id, {}}, to)), "SLOT_NOT_EXPOSED");
  EXPECT_EQ(told(world.reschedule(guest(), {held.id, {}}, from)), "OK");  // where it is, nothing needs showing
  EXPECT_EQ(told(world.reschedule(staff(domain::Role::frontdesk, {1}), {held.id, {}}, to)), "OK");
}

TEST(RescheduleBooking, D35_a_failure_leaves_everything_as_it_was) {
  Customers world;
  const auto from = world.slot({.start = "2027-03-04T06:00:00Z"});
  const auto taken = world.slot({.start = "2027-03-04T08:00:00Z"});
  const auto held = world.confirmed_by(guest(1), from);
  world.confirmed_by(guest(2), taken);
  world.show(guest(1), taken);
  EXPECT_EQ(told(world.reschedule(guest(1), {held.id, {}}, taken)), "SLOT_FULL");
  EXPECT_EQ(world.booking(held.id).slot_id, from);
  EXPECT_TRUE(world.violations().empty());
}

TEST(RescheduleBooking, D39_the_window_binds_customers) {
  Customers world;
  const auto held = world.confirmed_by(guest(), world.slot({}));
  const auto to = world.slot({.start = "2027-03-04T08:00:00Z"});
  world.clock.set(at("2027-03-02T04:00:00Z"));
  world.show(guest(), to);
  EXPECT_EQ(told(world.reschedule(guest(), {held.id, {}}, to)), "CANCELLATION_WINDOW");
}

TEST(ViewBooking, D34_a_hold_past_its_end_is_told_as_expired_before_the_worker_has_come) {
  Customers world;
  const auto held = world.held_by(guest(), world.slot({}));
  world.clock.advance(std::chrono::minutes{10});
  const auto seen = world.view(guest(), {held.id, {}});
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->booking.status(), BookingStatus::expired);
  EXPECT_EQ(seen->server_now, world.clock.now());
  EXPECT_EQ(world.booking(held.id).status(), BookingStatus::held);
  EXPECT_EQ(run_ready(world.bookings.expire_due(10)), 1);
  EXPECT_EQ(world.booking(held.id).version, seen->booking.version);  // so that its ETag was right all along
}

TEST(ViewCalendarEntry, it_names_the_salon_the_service_and_the_stylist) {
  Customers world;
  const auto held = world.confirmed_by(guest(), world.slot({}));
  usecases::ViewCalendarEntry view_entry(world.bookings, world.catalog);
  const auto entry = run_ready(view_entry.run(passer_by(), {held.id, held.token}));
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->location.name, "Marina");
  EXPECT_EQ(entry->service_name, "Cut");
  EXPECT_EQ(entry->stylist_name, "Noor");
  EXPECT_EQ(told(run_ready(view_entry.run(passer_by(), {held.id, {}}))), "NOT_FOUND");
}

TEST(ListOwnBookings, only_the_signed_in_persons_own_are_listed_with_due_holds_expired) {
  Customers world;
  const auto mine = world.held_by(user(50), world.slot({}));
  world.confirmed_by(user(51), world.slot({.start = "2027-03-02T07:00:00Z"}));
  world.clock.advance(std::chrono::minutes{10});
  usecases::ListOwnBookings list(world.bookings);
  const auto page = run_ready(list.run(user(50), {}));
  ASSERT_TRUE(page);
  ASSERT_EQ(page->page.items.size(), 1u);
  EXPECT_EQ(page->page.items.front().id, mine.id);
  EXPECT_EQ(page->page.items.front().status(), BookingStatus::expired);
  EXPECT_EQ(told(run_ready(list.run(guest(), {}))), "UNAUTHENTICATED");
  EXPECT_EQ(told(run_ready(list.run(domain::system_actor(), {}))), "UNAUTHENTICATED");
}

}  // namespace
}  // namespace salon::testing
