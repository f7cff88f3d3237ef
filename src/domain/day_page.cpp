#include "domain/day_page.hpp"

#include <algorithm>
#include <map>

#include "domain/gap_cost.hpp"

namespace salon::domain {
namespace {

using std::chrono::microseconds;

// The longest stretch around a moment in which nothing happens that eligibility hangs on.
struct Stretch {
  Instant now;
  Instant from = Instant::min();
  Instant until = Instant::max();

  void happens(Instant at) {
    if (at <= now) {
      from = std::max(from, at);
    } else {
      until = std::min(until, at);
    }
  }
};

// What changes by time alone: the day (of the horizon), holds running out, times coming too near.
Stretch steady_around(const DayPage& page, const SalonTerms& terms, Instant now) {
  Stretch stretch{.now = now};
  const TimeRange today = terms.zone.day(terms.zone.date_of(now));
  stretch.happens(today.start);
  stretch.happens(today.end);
  for (const DayPage::Hold& hold : page.holds) stretch.happens(hold.expires_at);
  for (const BusyTime& time : page.busy) {
    if (time.hold_expires_at) stretch.happens(*time.hold_expires_at);
  }
  // A time that starts exactly at the end of the notice can still be booked.
  constexpr microseconds just_after{1};
  for (const DayPage::Slot& slot : page.slots)
    stretch.happens(page.start_of(slot) - terms.location.minimum_notice + just_after);
  return stretch;
}

// The page's slots one by one, as why_ineligible() is asked about them.
class Reader {
 public:
  Reader(const DayPage& page, const SalonTerms& terms, Instant now) : page_(page), now_(now) {
    const Service* service = terms.service(page.service_id);
    situation_.service_active = service != nullptr && service->active && terms.location.active;
    situation_.minimum_notice = terms.location.minimum_notice;
    situation_.horizon_days = terms.location.horizon_days;
    situation_.timezone = terms.location.timezone;
    for (const DayPage::Hold& hold : page.holds) {
      if (hold.expires_at <= now) ++due_[hold.slot_id];
    }
  }

  [[nodiscard]] bool is_eligible(const DayPage::Slot& slot) {
    const DayPage::Stylist* stylist = page_.stylist_of(slot);
    situation_.stylist_active = stylist == nullptr || stylist->active;
    situation_.due_holds = slot.hold == 0 ? 0 : due_of(slot.id);
    const auto busy = stylist == nullptr ? std::span<const BusyTime>() : page_.busy_of(*stylist);
    return !why_ineligible(instance_of(slot), situation_, busy, Viewer::customer, now_);
  }
  [[nodiscard]] const SlotInstance& instance_of(const DayPage::Slot& slot) {
    // The list of busy stretches is the same for nearly all: it is copied when it changes.
    if (active_ != slot.active) instance_.active = page_.active[slot.active];
    active_ = slot.active;
    instance_.id = slot.id;
    instance_.service_id = page_.service_id;
    const DayPage::Stylist* stylist = page_.stylist_of(slot);
    instance_.stylist_id = stylist == nullptr ? std::nullopt : std::optional(stylist->id);
    instance_.start_at = page_.start_of(slot);
    instance_.end_at = instance_.start_at + seconds{slot.length};
    instance_.capacity = slot.capacity;
    instance_.booked = slot.booked;
    instance_.hold = slot.hold;
    instance_.blocked = slot.blocked;
    return instance_;
  }

 private:
  [[nodiscard]] int due_of(SlotId slot) const {
    const auto found = due_.find(slot);
    return found == due_.end() ? 0 : found->second;
  }

  const DayPage& page_;
  Instant now_;
  SlotSituation situation_;
  SlotInstance instance_;
  std::optional<std::uint16_t> active_;
  std::map<SlotId, int> due_;
};

std::vector<int> costs_of(const DayPage& page, const SalonTerms& terms, Instant now,
                          const std::vector<DayReading::Place>& places) {
  Reader reader(page, terms, now);
  const int shortest = shortest_service_minutes(terms.services);
  std::map<std::uint16_t, std::vector<TimeRange>> windows;
  std::vector<int> costs;
  costs.reserve(places.size());
  for (const DayReading::Place place : places) {
    const DayPage::Slot& slot = page.slots[place];
    const DayPage::Stylist* stylist = page.stylist_of(slot);
    if (stylist == nullptr) {
      costs.push_back(0);
      continue;
    }
    const auto [known, is_new] = windows.try_emplace(slot.stylist);
    if (is_new) {
      const OfferKey offer{page.service_id, stylist->id};
      known->second = working_windows(terms.rules, terms.zone, offer, page.date);
    }
    const GapContext context{
        .busy = page.busy_of(*stylist), .windows = known->second, .shortest_service_minutes = shortest};
    costs.push_back(gap_cost(reader.instance_of(slot), context, now));
  }
  return costs;
}

EligibleSlots list_of(const DayPage& page, const SalonTerms& terms, const std::vector<DayReading::Place>& places) {
  std::vector<Candidate> candidates;
  candidates.reserve(places.size());
  for (const DayReading::Place place : places) {
    const DayPage::Slot& slot = page.slots[place];
    candidates.push_back({.id = slot.id, .start_at = page.start_of(slot)});
  }
  return {std::move(candidates), terms.zone};
}

template <class Item>
std::size_t bytes_of(const std::vector<Item>& items) {
  return items.capacity() * sizeof(Item);
}

}  // namespace

SlotInstance DayPage::instance(const Slot& slot) const {
  const Stylist* stylist = stylist_of(slot);
  SlotInstance out;
  out.id = slot.id;
  out.location_id = location_id;
  out.service_id = service_id;
  if (stylist != nullptr) out.stylist_id = stylist->id;
  out.date = date;
  out.start_at = start_of(slot);
  out.end_at = out.start_at + seconds{slot.length};
  out.capacity = slot.capacity;
  out.booked = slot.booked;
  out.hold = slot.hold;
  out.blocked = slot.blocked;
  out.active = active[slot.active];
  return out;
}

std::optional<std::uint16_t> DayPage::place_of(StylistId stylist) const {
  const auto found = std::ranges::lower_bound(stylists, stylist, {}, &Stylist::id);
  if (found == stylists.end() || found->id != stylist) return std::nullopt;
  return static_cast<std::uint16_t>(found - stylists.begin());
}

bool DayPage::has_live_hold_of(const BookingOwner& owner, Instant now) const {
  return std::ranges::any_of(holds, [&](const Hold& hold) {
    const bool is_theirs =
        (owner.user && hold.owner.user == owner.user) || (owner.session && hold.owner.session == owner.session);
    return is_theirs && hold.expires_at > now;
  });
}

std::size_t DayPage::bytes() const {
  std::size_t sum =
      sizeof(DayPage) + bytes_of(slots) + bytes_of(active) + bytes_of(stylists) + bytes_of(busy) + bytes_of(holds);
  for (const auto& offsets : active) sum += bytes_of(offsets);
  for (const Stylist& stylist : stylists) sum += stylist.name.capacity();
  return sum;
}

std::vector<EligibleSlots::Place> DayReading::places_of(const DayPage& page, StylistId stylist) const {
  std::vector<EligibleSlots::Place> places;
  const auto wanted = page.place_of(stylist);
  for (std::size_t i = 0; wanted && i < on_page.size(); ++i) {
    if (page.slots[on_page[i]].stylist == *wanted) places.push_back(static_cast<EligibleSlots::Place>(i));
  }
  return places;
}

int DayReading::count(const DayPage& page, const std::optional<StylistId>& stylist) const {
  if (!stylist) return total;
  const auto place = page.place_of(*stylist);
  return place ? of_stylist[*place] : 0;
}

std::size_t DayReading::bytes() const {
  // The list keeps id, start and cost of each eligible slot.
  constexpr std::size_t in_list = sizeof(SlotId) + sizeof(std::uint32_t) + sizeof(int);
  return sizeof(DayReading) + bytes_of(of_stylist) + bytes_of(on_page) + eligible.size() * in_list + eligible.starts();
}

DayReading read_page(const DayPage& page, const SalonTerms& terms, ReadPage how) {
  const Stretch stretch = steady_around(page, terms, how.now);
  DayReading reading;
  reading.detail = how.detail;
  reading.from = stretch.from;
  reading.until = stretch.until;
  reading.of_stylist.assign(page.stylists.size(), 0);
  Reader reader(page, terms, how.now);
  std::vector<DayReading::Place> places;
  for (std::size_t i = 0; i < page.slots.size(); ++i) {
    const DayPage::Slot& slot = page.slots[i];
    if (!reader.is_eligible(slot)) continue;
    ++reading.total;
    if (slot.stylist != DayPage::no_stylist) ++reading.of_stylist[slot.stylist];
    if (how.detail >= Detail::list) places.push_back(static_cast<DayReading::Place>(i));
  }
  if (how.detail == Detail::counts) return reading;
  reading.eligible = list_of(page, terms, places);
  if (how.detail == Detail::gap_costs)
    reading.eligible = reading.eligible.with_gap_costs(costs_of(page, terms, how.now, places));
  places.shrink_to_fit();
  reading.on_page = std::move(places);
  return reading;
}

}  // namespace salon::domain
