// What differs between locations, services and stylists when one is added, changed or removed.
#pragma once

#include <tuple>

#include "testing/memory_brand.hpp"

namespace salon::testing {

// Equal but for id and version.
inline bool is_same_row(const domain::Location& one, const domain::Location& other) {
  const auto columns = [](const domain::Location& row) {
    return std::tie(row.name, row.timezone, row.currency, row.region.code, row.minimum_notice, row.horizon_days,
                    row.cancellation_window, row.hold, row.address, row.map_url, row.photo_url, row.active);
  };
  return columns(one) == columns(other);
}
inline bool is_same_row(const domain::Service& one, const domain::Service& other) {
  const auto columns = [](const domain::Service& row) {
    return std::tie(row.location_id, row.name, row.category, row.description, row.duration_minutes,
                    row.requires_stylist, row.active, row.price_minor, row.required_skill, row.phases,
                    row.buffer_before_minutes, row.buffer_after_minutes);
  };
  return columns(one) == columns(other);
}
inline bool is_same_row(const domain::Stylist& one, const domain::Stylist& other) {
  const auto columns = [](const domain::Stylist& row) {
    return std::tie(row.location_id, row.location_ids, row.name, row.skills, row.terms, row.active);
  };
  return columns(one) == columns(other);
}

// NOT_FOUND for what a row speaks of, CONFLICT for a name that is taken.
[[nodiscard]] domain::Result<void> check_row(const MemoryBrand& brand, const domain::Location& row);
[[nodiscard]] domain::Result<void> check_row(const MemoryBrand& brand, const domain::Service& row);
[[nodiscard]] domain::Result<void> check_row(const MemoryBrand& brand, const domain::Stylist& row);

// Has, or ever had, a booking.
[[nodiscard]] bool was_ever_booked(const MemoryBrand& brand, const domain::Location& row);
[[nodiscard]] bool was_ever_booked(const MemoryBrand& brand, const domain::Service& row);
[[nodiscard]] bool was_ever_booked(const MemoryBrand& brand, const domain::Stylist& row);

// Takes the row away with everything that is only there because of it.
void erase_row(MemoryBrand& brand, const domain::Location& row);
void erase_row(MemoryBrand& brand, const domain::Service& row);
void erase_row(MemoryBrand& brand, const domain::Stylist& row);

// Event, audit row and generation for a row that was added (`before` empty), changed, or removed (`after` empty).
void announce(MemoryBrand& brand, const ports::Requester& by, const domain::Location* before,
              const domain::Location* after);
void announce(MemoryBrand& brand, const ports::Requester& by, const domain::Service* before,
              const domain::Service* after);
void announce(MemoryBrand& brand, const ports::Requester& by, const domain::Stylist* before,
              const domain::Stylist* after);

}  // namespace salon::testing
