// What happened, for the outbox: no personal data, one event per transition (D50).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/booking.hpp"
#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace salon::domain {

enum class EventType : std::uint8_t {
  booking_created,
  booking_confirmed,
  booking_cancelled,
  booking_expired,
  booking_rescheduled,
  booking_updated,  // notes or details changed without a change of state
  attendance_changed,
  slots_generated,
  rules_changed,
  catalog_changed,
};
[[nodiscard]] std::string_view text_of(EventType type);  // "booking.created" …
[[nodiscard]] std::optional<EventType> parse_event_type(std::string_view text);

// As it stands in the outbox and on the bus. `position` orders what has been committed, without gaps (0: not sequenced
// yet).
struct Event {
  EventId id;
  EventType type = EventType::booking_created;
  LocationId location_id;
  std::optional<BookingId> booking_id;
  std::int64_t version = 0;  // of the booking or other aggregate
  Instant at;
  std::string data;  // a JSON object of ids, times and states
  std::int64_t position = 0;
};

// The data of a booking's event: status, attendance, slot, service, stylist, times, previous slot if it moved.
[[nodiscard]] std::string event_data(const Booking& booking, std::optional<SlotId> previous_slot);
// What an audit row keeps of a booking: the same, plus which personal fields are present, never their text.
[[nodiscard]] std::string audit_state(const Booking& booking);

}  // namespace salon::domain
