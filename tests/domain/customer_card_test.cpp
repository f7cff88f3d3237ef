#include "domain/customer_card.hpp"

#include <gtest/gtest.h>

#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;

const Instant noon = at("2027-03-10T08:00:00Z");

Booking visit(std::uint64_t id, const std::string& start, Attendance attendance = Attendance::none) {
  Booking booking = a_confirmed_booking(a_slot({.id = id, .start = start}), {.id = id});
  booking.attendance = attendance;
  return booking;
}

TEST(CustomerCard, a_visit_was_kept_when_somebody_noted_it_or_nobody_noted_the_contrary_and_it_is_over) {
  EXPECT_TRUE(is_kept_visit(visit(1, "2027-03-10T07:30:00Z"), noon)) << "over at this very moment";
  EXPECT_FALSE(is_kept_visit(visit(1, "2027-03-10T07:31:00Z"), noon));
  EXPECT_TRUE(is_kept_visit(visit(1, "2027-03-10T09:00:00Z", Attendance::arrived), noon));
  EXPECT_FALSE(is_kept_visit(visit(1, "2027-03-01T07:30:00Z", Attendance::no_show), noon));
  Booking off = visit(1, "2027-03-01T07:30:00Z");
  off.state = Cancelled{noon, noon};
  EXPECT_FALSE(is_kept_visit(off, noon));
  EXPECT_FALSE(is_kept_visit(a_held_booking(a_slot({.start = "2027-03-01T07:30:00Z"})), noon));
}

TEST(CustomerCard, counts_who_came_who_did_not_and_what_was_called_off) {
  Booking off = visit(4, "2027-03-04T07:30:00Z");
  off.state = Cancelled{noon, std::nullopt};
  const std::vector<Booking> theirs{
      visit(5, "2027-03-20T07:30:00Z"), off, visit(3, "2027-03-03T07:30:00Z", Attendance::completed),
      visit(2, "2027-03-02T07:30:00Z", Attendance::no_show), visit(1, "2027-03-01T07:30:00Z")};
  const CustomerCard card = customer_card(theirs.front(), theirs, noon);
  EXPECT_EQ(card.visits, 2);
  EXPECT_EQ(card.no_shows, 1);
  EXPECT_EQ(card.cancelled, 1);
  EXPECT_EQ(card.first_visit_at, at("2027-03-01T07:30:00Z"));
  EXPECT_EQ(card.last_visit_at, at("2027-03-03T07:30:00Z"));
  const CustomerCard stranger = customer_card(theirs.front(), std::span(theirs).first(1), noon);
  EXPECT_EQ(stranger.visits, 0);
  EXPECT_EQ(stranger.first_visit_at, std::nullopt);
}

TEST(CustomerCard, what_the_booking_does_not_say_the_newest_that_does_says) {
  Booking asked = visit(1, "2027-03-01T07:30:00Z");
  asked.customer.name = PersonName("Lena");
  asked.customer.notes = Notes("tea");
  Booking newer = visit(2, "2027-03-02T07:30:00Z");
  newer.customer.name = PersonName("Lena Weiss");
  newer.customer.email = EmailAddress("new@example.org");
  Booking older = visit(3, "2027-02-01T07:30:00Z");
  older.customer.email = EmailAddress("old@example.org");
  const std::vector<Booking> theirs{newer, asked, older};
  const CustomerCard card = customer_card(asked, theirs, noon);
  EXPECT_EQ(card.customer.name, PersonName("Lena"));
  EXPECT_EQ(card.customer.email, EmailAddress("new@example.org"));
  EXPECT_EQ(card.customer.phone, std::nullopt);
  EXPECT_EQ(card.customer.notes, std::nullopt);
}

}  // namespace
}  // namespace salon::domain
