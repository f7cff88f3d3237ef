// The ground on which booking decisions stand: locks in D31's order, then the facts, then the time.
//   keys, owners, stylists ascending (advisory) → slot rows ascending → bookings
// A stylist's allocations change only under that stylist's lock, a slot's counters only under its row's.
#pragma once

#include <map>
#include <set>

#include "domain/booking.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// What to do about a lock that somebody else has. Who shares a transaction with others must not make them wait.
enum class Locking : std::uint8_t { waits, skips };

// Where and when a slot keeps its stylist busy. It never changes while the slot is there.
struct SlotPlace {
  domain::SlotId id;
  std::optional<domain::StylistId> stylist_id;
  std::vector<domain::TimeRange> busy;
};
struct Places {
  std::map<domain::SlotId, SlotPlace> slots;
  std::map<domain::BookingId, domain::SlotId> bookings;  // may move until they are locked
};
// Of the slots, the bookings and the bookings' slots; without any lock.
Task<Places> find_places(Transaction& transaction, std::vector<domain::SlotId> slots,
                         std::vector<domain::BookingId> bookings);

[[nodiscard]] std::vector<std::int64_t> locks_of(const domain::BookingOwner& owner);
[[nodiscard]] std::optional<std::int64_t> lock_of(const SlotPlace& slot);

// Live allocations around slots, those of holds that are over included.
struct BusyTimes {
  std::vector<domain::BusyTime> times;
  domain::Instant read_at;
};
// Read under the stylists' locks. Two statements; what they find goes to busy_times().
[[nodiscard]] std::vector<Query> busy_queries(const Transaction& transaction, const std::vector<SlotPlace>& slots);
[[nodiscard]] BusyTimes busy_times(const Rows& allocations, const Rows& time);

struct GroundQuery {
  std::vector<SlotPlace> wanted;             // to decide about: due holds in their way expire
  std::vector<domain::SlotId> also_locked;   // will change besides; their own due holds expire too
  std::vector<domain::BookingId> bookings;   // to change
  std::vector<domain::BookingOwner> owners;  // whose live holds are counted
  std::vector<Bytes>
      phones;  // blind indexes: which of the slots have a live booking of theirs, or of the bookings' own
};

struct PhoneInSlot {
  domain::SlotId slot_id;
  domain::BookingId booking_id;
  std::string phone_index;
};

struct LiveHold {
  domain::BookingOwner owner;
  domain::BookingId booking_id;
};

struct Ground {
  domain::Instant now;
  std::map<domain::SlotId, domain::SlotFacts> slots;      // all that are locked
  std::map<domain::BookingId, domain::Booking> bookings;  // of the query, those that are locked
  std::vector<domain::BusyTime> busy;                     // live allocations around the wanted slots
  std::vector<domain::Booking> due;     // holds of locked slots that are over: to be expired before anything else
  std::set<domain::SlotId> in_the_way;  // slots of holds that are over, but of a row that somebody else has locked
  std::vector<LiveHold> live_holds;
  std::vector<PhoneInSlot> phones;

  // The slots of these ids that exist.
  [[nodiscard]] std::vector<domain::SlotFacts> facts_of(const std::vector<domain::SlotId>& ids) const;
  [[nodiscard]] int live_holds_of(const domain::BookingOwner& owner) const;
  [[nodiscard]] std::vector<domain::SlotId> slots_of_phone(const std::string& phone_index,
                                                           std::optional<domain::BookingId> except = {}) const;
  // What a transition does to the facts, for the next decision on the same ground.
  void take_out(const domain::Booking& booking);
  void put_in(const domain::Booking& booking, const std::optional<std::string>& phone_index);
};

// Locks slots and bookings and reads the rest. `busy`: around the wanted slots.
Task<Ground> take_ground(Transaction& transaction, GroundQuery query, BusyTimes busy, Locking locking);
// From the beginning: places, the stylists' locks, busy times, ground; waits for locks.
Task<Ground> take_ground_of(Transaction& transaction, std::vector<domain::SlotId> slots);

// The SELECT list and joins that read_slot_facts() reads.
#define SALON_SLOT_FACTS                                                                                          \
  "s.id, s.location_id, s.service_id, s.stylist_id, s.date, s.start_at, s.end_at, s.capacity, s.booked, s.hold, " \
  "s.blocked, "                                                                                                   \
  "s.active_offsets, v.active AND l.active, coalesce(y.active, TRUE), l.minimum_notice_minutes, l.horizon_days, " \
  "l.timezone, "                                                                                                  \
  "coalesce(ss.price_minor, v.price_minor), l.currency, l.hold_minutes, l.cancellation_window_minutes "           \
  "FROM slot_instances s JOIN services v ON v.id = s.service_id JOIN locations l ON l.id = s.location_id "        \
  "LEFT JOIN stylists y ON y.id = s.stylist_id "                                                                  \
  "LEFT JOIN stylist_services ss ON ss.stylist_id = s.stylist_id AND ss.service_id = s.service_id "
[[nodiscard]] domain::SlotFacts read_slot_facts(RowReader& row);
[[nodiscard]] std::vector<domain::ActiveOffset> read_offsets(RowReader& row);
[[nodiscard]] std::vector<int> offset_numbers(const std::vector<domain::ActiveOffset>& offsets);

}  // namespace salon::storage
