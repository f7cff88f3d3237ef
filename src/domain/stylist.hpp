// A person who works a chair, at one location or several; no stylist is ever in two places, brand-wide (D4, D8).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/service.hpp"

namespace salon::domain {

// What differs when this stylist does that service (D15).
struct StylistTerms {
  ServiceId service_id;
  std::optional<int> duration_minutes;
  std::optional<std::int64_t> price_minor;
  auto operator<=>(const StylistTerms&) const = default;
};

struct Stylist {
  StylistId id;
  LocationId location_id;                // home
  std::vector<LocationId> location_ids;  // all of them, home included, ascending
  std::string name;
  std::vector<std::string> skills;
  std::vector<StylistTerms> terms;  // ascending by service
  bool active = true;
  std::int64_t version = 1;

  [[nodiscard]] bool works_at(LocationId location) const;
  [[nodiscard]] bool can_do(const Service& service) const;
  [[nodiscard]] const StylistTerms* terms_for(ServiceId service) const;
};

}  // namespace salon::domain
