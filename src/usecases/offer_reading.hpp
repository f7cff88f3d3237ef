// Reading an offer: which of its slots are eligible, for explaining.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "domain/zone.hpp"
#include "ports/slot_store.hpp"

namespace salon::usecases {

// The offer's busy times, found by stylist and time: a month of a large salon has thousands, a slot meets a handful.
class BusyIndex {
 public:
  explicit BusyIndex(std::vector<domain::BusyTime> busy);
  // All that could be in the way of the slot, and little else.
  [[nodiscard]] std::span<const domain::BusyTime> around(const domain::SlotInstance& slot) const;
  [[nodiscard]] std::span<const domain::BusyTime> of(domain::StylistId stylist) const;

 private:
  std::map<domain::StylistId, std::vector<domain::BusyTime>> of_stylist_;  // by start
  std::chrono::microseconds longest_{0};
};

// Pointers into the offer, by (start_at, id).
[[nodiscard]] std::vector<const ports::OfferedSlot*> eligible_in(const ports::Offer& offer, const BusyIndex& busy,
                                                                 domain::Viewer viewer);

// The zone of a location; unknown here is a fault of the installation.
[[nodiscard]] domain::Zone zone_of(const domain::Location& location);

}  // namespace salon::usecases
