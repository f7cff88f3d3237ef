#include "testing/memory_ledger.hpp"

#include <algorithm>
#include <stdexcept>

namespace salon::testing {

using domain::Booking;
using domain::BookingId;
using domain::BookingStatus;
using domain::Instant;
using domain::SlotId;
using domain::SlotInstance;

namespace {

int& counter_of(SlotInstance& slot, BookingStatus status) {
  return status == BookingStatus::held ? slot.hold : slot.booked;
}

// Every slot of a live booking exists: the store has made sure before it decided.
void take_out(MemoryBrand& brand, const Booking& booking) {
  if (!booking.is_live()) return;
  --counter_of(brand.slots.at(booking.slot_id).slot, booking.status());
  std::erase(brand.live_of_slot[booking.slot_id], booking.id);
  brand.holds.erase(booking.id);
  if (!booking.stylist_id) return;
  std::erase_if(brand.allocations[*booking.stylist_id],
                [&booking](const Allocation& allocation) { return allocation.booking_id == booking.id; });
}

void put_in(MemoryBrand& brand, const Booking& booking) {
  KeptSlot& kept = brand.slots.at(booking.slot_id);
  kept.ever_booked = true;
  if (!booking.is_live()) return;
  SlotInstance& slot = kept.slot;
  ++counter_of(slot, booking.status());
  if (slot.booked + slot.hold > slot.capacity) throw std::logic_error("a slot took more than its capacity");
  brand.live_of_slot[slot.id].push_back(booking.id);
  if (booking.status() == BookingStatus::held) brand.holds.insert(booking.id);
  if (!slot.stylist_id) return;
  auto& allocations = brand.allocations[*slot.stylist_id];
  for (const domain::TimeRange& during : slot.busy()) allocations.push_back({booking.id, slot.id, during});
}

}  // namespace

void write_booking(MemoryBrand& brand, const ports::Requester& by, BookingWrite write) {
  std::string before;
  std::optional<SlotId> previous_slot;
  if (write.before != nullptr) {
    before = domain::audit_state(*write.before);
    if (write.before->slot_id != write.after.slot_id) previous_slot = write.before->slot_id;
    take_out(brand, *write.before);
  }
  const Booking& after = write.after;
  put_in(brand, after);
  PlainEvent event{write.event, after.location_id, after.version, domain::event_data(after, previous_slot)};
  add_event(brand, std::move(event), after.id);
  AuditNote note{std::string(domain::text_of(write.event)),
                 after.location_id,
                 "booking",
                 after.id.text(),
                 std::move(before),
                 domain::audit_state(after)};
  note_in_audit(brand, by, std::move(note));
  brand.bookings.insert_or_assign(after.id, after);
}

domain::Money price_of(const MemoryBrand& brand, const SlotInstance& slot) {
  const domain::Service& service = brand.services.at(slot.service_id);
  domain::Money price{service.price_minor, brand.locations.at(slot.location_id).currency};
  if (!slot.stylist_id) return price;
  const domain::StylistTerms* terms = brand.stylists.at(*slot.stylist_id).terms_for(slot.service_id);
  if (terms != nullptr && terms->price_minor) price.minor = *terms->price_minor;
  return price;
}

domain::SlotSituation situation_of(const MemoryBrand& brand, const SlotInstance& slot, Instant now) {
  const domain::Location& location = brand.locations.at(slot.location_id);
  domain::SlotSituation situation;
  situation.service_active = brand.services.at(slot.service_id).active && location.active;
  situation.stylist_active = !slot.stylist_id || brand.stylists.at(*slot.stylist_id).active;
  situation.minimum_notice = location.minimum_notice;
  situation.horizon_days = location.horizon_days;
  situation.timezone = location.timezone;
  const auto live = brand.live_of_slot.find(slot.id);
  if (live == brand.live_of_slot.end()) return situation;
  for (const BookingId id : live->second) {
    const auto* held = std::get_if<domain::Held>(&brand.bookings.at(id).state);
    if (held == nullptr) continue;
    auto& earliest = situation.earliest_hold_expiry;
    if (held->expires_at <= now) {
      ++situation.due_holds;
    } else if (!earliest || held->expires_at < *earliest) {
      earliest = held->expires_at;
    }
  }
  return situation;
}

domain::SlotFacts facts_of(const MemoryBrand& brand, const SlotInstance& slot, Instant now) {
  const domain::Location& location = brand.locations.at(slot.location_id);
  domain::SlotFacts facts;
  facts.slot = slot;
  facts.situation = situation_of(brand, slot, now);
  facts.price = price_of(brand, slot);
  facts.hold = location.hold;
  facts.cancellation_window = location.cancellation_window;
  return facts;
}

std::vector<domain::BusyTime> busy_of(const MemoryBrand& brand, domain::StylistId stylist) {
  std::vector<domain::BusyTime> busy;
  const auto found = brand.allocations.find(stylist);
  if (found == brand.allocations.end()) return busy;
  for (const Allocation& allocation : found->second) {
    const auto* held = std::get_if<domain::Held>(&brand.bookings.at(allocation.booking_id).state);
    const auto until = held != nullptr ? std::optional<Instant>(held->expires_at) : std::nullopt;
    busy.push_back({stylist, allocation.slot_id, allocation.booking_id, allocation.during, until});
  }
  return busy;
}

bool is_same_owner(const domain::BookingOwner& one, const domain::BookingOwner& other) {
  const bool same_user = one.user && one.user == other.user;
  const bool same_session = one.session && one.session == other.session;
  return same_user || same_session;
}

bool is_due(const Booking& booking, Instant now) {
  const auto* held = std::get_if<domain::Held>(&booking.state);
  return held != nullptr && held->expires_at <= now;
}

int count_live_holds(const MemoryBrand& brand, const domain::BookingOwner& owner, Instant now) {
  return static_cast<int>(std::ranges::count_if(brand.holds, [&](BookingId id) {
    const Booking& booking = brand.bookings.at(id);
    return is_same_owner(booking.owner, owner) && !is_due(booking, now);
  }));
}

std::vector<SlotId> slots_of_phone(const MemoryBrand& brand, const PhoneQuestion& question, Instant now) {
  std::vector<SlotId> taken;
  if (!question.phone) return taken;
  for (const SlotId slot : question.slots) {
    const auto live = brand.live_of_slot.find(slot);
    if (live == brand.live_of_slot.end()) continue;
    const bool is_taken = std::ranges::any_of(live->second, [&](BookingId id) {
      const Booking& booking = brand.bookings.at(id);
      return id != question.own && booking.customer.phone == question.phone && !is_due(booking, now);
    });
    if (is_taken) taken.push_back(slot);
  }
  return taken;
}

bool expire_if_due(MemoryBrand& brand, BookingId id, const std::string& request_id, Instant now) {
  const Booking before = brand.bookings.at(id);
  auto expired = domain::decide_expire(before, now);
  if (!expired) return false;
  const domain::Actor system = domain::system_actor();
  const ports::Requester by{system.subject(), system.role, request_id};
  write_booking(brand, by, {&before, std::move(expired->booking), domain::EventType::booking_expired});
  return true;
}

void expire_in_the_way(MemoryBrand& brand, std::span<const SlotId> slots, const domain::BookingOwner& owner,
                       const std::string& request_id) {
  const Instant now = brand.clock.now();
  std::vector<BookingId> in_the_way;
  const auto stands_before = [&](const Booking& booking, SlotId id) {
    const auto wanted = brand.slots.find(id);
    if (wanted == brand.slots.end()) return false;
    if (booking.slot_id == id) return true;
    if (!booking.stylist_id || booking.stylist_id != wanted->second.slot.stylist_id) return false;
    const auto theirs = brand.slots.at(booking.slot_id).slot.busy();
    return std::ranges::any_of(wanted->second.slot.busy(), [&theirs](const domain::TimeRange& range) {
      return std::ranges::any_of(theirs, [&range](const domain::TimeRange& other) { return range.overlaps(other); });
    });
  };
  for (const BookingId id : brand.holds) {
    const Booking& booking = brand.bookings.at(id);
    if (!is_due(booking, now)) continue;
    const bool is_in_the_way = is_same_owner(booking.owner, owner) ||
                               std::ranges::any_of(slots, [&](SlotId slot) { return stands_before(booking, slot); });
    if (is_in_the_way) in_the_way.push_back(id);
  }
  for (const BookingId id : in_the_way) expire_if_due(brand, id, request_id, now);
}

}  // namespace salon::testing
