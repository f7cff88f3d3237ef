#include "domain/slot_instance.hpp"

namespace salon::domain {

std::string_view text_of(SlotStatus status) {
  switch (status) {
    case SlotStatus::open:
      return "open";
    case SlotStatus::partial:
      return "partial";
    case SlotStatus::full:
      return "full";
    case SlotStatus::blocked:
      return "blocked";
  }
  return "";
}

SlotStatus SlotInstance::status() const {
  if (blocked) return SlotStatus::blocked;
  const int taken = booked + hold;
  if (taken >= capacity) return SlotStatus::full;
  return taken > 0 ? SlotStatus::partial : SlotStatus::open;
}

std::vector<TimeRange> SlotInstance::busy() const {
  if (!stylist_id) return {};
  if (active.empty()) return {during()};
  std::vector<TimeRange> stretches;
  stretches.reserve(active.size());
  for (const ActiveOffset& offset : active) {
    stretches.push_back({start_at + minutes{offset.from}, start_at + minutes{offset.to}});
  }
  return stretches;
}

}  // namespace salon::domain
