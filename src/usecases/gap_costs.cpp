#include "usecases/gap_costs.hpp"

#include <algorithm>
#include <map>

#include "domain/gap_cost.hpp"
#include "domain/slot_expansion.hpp"

namespace salon::usecases {
namespace {

using domain::TimeRange;

// Windows that touch or overlap are one stretch of work.
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

// A window that began the day before may reach into this one (D13).
std::vector<TimeRange> windows_of(const GapCostInput& input, const domain::Zone& zone, domain::OfferKey key) {
  std::vector<TimeRange> windows;
  for (const domain::Date date : {input.date - std::chrono::days{1}, input.date}) {
    for (const domain::OpenPiece& open : domain::open_pieces(input.rules, zone, key, date))
      windows.push_back(open.piece);
  }
  return joined(std::move(windows));
}

int shortest_of(std::span<const domain::Service> services) {
  int shortest = domain::policy::longest_service_minutes;
  for (const domain::Service& service : services) {
    if (service.active) shortest = std::min(shortest, service.duration_minutes);
  }
  return shortest;
}

}  // namespace

std::vector<domain::Candidate> costed(const std::vector<const ports::OfferedSlot*>& eligible,
                                      const GapCostInput& input) {
  const domain::Zone zone = zone_of(input.offer.location);
  const int shortest = shortest_of(input.services);
  std::map<domain::StylistId, std::vector<TimeRange>> windows;
  auto candidates = uncosted(eligible);
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    const domain::SlotInstance& slot = eligible[i]->slot;
    if (!slot.stylist_id) continue;
    const auto [known, is_new] = windows.try_emplace(*slot.stylist_id);
    if (is_new) known->second = windows_of(input, zone, {slot.service_id, slot.stylist_id});
    const domain::GapContext context{
        .busy = input.busy.of(*slot.stylist_id), .windows = known->second, .shortest_service_minutes = shortest};
    candidates[i].gap_cost = domain::gap_cost(slot, context, input.offer.now);
  }
  return candidates;
}

std::vector<domain::Candidate> uncosted(const std::vector<const ports::OfferedSlot*>& eligible) {
  std::vector<domain::Candidate> candidates;
  candidates.reserve(eligible.size());
  for (const ports::OfferedSlot* offered : eligible)
    candidates.push_back({offered->slot.id, offered->slot.start_at, 0});
  return candidates;
}

}  // namespace salon::usecases
