#include "testing/booking_builders.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "domain/zone.hpp"

namespace salon::testing {

using namespace domain;

namespace detail {

Uuid numbered_uuid(std::uint8_t kind, int n) {
  Uuid uuid;
  uuid.bytes = {0x01, 0x95, 0, 0, 0, 0, 0x70, kind, 0x80};
  uuid.bytes[14] = static_cast<std::uint8_t>(n >> 8);
  uuid.bytes[15] = static_cast<std::uint8_t>(n);
  return uuid;
}

}  // namespace detail

Instant moment(std::string_view rfc3339) {
  const auto instant = parse_instant(rfc3339);
  if (!instant) throw std::invalid_argument("not an instant: " + std::string(rfc3339));
  return *instant;
}

SlotFactsBuilder::SlotFactsBuilder() {
  facts_.slot.id = nth<SlotId>(1);
  facts_.slot.location_id = nth<LocationId>(1);
  facts_.slot.service_id = nth<ServiceId>(1);
  facts_.slot.stylist_id = nth<StylistId>(1);
  facts_.situation.timezone = "Asia/Dubai";
  facts_.price.minor = 15000;
  starting(booking_now + std::chrono::hours{24});
}

SlotFactsBuilder& SlotFactsBuilder::id(int n) {
  facts_.slot.id = nth<SlotId>(n);
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::starting(Instant start) {
  facts_.slot.start_at = start;
  facts_.slot.date = Zone::find(facts_.situation.timezone).value().date_of(start);
  return lasting(length_);
}

SlotFactsBuilder& SlotFactsBuilder::lasting(minutes length) {
  length_ = length;
  facts_.slot.end_at = facts_.slot.start_at + length;
  facts_.slot.active = {{0, static_cast<std::int16_t>(length.count())}};
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::with_stylist(int n) {
  facts_.slot.stylist_id = nth<StylistId>(n);
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::without_stylist() {
  facts_.slot.stylist_id.reset();
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::active_during(std::vector<ActiveOffset> offsets) {
  facts_.slot.active = std::move(offsets);
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::counters(int capacity, int booked, int hold) {
  facts_.slot.capacity = capacity;
  facts_.slot.booked = booked;
  facts_.slot.hold = hold;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::due_holds(int count) {
  facts_.situation.due_holds = count;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::blocked() {
  facts_.slot.blocked = true;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::service(int n) {
  facts_.slot.service_id = nth<ServiceId>(n);
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::location(int n) {
  facts_.slot.location_id = nth<LocationId>(n);
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::priced(std::int64_t minor) {
  facts_.price.minor = minor;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::minimum_notice(minutes notice) {
  facts_.situation.minimum_notice = notice;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::horizon(int days, std::string_view timezone) {
  facts_.situation.horizon_days = days;
  facts_.situation.timezone = timezone;
  return starting(facts_.slot.start_at);
}

SlotFactsBuilder& SlotFactsBuilder::hold_length(minutes length) {
  facts_.hold = length;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::cancellation_window(minutes window) {
  facts_.cancellation_window = window;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::inactive_service() {
  facts_.situation.service_active = false;
  return *this;
}

SlotFactsBuilder& SlotFactsBuilder::inactive_stylist() {
  facts_.situation.stylist_active = false;
  return *this;
}

BookingBuilder::BookingBuilder() {
  booking_.id = nth<BookingId>(1);
  booking_.visit_id = nth<VisitId>(1);
  booking_.owner.session = nth<SessionId>(1);
  booking_.timezone = "Asia/Dubai";
  booking_.created_at = booking_now - minutes{5};
  booking_.customer = a_customer();
  of(SlotFactsBuilder().build());
  held_until(booking_now + minutes{5});
}

BookingBuilder& BookingBuilder::id(int n) {
  booking_.id = nth<BookingId>(n);
  return *this;
}

BookingBuilder& BookingBuilder::of(const SlotFacts& facts) {
  booking_.slot_id = facts.slot.id;
  booking_.location_id = facts.slot.location_id;
  booking_.service_id = facts.slot.service_id;
  booking_.stylist_id = facts.slot.stylist_id;
  booking_.start_at = facts.slot.start_at;
  booking_.end_at = facts.slot.end_at;
  booking_.price = facts.price;
  return *this;
}

BookingBuilder& BookingBuilder::starting(Instant start) {
  booking_.end_at += start - booking_.start_at;
  booking_.start_at = start;
  return *this;
}

BookingBuilder& BookingBuilder::held_until(Instant expiry) {
  booking_.state = Held{expiry};
  return *this;
}

BookingBuilder& BookingBuilder::confirmed_at(Instant when) {
  booking_.state = Confirmed{when};
  return *this;
}

BookingBuilder& BookingBuilder::cancelled_at(Instant when) {
  booking_.state = Cancelled{when, std::nullopt};
  return *this;
}

BookingBuilder& BookingBuilder::expired_at(Instant when) {
  booking_.state = Expired{when};
  return *this;
}

BookingBuilder& BookingBuilder::in_state(BookingStatus status) {
  switch (status) {
    case BookingStatus::held:
      return held_until(booking_now + minutes{5});
    case BookingStatus::confirmed:
      return confirmed_at(booking_now - minutes{1});
    case BookingStatus::cancelled:
      return cancelled_at(booking_now - minutes{1});
    case BookingStatus::expired:
      return expired_at(booking_now - minutes{1});
  }
  std::unreachable();
}

BookingBuilder& BookingBuilder::customer(CustomerDetails details) {
  booking_.customer = std::move(details);
  return *this;
}

CustomerDetails nobody() { return {}; }

CustomerDetails a_walk_in() {
  CustomerDetails details;
  details.name = PersonName("Layla Haddad");
  return details;
}

CustomerDetails a_customer() {
  CustomerDetails details = a_walk_in();
  details.phone = phone_from_e164("+971501234567").value();
  return details;
}

HoldWish a_wish_for(const std::vector<SlotId>& slots) {
  HoldWish wish;
  wish.visit_id = nth<VisitId>(1);
  wish.owner.session = nth<SessionId>(1);
  int number = 0;
  for (const SlotId slot : slots) wish.items.push_back({nth<BookingId>(++number), slot});
  return wish;
}

std::vector<BusyTime> busy_times_of(const Booking& booking, const SlotInstance& slot) {
  if (!slot.stylist_id) return {};
  std::optional<Instant> until;
  if (const auto* held = std::get_if<Held>(&booking.state)) until = held->expires_at;
  std::vector<BusyTime> times;
  for (const TimeRange& during : slot.busy()) times.push_back({*slot.stylist_id, slot.id, booking.id, during, until});
  return times;
}

}  // namespace salon::testing
