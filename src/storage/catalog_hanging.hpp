// What is only there because of a row of the catalogue.
#pragma once

#include "domain/ids.hpp"
#include "storage/pg_value.hpp"

namespace salon::storage {

// The slots that hang on a location ($1: its own and its stylists'), a service ($2) or a stylist ($3).
#define SALON_SLOTS_THAT_HANG                                                                      \
  "(s.location_id = $1 OR s.stylist_id IN (SELECT y.id FROM stylists y WHERE y.location_id = $1) " \
  "OR s.service_id = $2 OR s.stylist_id = $3)"

struct HangingOn {
  std::optional<domain::LocationId> location;
  std::optional<domain::ServiceId> service;
  std::optional<domain::StylistId> stylist;

  [[nodiscard]] Params params() const { return Params::of(location, service, stylist); }
};

}  // namespace salon::storage
