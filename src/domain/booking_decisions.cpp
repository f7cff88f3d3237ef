#include <algorithm>
#include <utility>

#include "domain/booking.hpp"

namespace salon::domain {
namespace {

// What the booking is at this instant, whether or not the worker has noticed: a due hold is over (D34).
BookingStatus standing_at(const Booking& booking, Instant now) {
  const auto* held = std::get_if<Held>(&booking.state);
  if (held != nullptr && held->expires_at <= now) return BookingStatus::expired;
  return booking.status();
}

Transition unchanged(const Booking& booking) { return {booking, false}; }

// Every change goes through here, so that none forgets the version.
Transition changed(Booking booking) {
  ++booking.version;
  return {std::move(booking), true};
}

std::unexpected<Refused> refuse_expired() {
  return refuse(Refusal::hold_expired, "The hold on this time has run out.");
}

std::unexpected<Refused> refuse_cancelled() {
  return refuse(Refusal::booking_cancelled, "This booking has been cancelled.");
}

std::unexpected<Refused> refuse_already_held() {
  return refuse(Refusal::already_held, "This phone number already has a booking at this time.");
}

std::unexpected<Refused> refuse_window() {
  return refuse(Refusal::cancellation_window, "It is too late to change this booking online; please call the salon.");
}

// D33: a customer confirms with name and phone, the desk may confirm a walk-in with a name alone.
std::optional<Refused> missing_details(const CustomerDetails& customer, Viewer viewer) {
  const bool needs_phone = viewer == Viewer::customer;
  Refused refused(Refusal::validation_failed, "A booking needs to know who is coming.");
  if (!customer.name) refused.fields.push_back({"/customer_name", "A name is needed to confirm."});
  if (needs_phone && !customer.phone) {
    refused.fields.push_back({"/customer_phone", "A phone number is needed to confirm."});
  }
  if (refused.fields.empty()) return std::nullopt;
  return refused;
}

// D39: binds customers and confirmed bookings. What has started cannot be undone, even where there is no window.
bool is_bound_by_window(const Booking& booking, Viewer viewer, minutes window, Instant now) {
  if (viewer == Viewer::staff || booking.status() != BookingStatus::confirmed) return false;
  return booking.start_at <= now || now + window > booking.start_at;
}

bool has(std::span<const SlotId> slots, SlotId id) { return std::ranges::find(slots, id) != slots.end(); }

// The facts of a wish as they become while its items are granted one after the other: what the first item takes
// is gone for the second.
class Ledger {
 public:
  explicit Ledger(const HoldFacts& facts)
      : slots_(facts.slots.begin(), facts.slots.end()),
        busy_(facts.busy.begin(), facts.busy.end()),
        slots_of_phone_(facts.slots_of_phone.begin(), facts.slots_of_phone.end()) {}

  SlotFacts* find(SlotId id) {
    const auto found = std::ranges::find(slots_, id, [](const SlotFacts& facts) { return facts.slot.id; });
    return found == slots_.end() ? nullptr : &*found;
  }
  [[nodiscard]] std::span<const BusyTime> busy() const { return busy_; }
  [[nodiscard]] bool phone_has(SlotId id) const { return has(slots_of_phone_, id); }

  void enter(const Booking& booking, SlotInstance& slot) {
    const auto* held = std::get_if<Held>(&booking.state);
    ++(held != nullptr ? slot.hold : slot.booked);
    if (booking.customer.phone) slots_of_phone_.push_back(slot.id);
    if (!slot.stylist_id) return;
    const auto until = held != nullptr ? std::optional<Instant>(held->expires_at) : std::nullopt;
    for (const TimeRange& during : slot.busy()) {
      busy_.push_back({*slot.stylist_id, slot.id, booking.id, during, until});
    }
  }

 private:
  std::vector<SlotFacts> slots_;
  std::vector<BusyTime> busy_;
  std::vector<SlotId> slots_of_phone_;
};

BookingState first_state(const HoldWish& wish, const SlotFacts& facts, Instant now) {
  if (wish.confirm_at_once) return Confirmed{now};
  return Held{now + wish.hold_for.value_or(facts.hold)};
}

Booking new_booking(const HoldWish& wish, const HoldWish::Item& item, const SlotFacts& facts, Instant now) {
  const SlotInstance& slot = facts.slot;
  return Booking{
      .id = item.booking_id,
      .visit_id = wish.visit_id,
      .slot_id = slot.id,
      .location_id = slot.location_id,
      .service_id = slot.service_id,
      .stylist_id = slot.stylist_id,
      .start_at = slot.start_at,
      .end_at = slot.end_at,
      .timezone = facts.situation.timezone,
      .state = first_state(wish, facts, now),
      .source = wish.source,
      .variant = wish.variant,
      .owner = wish.owner,
      .customer = wish.customer,
      .price = facts.price,
      .payment_reference = std::nullopt,
      .created_at = now,
  };
}

// D37. A wish that is confirmed at once leaves no hold behind.
bool exceeds_hold_limit(const HoldWish& wish, int live_holds) {
  if (wish.viewer == Viewer::staff || wish.max_live_holds <= 0 || wish.confirm_at_once) return false;
  return live_holds + std::ssize(wish.items) > wish.max_live_holds;
}

std::optional<Refused> misshapen(const HoldWish& wish) {
  if (wish.items.empty()) return Refused::field("/slot_id", "A booking needs a time.");
  if (wish.items.size() > policy::most_slots_in_a_visit) {
    return Refused::field("/slot_id", "These are more times than one visit can have.");
  }
  if (wish.confirm_at_once) return missing_details(wish.customer, wish.viewer);
  return std::nullopt;
}

std::vector<BusyTime> without_own(std::span<const BusyTime> busy, BookingId own) {
  std::vector<BusyTime> others;
  std::ranges::copy_if(busy, std::back_inserter(others),
                       [own](const BusyTime& time) { return time.booking_id != own; });
  return others;
}

Booking moved(Booking booking, const SlotFacts& target) {
  booking.slot_id = target.slot.id;
  booking.stylist_id = target.slot.stylist_id;
  booking.start_at = target.slot.start_at;
  booking.end_at = target.slot.end_at;
  booking.price = target.price;
  ++booking.sequence;
  return booking;
}

CustomerDetails merged(CustomerDetails known, const CustomerDetails& given) {
  if (given.name) known.name = given.name;
  if (given.phone) known.phone = given.phone;
  if (given.email) known.email = given.email;
  if (given.notes) known.notes = given.notes;
  return known;
}

}  // namespace

Result<std::vector<Booking>> decide_hold(const HoldWish& wish, const HoldFacts& facts, Instant now) {
  if (auto wrong = misshapen(wish)) return std::unexpected(std::move(*wrong));
  Ledger ledger(facts);
  std::vector<Booking> bookings;
  bookings.reserve(wish.items.size());
  for (const HoldWish::Item& item : wish.items) {
    SlotFacts* facts_of_slot = ledger.find(item.slot_id);
    if (facts_of_slot == nullptr) return refuse(Refusal::not_found, "There is no such time.");
    SlotInstance& slot = facts_of_slot->slot;
    const bool is_elsewhere = !bookings.empty() && bookings.front().location_id != slot.location_id;
    if (is_elsewhere) return std::unexpected(Refused::field("/slot_id", "All times of one visit are at one salon."));
    if (ledger.phone_has(slot.id)) return refuse_already_held();
    const auto obstacle = why_ineligible(slot, facts_of_slot->situation, ledger.busy(), wish.viewer, now);
    if (obstacle) return std::unexpected(refusal_of(*obstacle));
    bookings.push_back(new_booking(wish, item, *facts_of_slot, now));
    ledger.enter(bookings.back(), slot);
  }
  if (exceeds_hold_limit(wish, facts.live_holds_of_owner)) {
    return refuse(Refusal::hold_limit, "Confirm or release one of the times you already hold first.");
  }
  return bookings;
}

Result<Transition> decide_confirm(const Booking& booking, const ConfirmWish& wish, Instant now) {
  switch (standing_at(booking, now)) {
    case BookingStatus::confirmed:
      return unchanged(booking);
    case BookingStatus::cancelled:
      return refuse_cancelled();
    case BookingStatus::expired:
      return refuse_expired();
    case BookingStatus::held:
      break;
  }
  Booking confirmed = booking;
  confirmed.customer = merged(booking.customer, wish.customer);
  if (auto missing = missing_details(confirmed.customer, wish.viewer)) return std::unexpected(std::move(*missing));
  if (wish.phone_has_slot) return refuse_already_held();
  if (wish.payment_reference) confirmed.payment_reference = wish.payment_reference;
  confirmed.state = Confirmed{now};
  return changed(std::move(confirmed));
}

Result<Transition> decide_cancel(const Booking& booking, const CancelWish& wish, Instant now) {
  switch (standing_at(booking, now)) {
    case BookingStatus::cancelled:
      return unchanged(booking);
    case BookingStatus::expired:
      return refuse_expired();
    case BookingStatus::held:
    case BookingStatus::confirmed:
      break;
  }
  if (is_bound_by_window(booking, wish.viewer, wish.cancellation_window, now)) return refuse_window();
  const auto* confirmed = std::get_if<Confirmed>(&booking.state);
  Booking cancelled = booking;
  cancelled.state =
      Cancelled{now, confirmed != nullptr ? std::optional<Instant>(confirmed->confirmed_at) : std::nullopt};
  return changed(std::move(cancelled));
}

Result<Transition> decide_reschedule(const Booking& booking, const SlotFacts& target, const HoldFacts& facts,
                                     const RescheduleWish& wish, Instant now) {
  switch (standing_at(booking, now)) {
    case BookingStatus::cancelled:
      return refuse_cancelled();
    case BookingStatus::expired:
      return refuse_expired();
    case BookingStatus::held:
    case BookingStatus::confirmed:
      break;
  }
  if (target.slot.id == booking.slot_id) return unchanged(booking);
  if (is_bound_by_window(booking, wish.viewer, target.cancellation_window, now)) return refuse_window();
  if (target.slot.service_id != booking.service_id || target.slot.location_id != booking.location_id) {
    return std::unexpected(Refused::field("/slot_id", "A booking moves within its service and location only."));
  }
  if (has(facts.slots_of_phone, target.slot.id)) return refuse_already_held();
  const auto others = without_own(facts.busy, booking.id);
  const auto obstacle = why_ineligible(target.slot, target.situation, others, wish.viewer, now);
  if (obstacle) return std::unexpected(refusal_of(*obstacle));
  return changed(moved(booking, target));
}

std::optional<Transition> decide_expire(const Booking& booking, Instant now) {
  const auto* held = std::get_if<Held>(&booking.state);
  if (held == nullptr || held->expires_at > now) return std::nullopt;
  Booking expired = booking;
  expired.state = Expired{held->expires_at};
  return changed(std::move(expired));
}

Result<Transition> decide_attendance(const Booking& booking, Attendance attendance) {
  if (booking.status() != BookingStatus::confirmed) {
    return std::unexpected(Refused::field("/attendance", "Attendance is noted on confirmed bookings only."));
  }
  if (booking.attendance == attendance) return unchanged(booking);
  Booking noted = booking;
  noted.attendance = attendance;
  return changed(std::move(noted));
}

}  // namespace salon::domain
