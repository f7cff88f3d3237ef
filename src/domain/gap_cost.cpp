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

std::vector<TimeRange> joined(std::vector<TimeRange> windows) {
  std::ranges::sort(windows);
  std::vector<TimeRange> stretches;
  for (const TimeRange& window : windows) {
    const bool goes_on = !stretches.empty() && window.start <= stretches.back().end;
    if (goes_on) {
      stretches.back().end = std::max(stretches.back().end, window.end);
    } else {
      stretches.push_back(window);
    }
  }
  return stretches;
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

std::vector<TimeRange> working_windows(std::span<const Rule> rules, const Zone& zone, OfferKey offer, Date date) {
  std::vector<TimeRange> windows;
  for (const Date day : {date - std::chrono::days{1}, date}) {
    for (const OpenPiece& open : open_pieces(rules, zone, offer, day)) windows.push_back(open.piece);
  }
  return joined(std::move(windows));
}

int shortest_service_minutes(std::span<const Service> services) {
  int shortest = policy::longest_service_minutes;
  for (const Service& service : services) {
    if (service.active) shortest = std::min(shortest, service.duration_minutes);
  }
  return shortest;
}

}  // namespace salon::domain
