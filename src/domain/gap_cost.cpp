#include "domain/gap_cost.hpp"

#include <algorithm>
#include <chrono>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

const TimeRange* window_with(const TimeRange& slot, std::span<const TimeRange> windows) {
  const auto found = std::ranges::find_if(windows, [&](const TimeRange& window) { return window.contains(slot); });
  return found == windows.end() ? nullptr : &*found;
}

// The free time around the slot. What is busy only while the slot itself runs (in its processing phase) bounds nothing;
// what reaches into the slot from outside leaves no free time on that side. Other places of the same slot do not count:
// one more booking of it splits nothing.
TimeRange free_run(const SlotInstance& slot, TimeRange run, std::span<const BusyTime> busy, Instant now) {
  for (const BusyTime& other : busy) {
    if (!other.counts_at(now) || other.slot_id == slot.id) continue;
    if (other.during.start < slot.start_at) run.start = std::max(run.start, std::min(other.during.end, slot.start_at));
    if (other.during.end > slot.end_at) run.end = std::min(run.end, std::max(other.during.start, slot.end_at));
  }
  return run;
}

// A gap that no service fits into is lost.
int waste(minutes gap, int shortest_service_minutes) {
  const auto length = static_cast<int>(gap.count());
  return length >= shortest_service_minutes ? 0 : length;
}

}  // namespace

int gap_cost(const SlotInstance& slot, const GapContext& context, Instant now) {
  if (!slot.stylist_id) return 0;
  const TimeRange* window = window_with(slot.during(), context.windows);
  if (window == nullptr) return 0;
  const TimeRange run = free_run(slot, *window, context.busy, now);
  const auto left = std::chrono::floor<minutes>(slot.start_at - run.start);
  const auto right = std::chrono::floor<minutes>(run.end - slot.end_at);
  const bool touches_something = left == minutes{0} || right == minutes{0};
  return waste(left, context.shortest_service_minutes) + waste(right, context.shortest_service_minutes) +
         (touches_something ? 0 : policy::split_run_penalty_minutes);
}

}  // namespace salon::domain
