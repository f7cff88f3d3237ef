// What a slot would waste of its stylist's day, for the exposure variant `compact` (exposure.md "Gap cost").
#pragma once

#include <optional>
#include <span>

#include "domain/occupancy.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/slot_expansion.hpp"
#include "domain/slot_instance.hpp"
#include "domain/time.hpp"
#include "domain/zone.hpp"

namespace salon::domain {

struct GapContext {
  std::span<const BusyTime> busy;      // the stylist's live allocations, any order
  std::span<const TimeRange> windows;  // the stylist's working windows of that day, disjoint
  int shortest_service_minutes = 15;   // shortest active service of the location
};
// In minutes. 0 without a stylist, or when no window holds the slot.
[[nodiscard]] int gap_cost(const SlotInstance& slot, const GapContext& context, Instant now);

// The stretches of work that slots of this day can sit in, windows that touch or overlap joined: also of a window that
// began the day before (D13).
[[nodiscard]] std::vector<TimeRange> working_windows(std::span<const Rule> rules, const Zone& zone, OfferKey offer,
                                                     Date date);
// Of the active ones.
[[nodiscard]] int shortest_service_minutes(std::span<const Service> services);

}  // namespace salon::domain
