// What is told of a booking: ids, times and states, never anything personal (D50, D52, D61).
#include "domain/booking_event.hpp"

#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;

CustomerDetails everything_known() {
  CustomerDetails details = a_customer();
  details.email = EmailAddress("layla@example.com");
  details.notes = Notes("Allergic to \"ammonia\"");
  return details;
}

boost::json::object parsed(const std::string& json) { return boost::json::parse(json).as_object(); }

TEST(BookingEvent, D50_the_event_types_have_these_names) {
  const std::array<std::string_view, 10> names{
      "booking.created", "booking.confirmed",  "booking.cancelled", "booking.expired", "booking.rescheduled",
      "booking.updated", "attendance.changed", "slots.generated",   "rules.changed",   "catalog.changed"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(text_of(static_cast<EventType>(i)), names.at(i));
    EXPECT_EQ(parse_event_type(names.at(i)), static_cast<EventType>(i));
  }
  EXPECT_EQ(static_cast<std::size_t>(EventType::catalog_changed) + 1, names.size());
  EXPECT_EQ(parse_event_type("booking"), std::nullopt);
}

TEST(BookingEvent, D50_the_data_of_a_hold_is_one_compact_object) {
  const Booking booking = a_booking().held_until(moment("2027-03-02T08:10:00.25Z")).build();
  EXPECT_EQ(event_data(booking, std::nullopt),
            R"({"status":"held","attendance":"none","slot_id":")" + booking.slot_id.text() + R"(","service_id":")" +
                booking.service_id.text() + R"(","stylist_id":")" + booking.stylist_id->text() +
                R"(","start_at":"2027-03-03T08:00:00Z","end_at":"2027-03-03T09:00:00Z",)"
                R"("created_at":"2027-03-02T07:55:00Z","hold_expires_at":"2027-03-02T08:10:00.250000Z"})");
}

TEST(BookingEvent, D50_a_booking_that_moved_names_the_slot_it_left) {
  const auto data = parsed(event_data(a_booking().build(), nth<SlotId>(7)));
  EXPECT_EQ(data.at("previous_slot_id"), nth<SlotId>(7).text().c_str());
  EXPECT_FALSE(parsed(event_data(a_booking().build(), std::nullopt)).contains("previous_slot_id"));
}

TEST(BookingEvent, D50_a_booking_without_a_stylist_says_null) {
  const Booking booking = a_booking().of(a_bookable_slot().without_stylist().build()).build();
  EXPECT_TRUE(parsed(event_data(booking, std::nullopt)).at("stylist_id").is_null());
}

TEST(BookingEvent, D50_each_state_tells_its_own_times) {
  const auto data_of = [](const BookingBuilder& builder) { return parsed(event_data(builder.build(), std::nullopt)); };
  EXPECT_EQ(data_of(a_booking().confirmed_at(booking_now)).at("confirmed_at"), "2027-03-02T08:00:00Z");
  EXPECT_EQ(data_of(a_booking().expired_at(booking_now)).at("expired_at"), "2027-03-02T08:00:00Z");
  Booking cancelled = a_booking().build();
  cancelled.state = Cancelled{booking_now, booking_now - minutes{1}};
  const auto data = parsed(event_data(cancelled, std::nullopt));
  EXPECT_EQ(data.at("confirmed_at"), "2027-03-02T07:59:00Z");
  EXPECT_EQ(data.at("cancelled_at"), "2027-03-02T08:00:00Z");
  EXPECT_FALSE(data_of(a_booking().cancelled_at(booking_now)).contains("confirmed_at"));
}

TEST(BookingEvent, D61_neither_event_nor_audit_row_holds_anything_personal) {
  for (const BookingStatus status :
       {BookingStatus::held, BookingStatus::confirmed, BookingStatus::cancelled, BookingStatus::expired}) {
    Booking booking = a_booking().in_state(status).customer(everything_known()).build();
    booking.payment_reference = "pay_123";
    for (const std::string& json : {event_data(booking, nth<SlotId>(2)), audit_state(booking)}) {
      for (const std::string_view personal :
           {"Layla", "Haddad", "971", "1234567", "layla@", "example", "ammonia", "pay_"}) {
        EXPECT_EQ(json.find(personal), std::string::npos) << personal << " in " << json;
      }
    }
  }
}

TEST(BookingEvent, D52_an_audit_row_says_which_personal_fields_are_known) {
  const auto known = [](const CustomerDetails& details) {
    const auto state = parsed(audit_state(a_booking().customer(details).build()));
    return boost::json::serialize(state.at("customer_known"));
  };
  EXPECT_EQ(known(nobody()), "[]");
  EXPECT_EQ(known(a_walk_in()), R"(["name"])");
  EXPECT_EQ(known(everything_known()), R"(["name","phone","email","notes"])");
}

TEST(BookingEvent, D52_an_audit_row_tells_attendance_from_status) {
  Booking booking = a_booking().in_state(BookingStatus::confirmed).build();
  booking.attendance = Attendance::in_chair;
  const auto state = parsed(audit_state(booking));
  EXPECT_EQ(state.at("status"), "confirmed");
  EXPECT_EQ(state.at("attendance"), "in_chair");
}

}  // namespace
}  // namespace salon::domain
