// What each slot of a day would waste of its stylist's time, from the stylist's open windows and bookings (exposure.md
// "Gap cost").
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "domain/exposure.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "usecases/offer_reading.hpp"

namespace salon::usecases {

struct GapCostInput {
  const ports::Offer& offer;
  const BusyIndex& busy;
  domain::Date date;
  std::span<const domain::Rule> rules;        // of the location
  std::span<const domain::Service> services;  // of the location
};

// The same slots as candidates, costs filled in.
[[nodiscard]] std::vector<domain::Candidate> costed(const std::vector<const ports::OfferedSlot*>& eligible,
                                                    const GapCostInput& input);

}  // namespace salon::usecases
