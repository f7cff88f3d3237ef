#include "domain/occupancy.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "domain/zone.hpp"

namespace salon::domain {
namespace {

using std::chrono::days;

bool is_beyond_horizon(Instant start_at, const SlotSituation& situation, Instant now) {
  // A zone's offset never jumps by more than a day, so well inside the horizon there is no need to ask the zone:
  // lists put this question for every slot.
  if (start_at - now <= days{situation.horizon_days - 2}) return false;
  const auto zone = Zone::find(situation.timezone);
  if (!zone) throw std::runtime_error("a location's time zone is unknown here: " + situation.timezone);
  return zone->date_of(start_at) > zone->date_of(now) + days{situation.horizon_days};
}

std::optional<IneligibleBecause> timing(const SlotInstance& slot, const SlotSituation& situation, Viewer viewer,
                                        Instant now) {
  if (slot.end_at <= now) return IneligibleBecause{Ineligible::over, {}, {}};
  if (viewer == Viewer::customer && slot.start_at < now + situation.minimum_notice) {
    return IneligibleBecause{Ineligible::too_soon, {}, {}};
  }
  if (is_beyond_horizon(slot.start_at, situation, now)) return IneligibleBecause{Ineligible::beyond_horizon, {}, {}};
  return std::nullopt;
}

std::optional<IneligibleBecause> capacity(const SlotInstance& slot, const SlotSituation& situation) {
  if (slot.booked >= slot.capacity) return IneligibleBecause{Ineligible::booked, {}, {}};
  const int live_holds = slot.hold - situation.due_holds;
  if (slot.booked + live_holds < slot.capacity) return std::nullopt;
  return IneligibleBecause{Ineligible::held, {}, situation.earliest_hold_expiry};
}

// A confirmed booking stands in the way longer than any hold, a later hold longer than an earlier one.
bool lasts_longer(const BusyTime& one, const BusyTime& other) {
  if (!one.hold_expires_at || !other.hold_expires_at) return !one.hold_expires_at && other.hold_expires_at.has_value();
  return *one.hold_expires_at > *other.hold_expires_at;
}

// Bookings of the same slot share it up to its capacity (D4), so they are never in the way here.
std::optional<IneligibleBecause> stylist(const SlotInstance& slot, std::span<const BusyTime> busy, Instant now) {
  if (!slot.stylist_id) return std::nullopt;
  std::vector<TimeRange> wanted;  // built for the first candidate: most slots have none
  const BusyTime* in_the_way = nullptr;
  for (const BusyTime& time : busy) {
    if (time.stylist_id != *slot.stylist_id || time.slot_id == slot.id || !time.counts_at(now)) continue;
    if (wanted.empty()) wanted = slot.busy();
    const auto clashes = [&time](const TimeRange& range) { return range.overlaps(time.during); };
    if (!std::ranges::any_of(wanted, clashes)) continue;
    if (in_the_way == nullptr || lasts_longer(time, *in_the_way)) in_the_way = &time;
  }
  if (in_the_way == nullptr) return std::nullopt;
  return IneligibleBecause{Ineligible::stylist_busy, in_the_way->booking_id, in_the_way->hold_expires_at};
}

}  // namespace

std::string_view text_of(Ineligible why) {
  switch (why) {
    case Ineligible::blocked:
      return "blocked";
    case Ineligible::inactive:
      return "inactive";
    case Ineligible::over:
      return "over";
    case Ineligible::too_soon:
      return "too_soon";
    case Ineligible::beyond_horizon:
      return "beyond_horizon";
    case Ineligible::held:
      return "held";
    case Ineligible::booked:
      return "booked";
    case Ineligible::stylist_busy:
      return "stylist_busy";
  }
  std::unreachable();
}

std::optional<IneligibleBecause> why_ineligible(const SlotInstance& slot, const SlotSituation& situation,
                                                std::span<const BusyTime> busy, Viewer viewer, Instant now) {
  if (slot.blocked) return IneligibleBecause{Ineligible::blocked, {}, {}};
  const bool stylist_active = !slot.stylist_id || situation.stylist_active;
  if (!situation.service_active || !stylist_active) return IneligibleBecause{Ineligible::inactive, {}, {}};
  if (auto because = timing(slot, situation, viewer, now)) return because;
  if (auto because = capacity(slot, situation)) return because;
  return stylist(slot, busy, now);
}

Refused refusal_of(const IneligibleBecause& because) {
  switch (because.why) {
    case Ineligible::blocked:
      return Refused(Refusal::slot_blocked, "This time is not open for booking.");
    case Ineligible::inactive:
      return Refused(Refusal::slot_blocked, "This time is no longer offered.");
    case Ineligible::over:
      return Refused(Refusal::slot_too_soon, "This time has passed.");
    case Ineligible::too_soon:
      return Refused(Refusal::slot_too_soon, "This time starts too soon to be booked online.");
    case Ineligible::beyond_horizon:
      return Refused::field("/slot_id", "This time is further ahead than bookings are taken.");
    case Ineligible::held:
      return Refused(Refusal::slot_full, "Someone is about to book the last place at this time.");
    case Ineligible::booked:
      return Refused(Refusal::slot_full, "This time is fully booked.");
    case Ineligible::stylist_busy:
      return Refused(Refusal::stylist_busy, "The stylist is busy at this time.");
  }
  std::unreachable();
}

}  // namespace salon::domain
