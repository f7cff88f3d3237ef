#include "usecases/gap_costs.hpp"

#include <map>

#include "domain/gap_cost.hpp"

namespace salon::usecases {
namespace {

std::vector<domain::Candidate> uncosted(const std::vector<const ports::OfferedSlot*>& eligible) {
  std::vector<domain::Candidate> candidates;
  candidates.reserve(eligible.size());
  for (const ports::OfferedSlot* offered : eligible)
    candidates.push_back({offered->slot.id, offered->slot.start_at, 0});
  return candidates;
}

}  // namespace

std::vector<domain::Candidate> costed(const std::vector<const ports::OfferedSlot*>& eligible,
                                      const GapCostInput& input) {
  const domain::Zone zone = zone_of(input.offer.location);
  const int shortest = domain::shortest_service_minutes(input.services);
  std::map<domain::StylistId, std::vector<domain::TimeRange>> windows;
  auto candidates = uncosted(eligible);
  for (std::size_t i = 0; i < eligible.size(); ++i) {
    const domain::SlotInstance& slot = eligible[i]->slot;
    if (!slot.stylist_id) continue;
    const auto [known, is_new] = windows.try_emplace(*slot.stylist_id);
    if (is_new) {
      const domain::OfferKey offer{slot.service_id, slot.stylist_id};
      known->second = domain::working_windows(input.rules, zone, offer, input.date);
    }
    const domain::GapContext context{
        .busy = input.busy.of(*slot.stylist_id), .windows = known->second, .shortest_service_minutes = shortest};
    candidates[i].gap_cost = domain::gap_cost(slot, context, input.offer.now);
  }
  return candidates;
}

}  // namespace salon::usecases
