// What becomes of a hold, whoever keeps the book.
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Attendance;
using domain::BookingStatus;
using domain::Viewer;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::at;

TEST_P(StoreContract, D32_a_hold_cannot_be_confirmed_at_the_second_it_expires) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = slot.id});
  salon.advance(minutes{10});
  EXPECT_EQ(salon.confirm(id, lena()), "HOLD_EXPIRED");
  EXPECT_EQ(salon.booking(id).status(), BookingStatus::expired);
  EXPECT_EQ(salon.counters(slot.id), "held 0 booked 0 of 1");
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.expired 2");
  EXPECT_EQ(salon.confirm(id, lena()), "HOLD_EXPIRED");
}

TEST_P(StoreContract, D32_a_hold_can_be_confirmed_a_second_before_it_expires_and_again) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = slot.id});
  salon.advance(minutes{10} - seconds{1});
  EXPECT_EQ(salon.confirm(id, lena()), "");
  EXPECT_EQ(salon.counters(slot.id), "held 0 booked 1 of 1");
  const domain::Booking confirmed = salon.booking(id);
  EXPECT_EQ(confirmed.customer, lena());
  salon.advance(minutes{10});
  EXPECT_EQ(salon.confirm(id, lena(2)), "");
  EXPECT_EQ(salon.booking(id), confirmed);
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.confirmed 2");
}

TEST_P(StoreContract, D33_confirming_needs_name_and_phone_and_at_the_desk_a_name) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  domain::CustomerDetails name_only;
  name_only.name = domain::PersonName("Lena Weiss");
  EXPECT_EQ(salon.confirm(id, {}), "VALIDATION_FAILED");
  EXPECT_EQ(salon.confirm(id, name_only), "VALIDATION_FAILED");
  EXPECT_EQ(salon.booking(id).status(), BookingStatus::held);
  EXPECT_EQ(salon.confirm(id, name_only, Viewer::staff), "");
}

TEST_P(StoreContract, D33_what_came_with_the_hold_need_not_come_again) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  EXPECT_EQ(salon.booking(id).customer, lena());
}

TEST_P(StoreContract, D39_a_customer_cancels_a_day_ahead_the_desk_at_any_time_and_a_hold_can_always_be_released) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = slot.id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  EXPECT_EQ(salon.cancel(id), "CANCELLATION_WINDOW");
  EXPECT_EQ(salon.booking(id).status(), BookingStatus::confirmed);
  EXPECT_EQ(salon.cancel(id, Viewer::staff), "");
  EXPECT_EQ(salon.counters(slot.id), "held 0 booked 0 of 1");
  const auto hold = salon.must_hold({.slot = slot.id});
  EXPECT_EQ(salon.cancel(hold), "");
  EXPECT_EQ(salon.counters(slot.id), "held 0 booked 0 of 1");
}

TEST_P(StoreContract, D30_what_is_cancelled_stays_so) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
  EXPECT_EQ(salon.cancel(id), "");
  const domain::Booking cancelled = salon.booking(id);
  EXPECT_EQ(salon.cancel(id), "");
  EXPECT_EQ(salon.confirm(id, {}), "BOOKING_CANCELLED");
  EXPECT_EQ(salon.reschedule(id, salon.slot(salon.noor, "07:00").id), "BOOKING_CANCELLED");
  EXPECT_EQ(salon.booking(id), cancelled);
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.cancelled 2");
}

TEST_P(StoreContract, D30_a_hold_that_is_over_cannot_be_cancelled_or_moved) {
  SmallSalon salon(fixture());
  const auto one = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  const auto two = salon.must_hold({.slot = salon.slot(salon.sara, "06:00").id});
  salon.advance(minutes{10});
  EXPECT_EQ(salon.cancel(one), "HOLD_EXPIRED");
  EXPECT_EQ(salon.reschedule(two, salon.slot(salon.sara, "07:00").id), "HOLD_EXPIRED");
  EXPECT_EQ(salon.booking(one).status(), BookingStatus::expired);
  EXPECT_EQ(salon.booking(two).status(), BookingStatus::expired);
}

TEST_P(StoreContract, D35_a_move_gives_up_the_old_time_for_the_new_one) {
  SmallSalon salon(fixture());
  const auto from = salon.slot(salon.noor, "06:00");
  const auto to = salon.slot(salon.sara, "07:00");
  const auto id = salon.must_hold({.slot = from.id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  EXPECT_EQ(salon.reschedule(id, to.id), "CANCELLATION_WINDOW");
  EXPECT_EQ(salon.reschedule(id, to.id, Viewer::staff), "");
  EXPECT_EQ(salon.counters(from.id), "held 0 booked 0 of 1");
  EXPECT_EQ(salon.counters(to.id), "held 0 booked 1 of 1");
  const domain::Booking moved = salon.booking(id);
  EXPECT_EQ(moved.stylist_id, salon.sara);
  EXPECT_EQ(moved.start_at, to.start_at);
  EXPECT_EQ(moved.sequence, 1);
  EXPECT_EQ(salon.try_hold({.slot = from.id, .guest = 2}), "");
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.confirmed 2, booking.rescheduled 3");
}

TEST_P(StoreContract, D35_a_move_that_fails_leaves_everything_as_it_was) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  salon.must_hold({.slot = salon.slot(salon.noor, "07:00").id, .guest = 2});
  const domain::Booking before = salon.booking(id);
  EXPECT_EQ(salon.reschedule(id, salon.slot(salon.noor, "07:00").id), "SLOT_FULL");
  EXPECT_EQ(salon.reschedule(id, salon.slot(salon.noor, "07:15").id), "STYLIST_BUSY");
  EXPECT_EQ(salon.reschedule(id, salon.class_slot("07:00").id), "VALIDATION_FAILED");
  EXPECT_EQ(salon.reschedule(id, salon.ids.next_id<domain::SlotId>()), "NOT_FOUND");
  EXPECT_EQ(salon.reschedule(id, before.slot_id), "");
  EXPECT_EQ(salon.booking(id), before);
  EXPECT_EQ(salon.story(id), "booking.created 1");
}

TEST_P(StoreContract, D35_a_booking_does_not_stand_in_its_own_way) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  const auto later = salon.slot(salon.noor, "06:15");
  EXPECT_EQ(salon.reschedule(id, later.id), "");
  EXPECT_EQ(salon.counters(later.id), "held 1 booked 0 of 1");
}

TEST_P(StoreContract, D35_a_move_expires_the_lapsed_hold_it_finds) {
  SmallSalon salon(fixture());
  const auto target = salon.slot(salon.noor, "07:00");
  const auto lapsed = salon.must_hold({.slot = target.id, .guest = 2});
  salon.advance(minutes{5});
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  salon.advance(minutes{5});
  EXPECT_EQ(salon.reschedule(id, target.id), "");
  EXPECT_EQ(salon.booking(lapsed).status(), BookingStatus::expired);
}

TEST_P(StoreContract, D7_attendance_is_noted_on_confirmed_bookings) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
  const auto note = [&](Attendance attendance) {
    return code_of(salon.wait(salon.stores.bookings.set_attendance(id, attendance, just_once<domain::Booking>())));
  };
  EXPECT_EQ(note(Attendance::arrived), "VALIDATION_FAILED");
  EXPECT_EQ(salon.confirm(id, {}), "");
  EXPECT_EQ(note(Attendance::arrived), "");
  EXPECT_EQ(note(Attendance::arrived), "") << "the same again changes nothing";
  EXPECT_EQ(salon.booking(id).attendance, Attendance::arrived);
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.confirmed 2, attendance.changed 3");
}

TEST_P(StoreContract, D50_notes_are_a_change_of_their_own) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  const auto note = [&](std::optional<domain::Notes> notes) {
    return code_of(salon.wait(salon.stores.bookings.set_notes(id, std::move(notes), just_once<domain::Booking>())));
  };
  EXPECT_EQ(note(domain::Notes("likes tea")), "");
  EXPECT_EQ(note(domain::Notes("likes tea")), "") << "the same again changes nothing";
  EXPECT_EQ(salon.booking(id).customer.notes, domain::Notes("likes tea"));
  EXPECT_EQ(note({}), "");
  EXPECT_EQ(salon.booking(id).customer.notes, std::nullopt);
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.updated 2, booking.updated 3");
}

TEST_P(StoreContract, a_booking_that_is_nowhere_is_not_found) {
  SmallSalon salon(fixture());
  const auto nowhere = salon.ids.next_id<domain::BookingId>();
  EXPECT_EQ(salon.confirm(nowhere, lena()), "NOT_FOUND");
  EXPECT_EQ(salon.cancel(nowhere), "NOT_FOUND");
  EXPECT_EQ(salon.reschedule(nowhere, salon.slot(salon.noor, "06:00").id), "NOT_FOUND");
  EXPECT_FALSE(salon.wait(salon.stores.bookings.find(nowhere)));
}

ports::ImportVisit past_visit(SmallSalon& salon, std::string_view start) {
  ports::ImportVisit visit;
  visit.booking_id = salon.ids.next_id<domain::BookingId>();
  visit.visit_id = salon.ids.next_id<domain::VisitId>();
  visit.slot_id = salon.ids.next_id<domain::SlotId>();
  visit.location_id = salon.location;
  visit.service_id = salon.cut;
  visit.stylist_id = salon.noor;
  visit.start_at = at(start);
  visit.end_at = visit.start_at + minutes{30};
  visit.customer = lena();
  return visit;
}

TEST_P(StoreContract, past_visits_are_brought_in_once) {
  SmallSalon salon(fixture());
  const auto visit = past_visit(salon, "2026-05-04T06:00:00Z");
  auto cancelled = past_visit(salon, "2026-05-04T06:00:00Z");
  cancelled.cancelled = true;
  const std::vector<ports::ImportVisit> visits{visit, cancelled};
  EXPECT_TRUE(salon.wait(salon.stores.bookings.import_visits(visits, someone())));
  EXPECT_TRUE(salon.wait(salon.stores.bookings.import_visits(visits, someone())));
  const domain::Booking booking = salon.booking(visit.booking_id);
  EXPECT_EQ(booking.status(), BookingStatus::confirmed);
  EXPECT_EQ(booking.attendance, Attendance::completed);
  EXPECT_EQ(booking.source, domain::BookingSource::import);
  EXPECT_EQ(booking.start_at, visit.start_at);
  EXPECT_EQ(booking.version, 1);
  EXPECT_EQ(salon.booking(cancelled.booking_id).status(), BookingStatus::cancelled);
  EXPECT_EQ(salon.counters(booking.slot_id), "held 0 booked 1 of 1");
}

TEST_P(StoreContract, D4_past_visits_of_a_stylist_who_was_elsewhere_are_refused_all_together) {
  SmallSalon salon(fixture());
  const auto one = past_visit(salon, "2026-05-04T06:00:00Z");
  const auto other = past_visit(salon, "2026-05-04T06:15:00Z");
  const std::vector<ports::ImportVisit> visits{one, other};
  const auto refused = salon.wait(salon.stores.bookings.import_visits(visits, someone()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, domain::Refusal::conflict);
  EXPECT_FALSE(salon.wait(salon.stores.bookings.find(one.booking_id)));
}

}  // namespace
}  // namespace salon::contract
