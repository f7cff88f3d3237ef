#include "testing/memory_violations.hpp"

#include <algorithm>
#include <tuple>

namespace salon::testing {

using domain::Booking;
using domain::BookingId;
using domain::BookingStatus;
using domain::EventType;
using domain::SlotId;
using domain::SlotInstance;
using ports::Violation;

namespace {

using Found = std::vector<Violation>;

const SlotInstance* slot_of(const MemoryBrand& brand, SlotId id) {
  const auto found = brand.slots.find(id);
  return found == brand.slots.end() ? nullptr : &found->second.slot;
}

// Counters, recounted from the bookings (D3).
void check_counters(const MemoryBrand& brand, Found& found) {
  std::map<SlotId, std::pair<int, int>> counted;
  for (const auto& [id, booking] : brand.bookings) {
    if (booking.status() == BookingStatus::held) ++counted[booking.slot_id].first;
    if (booking.status() == BookingStatus::confirmed) ++counted[booking.slot_id].second;
  }
  for (const auto& [id, kept] : brand.slots) {
    const SlotInstance& slot = kept.slot;
    const auto& [held, booked] = counted[id];
    if (slot.hold < 0 || slot.booked < 0 || slot.hold + slot.booked > slot.capacity) {
      found.push_back({"capacity", id.text()});
    }
    if (slot.hold != held || slot.booked != booked) found.push_back({"counters", id.text()});
  }
}

void check_slots(const MemoryBrand& brand, Found& found) {
  using Key = std::tuple<domain::LocationId, domain::ServiceId, std::optional<domain::StylistId>, domain::Instant>;
  std::set<Key> keys;
  for (const auto& [id, kept] : brand.slots) {
    const SlotInstance& slot = kept.slot;
    if (!keys.emplace(slot.location_id, slot.service_id, slot.stylist_id, slot.start_at).second) {
      found.push_back({"duplicate_slot", id.text()});
    }
    const auto service = brand.services.find(slot.service_id);
    const bool is_at_home = service != brand.services.end() && service->second.location_id == slot.location_id;
    if (!is_at_home) found.push_back({"slot_crosses_locations", id.text()});
    if (slot.end_at <= slot.start_at) found.push_back({"slot_length", id.text()});
  }
}

void check_agreement(const MemoryBrand& brand, Found& found) {
  for (const auto& [id, booking] : brand.bookings) {
    const SlotInstance* slot = slot_of(brand, booking.slot_id);
    if (slot == nullptr) {
      found.push_back({"booking_without_slot", id.text()});
      continue;
    }
    const bool agrees = booking.location_id == slot->location_id && booking.service_id == slot->service_id &&
                        booking.stylist_id == slot->stylist_id && booking.start_at == slot->start_at &&
                        booking.end_at == slot->end_at;
    if (!agrees) found.push_back({"booking_disagrees_with_slot", id.text()});
  }
}

// Live bookings have exactly the busy times of their slots, and no stylist is in two places (D4).
void check_allocations(const MemoryBrand& brand, Found& found) {
  std::map<std::pair<domain::StylistId, BookingId>, std::vector<domain::TimeRange>> kept;
  for (const auto& [stylist, allocations] : brand.allocations) {
    for (const Allocation& one : allocations) {
      kept[{stylist, one.booking_id}].push_back(one.during);
      for (const Allocation& other : allocations) {
        const bool is_pair = one.booking_id < other.booking_id && one.slot_id != other.slot_id;
        if (is_pair && one.during.overlaps(other.during))
          found.push_back({"stylist_in_two_places", one.booking_id.text()});
      }
    }
  }
  for (const auto& [id, booking] : brand.bookings) {
    const SlotInstance* slot = slot_of(brand, booking.slot_id);
    if (!booking.is_live() || !booking.stylist_id || slot == nullptr) continue;
    const auto entry = kept.extract({*booking.stylist_id, id});
    const auto theirs = entry ? entry.mapped() : std::vector<domain::TimeRange>{};
    if (theirs != slot->busy()) found.push_back({"allocations", id.text()});
  }
  for (const auto& [key, during] : kept) found.push_back({"allocation_of_no_live_booking", key.second.text()});
}

// Live bookings as the indexes know them.
void check_indexes(const MemoryBrand& brand, Found& found) {
  std::size_t indexed = 0;
  for (const auto& [slot, ids] : brand.live_of_slot) indexed += ids.size();
  std::size_t live = 0;
  for (const auto& [id, booking] : brand.bookings) {
    const bool is_held = booking.status() == BookingStatus::held;
    if (is_held != brand.holds.contains(id)) found.push_back({"index_of_holds", id.text()});
    if (!booking.is_live()) continue;
    ++live;
    const auto entry = brand.live_of_slot.find(booking.slot_id);
    const bool is_known = entry != brand.live_of_slot.end() && std::ranges::count(entry->second, id) == 1;
    if (!is_known) found.push_back({"index_of_live_bookings", id.text()});
  }
  if (live != indexed) found.push_back({"index_of_live_bookings", std::to_string(indexed)});
}

// One live booking per phone and slot (D1).
void check_phones(const MemoryBrand& brand, Found& found) {
  std::set<std::pair<SlotId, std::string>> seen;
  for (const auto& [id, booking] : brand.bookings) {
    if (!booking.is_live() || !booking.customer.phone) continue;
    if (!seen.emplace(booking.slot_id, booking.customer.phone->reveal()).second) {
      found.push_back({"phone_twice_in_slot", id.text()});
    }
  }
}

struct Trail {
  std::vector<std::int64_t> versions;
  std::string last;  // event data, or the audit row's state after
};

void check_trail(const Booking& booking, const Trail& trail, const std::string& expected, const std::string& name,
                 Found& found) {
  const bool is_whole =
      !trail.versions.empty() && trail.versions.front() == 1 && trail.versions.back() == booking.version;
  const auto is_gap = [](std::int64_t one, std::int64_t next) { return next != one + 1; };
  const bool has_gap = std::ranges::adjacent_find(trail.versions, is_gap) != trail.versions.end();
  if (!is_whole || has_gap) found.push_back({name + "_per_version", booking.id.text()});
  // A move names the place it came from behind the state.
  const auto state = std::string_view(expected).substr(0, expected.size() - 1);
  if (!trail.last.starts_with(state)) found.push_back({name + "_tells_the_state", booking.id.text()});
}

// One event and one audit row per version, in order, ending in the booking's state (D50, D52).
void check_history(const MemoryBrand& brand, Found& found) {
  std::map<BookingId, Trail> events;
  std::map<std::string, Trail> audit;
  for (const OutboxRow& row : brand.outbox) {
    if (!row.event.booking_id) continue;
    Trail& trail = events[*row.event.booking_id];
    trail.versions.push_back(row.event.version);
    trail.last = row.event.data;
  }
  for (const ports::AuditRow& row : brand.audit) {
    if (row.entity != "booking") continue;
    Trail& trail = audit[row.entity_id];
    if (row.before != trail.last) found.push_back({"audit_before_is_the_after_before_it", row.entity_id});
    trail.versions.push_back(static_cast<std::int64_t>(trail.versions.size()) + 1);
    trail.last = row.after;
  }
  for (const auto& [id, booking] : brand.bookings) {
    if (!brand.is_outbox_pruned) check_trail(booking, events[id], domain::event_data(booking, {}), "event", found);
    check_trail(booking, audit[id.text()], domain::audit_state(booking), "audit", found);
  }
  for (const auto& [id, trail] : events) {
    if (!brand.bookings.contains(id)) found.push_back({"event_without_booking", id.text()});
  }
}

// When the hold that an event's data tells of is over.
std::optional<domain::Instant> hold_end_in(const std::string& data) {
  constexpr std::string_view name = "\"hold_expires_at\":\"";
  const auto at = data.find(name);
  if (at == std::string::npos) return std::nullopt;
  const auto begin = at + name.size();
  return domain::parse_instant(std::string_view(data).substr(begin, data.find('"', begin) - begin));
}

// What has expired was never confirmed; what was confirmed, before its hold was over (D32).
void check_confirmations(const MemoryBrand& brand, Found& found) {
  struct Last {
    bool is_over = false;
    std::optional<domain::Instant> hold_end;
  };
  std::map<BookingId, Last> last;
  for (const OutboxRow& row : brand.outbox) {
    if (!row.event.booking_id) continue;
    Last& before = last[*row.event.booking_id];
    const std::string id = row.event.booking_id->text();
    if (before.is_over) found.push_back({"life_after_the_end", id});
    const bool is_confirmation = row.event.type == EventType::booking_confirmed;
    if (is_confirmation && before.hold_end && *before.hold_end <= row.event.at) found.push_back({"confirmed_late", id});
    if (row.event.type == EventType::booking_expired) before.is_over = true;
    before.hold_end = hold_end_in(row.event.data);
  }
}

void check_audit_chain(const MemoryBrand& brand, Found& found) {
  std::string previous;
  bool is_open = false;
  for (const ports::AuditRow& row : brand.audit) {
    if (row.hash.empty()) {
      is_open = true;
      continue;
    }
    if (is_open || row.hash != audit_hash(previous, row)) found.push_back({"audit_chain", row.id.text()});
    previous = row.hash;
  }
}

void check_positions(const MemoryBrand& brand, Found& found) {
  std::set<std::int64_t> positions;
  for (const OutboxRow& row : brand.outbox) {
    if (row.event.position == 0) continue;
    if (!positions.insert(row.event.position).second) found.push_back({"position_twice", row.event.id.text()});
  }
  if (!positions.empty() && *positions.rbegin() != brand.last_position) {
    found.push_back({"last_position", std::to_string(brand.last_position)});
  }
}

}  // namespace

std::vector<Violation> memory_violations(const MemoryBrand& brand) {
  Found found;
  check_counters(brand, found);
  check_slots(brand, found);
  check_agreement(brand, found);
  check_allocations(brand, found);
  check_indexes(brand, found);
  check_phones(brand, found);
  check_history(brand, found);
  check_confirmations(brand, found);
  check_audit_chain(brand, found);
  check_positions(brand, found);
  return found;
}

}  // namespace salon::testing
