// Outbox rows as events.
#pragma once

#include "domain/booking_event.hpp"
#include "storage/pg_value.hpp"

namespace salon::storage {

// The SELECT list that read_event() reads, for `outbox o`.
#define SALON_EVENT_COLUMNS \
  "o.id, o.type, o.location_id, o.booking_id, o.version, o.at, o.data, coalesce(o.position, 0)"

[[nodiscard]] inline domain::Event read_event(RowReader& row) {
  domain::Event event;
  event.id = row.get<domain::EventId>();
  event.type = domain::parse_event_type(row.get<std::string>()).value();
  event.location_id = row.get<domain::LocationId>();
  event.booking_id = row.get<std::optional<domain::BookingId>>();
  event.version = row.get<std::int64_t>();
  event.at = row.get<domain::Instant>();
  event.data = row.get<std::string>();
  event.position = row.get<std::int64_t>();
  return event;
}

}  // namespace salon::storage
