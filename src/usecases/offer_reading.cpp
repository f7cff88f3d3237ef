#include "usecases/offer_reading.hpp"

#include <algorithm>
#include <stdexcept>

namespace salon::usecases {
namespace {

// From the first to the last moment that a booking of the slot keeps its stylist busy.
domain::TimeRange reach_of(const domain::SlotInstance& slot) {
  domain::TimeRange reach = slot.during();
  for (const domain::ActiveOffset& offset : slot.active) {
    reach.start = std::min(reach.start, slot.start_at + domain::minutes{offset.from});
    reach.end = std::max(reach.end, slot.start_at + domain::minutes{offset.to});
  }
  return reach;
}

}  // namespace

BusyIndex::BusyIndex(std::vector<domain::BusyTime> busy) {
  for (domain::BusyTime& time : busy) {
    longest_ = std::max(longest_, time.during.end - time.during.start);
    of_stylist_[time.stylist_id].push_back(std::move(time));
  }
  for (auto& [stylist, times] : of_stylist_) {
    std::ranges::sort(times, {}, [](const domain::BusyTime& time) { return time.during.start; });
  }
}

std::span<const domain::BusyTime> BusyIndex::of(domain::StylistId stylist) const {
  const auto found = of_stylist_.find(stylist);
  if (found == of_stylist_.end()) return {};
  return found->second;
}

std::span<const domain::BusyTime> BusyIndex::around(const domain::SlotInstance& slot) const {
  if (!slot.stylist_id) return {};
  const auto times = of(*slot.stylist_id);
  const domain::TimeRange reach = reach_of(slot);
  const auto start_of = [](const domain::BusyTime& time) { return time.during.start; };
  const auto first = std::ranges::lower_bound(times, reach.start - longest_, {}, start_of);
  const auto last = std::ranges::lower_bound(times, reach.end, {}, start_of);
  return {first, last};
}

std::vector<const ports::OfferedSlot*> eligible_in(const ports::Offer& offer, const BusyIndex& busy,
                                                   domain::Viewer viewer) {
  std::vector<const ports::OfferedSlot*> eligible;
  for (const ports::OfferedSlot& offered : offer.slots) {
    const auto in_the_way = busy.around(offered.slot);
    if (!domain::why_ineligible(offered.slot, offered.situation, in_the_way, viewer, offer.now))
      eligible.push_back(&offered);
  }
  return eligible;
}

domain::Zone zone_of(const domain::Location& location) {
  auto zone = domain::Zone::find(location.timezone);
  if (!zone) throw std::runtime_error("a location's time zone is unknown here: " + location.timezone);
  return *std::move(zone);
}

}  // namespace salon::usecases
