// Locations, services and stylists as rows: reading, writing, and what is equal about two of them.
#pragma once

#include "domain/location.hpp"
#include "domain/service.hpp"
#include "domain/stylist.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// SELECT lists, for `locations l`, `services v`, `stylists y`.
#define SALON_LOCATION_COLUMNS                                                                 \
  "l.id, l.name, l.timezone, l.currency, l.region, l.minimum_notice_minutes, l.horizon_days, " \
  "l.cancellation_window_minutes, "                                                            \
  "l.hold_minutes, l.address, l.map_url, l.photo_url, l.active, l.version"
#define SALON_SERVICE_COLUMNS                                                                                  \
  "v.id, v.location_id, v.name, v.category, v.description, v.duration_minutes, v.requires_stylist, v.active, " \
  "v.price_minor, "                                                                                            \
  "v.required_skill, v.phases, v.buffer_before_minutes, v.buffer_after_minutes, v.version"
// Places and terms come with the stylist; terms as three arrays of equal length, ascending by service.
#define SALON_STYLIST_COLUMNS                                                                                       \
  "y.id, y.location_id, y.name, y.skills, y.active, y.version, "                                                    \
  "ARRAY(SELECT p.location_id FROM stylist_locations p WHERE p.stylist_id = y.id ORDER BY p.location_id), "         \
  "ARRAY(SELECT t.service_id FROM stylist_services t WHERE t.stylist_id = y.id ORDER BY t.service_id), "            \
  "ARRAY(SELECT coalesce(t.duration_minutes::text, '') FROM stylist_services t WHERE t.stylist_id = y.id ORDER BY " \
  "t.service_id), "                                                                                                 \
  "ARRAY(SELECT coalesce(t.price_minor::text, '') FROM stylist_services t WHERE t.stylist_id = y.id ORDER BY "      \
  "t.service_id)"

[[nodiscard]] domain::Location read_location(RowReader& row);
[[nodiscard]] domain::Service read_service(RowReader& row);
[[nodiscard]] domain::Stylist read_stylist(RowReader& row);

// Equal but for id and version.
[[nodiscard]] bool is_same_row(const domain::Location& one, const domain::Location& other);
[[nodiscard]] bool is_same_row(const domain::Service& one, const domain::Service& other);
[[nodiscard]] bool is_same_row(const domain::Stylist& one, const domain::Stylist& other);

// New, or every column anew.
Task<void> write_row(Transaction& transaction, const domain::Location& row);
Task<void> write_row(Transaction& transaction, const domain::Service& row);
Task<void> write_row(Transaction& transaction, const domain::Stylist& row);

// By id; nothing when there is none.
Task<std::optional<domain::Location>> find_row(Transaction& transaction, domain::LocationId id);
Task<std::optional<domain::Service>> find_row(Transaction& transaction, domain::ServiceId id);
Task<std::optional<domain::Stylist>> find_row(Transaction& transaction, domain::StylistId id);

}  // namespace salon::storage
