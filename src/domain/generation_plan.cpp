// D16: the difference between the slots that should be and those that are, as changes that, carried out, leave no
// difference.
#include <algorithm>
#include <map>
#include <utility>

#include "domain/slot_expansion.hpp"

namespace salon::domain {
namespace {

using std::chrono::days;

// What is unique at a location (D2).
struct SlotKey {
  ServiceId service_id;
  std::optional<StylistId> stylist_id;
  Instant start_at;
  auto operator<=>(const SlotKey&) const = default;
};

template <class Slot>
SlotKey key_of(const Slot& slot) {
  return {slot.service_id, slot.stylist_id, slot.start_at};
}

struct Fit {
  std::optional<OpenPiece> piece;
  Date begun;                // the day on which the piece's window begins
  std::string_view why_not;  // when no piece has room for the slot
};

// The hours of one offer, each day worked out once.
struct OfferDays {
  std::optional<std::string_view> why_not_offered;
  OfferHours hours;
  std::map<Date, std::vector<OpenPiece>> days;

  const std::vector<OpenPiece>& pieces_of(Date date) {
    const auto [known, is_new] = days.try_emplace(date);
    if (is_new) known->second = hours.pieces_of(date);
    return known->second;
  }
};

bool is_on_grid(const OpenPiece& open, Instant start) {
  return (start - open.anchor) % minutes{open.granularity_minutes} == Instant::duration{0};
}

class Planner {
 public:
  Planner(const ExpansionInput& input, const Zone& zone, std::span<const LiveBooking> live, Instant now)
      : input_(input), zone_(zone), now_(now), drafts_(expand(input, zone)) {
    for (const LiveBooking& booking : live) live_.emplace_back(booking.slot_id, booking.booking_id);
    std::ranges::sort(live_);
  }

  GenerationPlan plan(std::span<const ExistingSlot> existing) {
    std::vector<const ExistingSlot*> slots;
    for (const ExistingSlot& one : existing) slots.push_back(&one);
    std::ranges::sort(slots, {}, [](const ExistingSlot* one) { return std::pair(key_of(one->slot), one->slot.id); });
    std::vector<SlotKey> standing;
    for (const ExistingSlot* one : slots) {
      const std::size_t removed_before = plan_.remove.size();
      if (is_asked(one->slot) && one->slot.start_at > now_) judge(*one);
      if (plan_.remove.size() == removed_before) standing.push_back(key_of(one->slot));
    }
    for (SlotDraft& draft : drafts_) {
      if (draft.start_at <= now_ || std::ranges::binary_search(standing, key_of(draft))) continue;
      ++day_of(draft.date).created;
      plan_.create.push_back(std::move(draft));
    }
    for (const auto& [date, day] : days_) plan_.days.push_back(day);
    return std::move(plan_);
  }

 private:
  bool is_asked(const SlotInstance& slot) const {
    return slot.location_id == input_.location->id &&
           (!input_.only_service || slot.service_id == *input_.only_service) &&
           (!input_.only_stylist || slot.stylist_id == input_.only_stylist);
  }

  bool is_of_these_days(Date date) const { return input_.from <= date && date <= input_.to; }

  bool is_wanted(const SlotInstance& slot) const {
    return std::ranges::binary_search(drafts_, key_of(slot), {}, key_of<SlotDraft>);
  }

  OfferDays& offer_of(const SlotInstance& slot) {
    const auto key = std::pair(slot.service_id, slot.stylist_id);
    if (const auto known = offers_.find(key); known != offers_.end()) return known->second;
    const OfferKey offer{slot.service_id, slot.stylist_id};
    return offers_.emplace(key, OfferDays{why_not_offered(input_, offer), OfferHours(input_.rules, zone_, offer), {}})
        .first->second;
  }

  // In the order in which expand() lets windows speak, so that a slot just made keeps the capacity it was made with.
  Fit fit_of(const SlotInstance& slot, Date date) {
    OfferDays& offer = offer_of(slot);
    if (offer.why_not_offered) return {std::nullopt, date, *offer.why_not_offered};
    std::string_view why_not = "outside_hours";
    for (const Date begun : {date - days{1}, date}) {
      for (const OpenPiece& open : offer.pieces_of(begun)) {
        if (!open.piece.contains(slot.during())) continue;
        if (is_on_grid(open, slot.start_at)) return {open, begun, {}};
        why_not = "off_grid";
      }
    }
    return {std::nullopt, date, why_not};
  }

  void judge(const ExistingSlot& existing) {
    const SlotInstance& slot = existing.slot;
    const Date date = zone_.date_of(slot.start_at);
    const Fit fit = fit_of(slot, date);
    const bool is_counted = is_of_these_days(fit.begun) || is_wanted(slot);
    if (!is_of_these_days(date) && !is_counted) return;
    const bool was_booked = existing.ever_booked || slot.booked + slot.hold > 0;
    const bool is_changed = fit.piece ? follow_rule(slot, *fit.piece) : take_away(slot, was_booked, fit.why_not);
    if (is_changed) ++(fit.piece ? day_of(date).updated : was_booked ? day_of(date).blocked : day_of(date).removed);
    if (!is_changed && is_counted) ++plan_.kept;
  }

  DayOfChanges& day_of(Date date) { return days_.try_emplace(date, DayOfChanges{.date = date}).first->second; }

  // True when anything changes.
  bool follow_rule(const SlotInstance& slot, const OpenPiece& open) {
    const int taken = slot.booked + slot.hold;
    const int capacity = std::max(open.capacity, taken);
    if (taken > open.capacity) report(slot.id, "capacity_below_bookings");
    if (capacity != slot.capacity) plan_.recapacity.push_back({slot.id, capacity});
    if (slot.blocked) plan_.unblock.push_back(slot.id);
    return slot.blocked || capacity != slot.capacity;
  }

  bool take_away(const SlotInstance& slot, bool was_booked, std::string_view why) {
    if (!was_booked) {
      plan_.remove.push_back(slot.id);
      return true;
    }
    report(slot.id, why);
    if (!slot.blocked) plan_.block.push_back(slot.id);
    return !slot.blocked;
  }

  void report(SlotId slot, std::string_view reason) {
    for (const auto& [id, booking] : std::ranges::equal_range(live_, slot, {}, &std::pair<SlotId, BookingId>::first)) {
      plan_.conflicts.push_back({booking, slot, std::string(reason)});
    }
  }

  const ExpansionInput& input_;
  const Zone& zone_;
  Instant now_;
  std::vector<SlotDraft> drafts_;
  std::vector<std::pair<SlotId, BookingId>> live_;
  std::map<std::pair<ServiceId, std::optional<StylistId>>, OfferDays> offers_;
  std::map<Date, DayOfChanges> days_;
  GenerationPlan plan_;
};

}  // namespace

GenerationPlan plan_generation(const ExpansionInput& input, const Zone& zone, std::span<const ExistingSlot> existing,
                               std::span<const LiveBooking> live, Instant now) {
  return Planner(input, zone, live, now).plan(existing);
}

GenerationReport report_of(const GenerationPlan& plan) {
  std::vector<SlotId> updated = plan.unblock;
  for (const CapacityChange& change : plan.recapacity) updated.push_back(change.slot_id);
  std::ranges::sort(updated);
  const auto repeated = std::ranges::unique(updated);
  updated.erase(repeated.begin(), repeated.end());
  return {.created = static_cast<int>(plan.create.size()),
          .kept = plan.kept,
          .updated = static_cast<int>(updated.size()),
          .blocked = static_cast<int>(plan.block.size()),
          .removed = static_cast<int>(plan.remove.size()),
          .conflicts = plan.conflicts,
          .days = plan.days};
}

void GenerationReport::add(const GenerationReport& other) {
  created += other.created;
  kept += other.kept;
  updated += other.updated;
  blocked += other.blocked;
  removed += other.removed;
  for (const GenerationConflict& conflict : other.conflicts) {
    if (std::ranges::find(conflicts, conflict) == conflicts.end()) conflicts.push_back(conflict);
  }
  for (const DayOfChanges& day : other.days) {
    const auto place = std::ranges::lower_bound(days, day.date, {}, &DayOfChanges::date);
    const bool is_known = place != days.end() && place->date == day.date;
    DayOfChanges& sum = is_known ? *place : *days.insert(place, DayOfChanges{.date = day.date});
    sum.created += day.created;
    sum.updated += day.updated;
    sum.blocked += day.blocked;
    sum.removed += day.removed;
  }
}

}  // namespace salon::domain
