// Bookings, slots under their lock, and wishes for tests: each begins as something that may be done, and a test says
// only what differs. "Now" is noon of Tuesday 2 March 2027 in Dubai; the usual slot starts the next day at that hour.
#pragma once

#include <string_view>
#include <vector>

#include "domain/booking.hpp"

namespace salon::testing {

// A time on the world's clock, as RFC 3339.
[[nodiscard]] domain::Instant moment(std::string_view rfc3339);

inline constexpr domain::Instant booking_now{std::chrono::sys_days{std::chrono::year{2027} / 3 / 2} +
                                             std::chrono::hours{8}};

// The n-th id of its kind. Ids of different kinds with the same n are different texts too.
template <class AnyId>
[[nodiscard]] AnyId nth(int n);

class SlotFactsBuilder {
 public:
  SlotFactsBuilder();
  SlotFactsBuilder& id(int n);
  SlotFactsBuilder& starting(domain::Instant start);
  SlotFactsBuilder& lasting(domain::minutes length);
  SlotFactsBuilder& with_stylist(int n);
  SlotFactsBuilder& without_stylist();
  SlotFactsBuilder& active_during(std::vector<domain::ActiveOffset> offsets);
  SlotFactsBuilder& counters(int capacity, int booked, int hold);
  SlotFactsBuilder& due_holds(int count);
  SlotFactsBuilder& blocked();
  SlotFactsBuilder& service(int n);
  SlotFactsBuilder& location(int n);
  SlotFactsBuilder& priced(std::int64_t minor);
  SlotFactsBuilder& minimum_notice(domain::minutes notice);
  SlotFactsBuilder& horizon(int days, std::string_view timezone = "Asia/Dubai");
  SlotFactsBuilder& hold_length(domain::minutes length);
  SlotFactsBuilder& cancellation_window(domain::minutes window);
  SlotFactsBuilder& inactive_service();
  SlotFactsBuilder& inactive_stylist();
  [[nodiscard]] domain::SlotFacts build() const { return facts_; }

 private:
  domain::SlotFacts facts_;
  domain::minutes length_{60};
};
[[nodiscard]] inline SlotFactsBuilder a_bookable_slot() { return {}; }

// Made five minutes ago and held for five more, unless told otherwise.
class BookingBuilder {
 public:
  BookingBuilder();
  BookingBuilder& id(int n);
  BookingBuilder& of(const domain::SlotFacts& facts);
  BookingBuilder& starting(domain::Instant start);
  BookingBuilder& held_until(domain::Instant expiry);
  BookingBuilder& confirmed_at(domain::Instant when);
  BookingBuilder& cancelled_at(domain::Instant when);
  BookingBuilder& expired_at(domain::Instant when);
  BookingBuilder& in_state(domain::BookingStatus status);
  BookingBuilder& customer(domain::CustomerDetails details);
  [[nodiscard]] domain::Booking build() const { return booking_; }

 private:
  domain::Booking booking_;
};
[[nodiscard]] inline BookingBuilder a_booking() { return {}; }

[[nodiscard]] domain::CustomerDetails nobody();
[[nodiscard]] domain::CustomerDetails a_walk_in();   // a name alone
[[nodiscard]] domain::CustomerDetails a_customer();  // name and phone

// One customer's wish for these slots, as bookings 1, 2, …
[[nodiscard]] domain::HoldWish a_wish_for(const std::vector<domain::SlotId>& slots);

// The stylist's time that a live booking of this slot takes: one entry per active phase.
[[nodiscard]] std::vector<domain::BusyTime> busy_times_of(const domain::Booking& booking,
                                                          const domain::SlotInstance& slot);

}  // namespace salon::testing

namespace salon::testing::detail {
[[nodiscard]] domain::Uuid numbered_uuid(std::uint8_t kind, int n);

template <class AnyId>
struct KindOf;
template <>
struct KindOf<domain::LocationId> {
  static constexpr std::uint8_t value = 1;
};
template <>
struct KindOf<domain::ServiceId> {
  static constexpr std::uint8_t value = 2;
};
template <>
struct KindOf<domain::StylistId> {
  static constexpr std::uint8_t value = 3;
};
template <>
struct KindOf<domain::SlotId> {
  static constexpr std::uint8_t value = 4;
};
template <>
struct KindOf<domain::BookingId> {
  static constexpr std::uint8_t value = 5;
};
template <>
struct KindOf<domain::VisitId> {
  static constexpr std::uint8_t value = 6;
};
template <>
struct KindOf<domain::AccountId> {
  static constexpr std::uint8_t value = 7;
};
template <>
struct KindOf<domain::SessionId> {
  static constexpr std::uint8_t value = 8;
};
}  // namespace salon::testing::detail

template <class AnyId>
AnyId salon::testing::nth(int n) {
  return AnyId{detail::numbered_uuid(detail::KindOf<AnyId>::value, n)};
}
