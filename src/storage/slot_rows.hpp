// Slot instances as rows.
#pragma once

#include "domain/slot_instance.hpp"
#include "storage/booking_ground.hpp"

namespace salon::storage {

// The SELECT list that read_slot() reads, for `slot_instances s`.
#define SALON_SLOT_COLUMNS                                                                                        \
  "s.id, s.location_id, s.service_id, s.stylist_id, s.date, s.start_at, s.end_at, s.capacity, s.booked, s.hold, " \
  "s.blocked, s.active_offsets"

[[nodiscard]] inline domain::SlotInstance read_slot(RowReader& row) {
  domain::SlotInstance slot;
  slot.id = row.get<domain::SlotId>();
  slot.location_id = row.get<domain::LocationId>();
  slot.service_id = row.get<domain::ServiceId>();
  slot.stylist_id = row.get<std::optional<domain::StylistId>>();
  slot.date = row.get<domain::Date>();
  slot.start_at = row.get<domain::Instant>();
  slot.end_at = row.get<domain::Instant>();
  slot.capacity = row.get<int>();
  slot.booked = row.get<int>();
  slot.hold = row.get<int>();
  slot.blocked = row.get<bool>();
  slot.active = read_offsets(row);
  return slot;
}

}  // namespace salon::storage
