// What is only there because of a row of the catalogue.
#pragma once

#include "domain/ids.hpp"
#include "storage/pg_value.hpp"

namespace salon::storage {

// The ids of the slots that hang on a location ($1: its own and its stylists'), a service ($2) or a stylist ($3): by
// location, service and stylist, as the index is that finds them.
#define SALON_SLOTS_THAT_HANG                                                                             \
  "ARRAY(SELECT h.id FROM slot_instances h WHERE h.location_id = $1 "                                     \
  "UNION ALL SELECT h.id FROM services v JOIN slot_instances h ON h.location_id = v.location_id "         \
  "AND h.service_id = v.id WHERE v.id = $2 "                                                              \
  "UNION ALL SELECT h.id FROM stylists y CROSS JOIN services v JOIN slot_instances h ON h.location_id = " \
  "v.location_id AND h.service_id = v.id AND h.stylist_id = y.id WHERE y.id = $3 OR y.location_id = $1)"

struct HangingOn {
  std::optional<domain::LocationId> location;
  std::optional<domain::ServiceId> service;
  std::optional<domain::StylistId> stylist;

  [[nodiscard]] Params params() const { return Params::of(location, service, stylist); }
};

}  // namespace salon::storage
