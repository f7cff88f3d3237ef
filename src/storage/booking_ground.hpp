// The ground on which a booking decision stands: locks in D31's order, then the facts, then the time.
//   owners and stylists ascending (advisory) → slot rows ascending → bookings
// A stylist's allocations change only under that stylist's lock, a slot's counters only under its row's.
#pragma once

#include <map>
#include <set>

#include "domain/booking.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

struct GroundQuery {
  std::vector<domain::SlotId> wanted;        // slots to decide about: due holds in their way are found
  std::vector<domain::SlotId> also_locked;   // slots that will change besides
  std::vector<domain::BookingOwner> owners;  // whose live holds are counted
  std::vector<Bytes> phones;                 // blind indexes: which wanted slots have a live booking of theirs
};

struct PhoneInSlot {
  domain::SlotId slot_id;
  domain::BookingId booking_id;
  std::string phone_index;
};

struct Ground {
  domain::Instant now;
  std::map<domain::SlotId, domain::SlotFacts> slots;  // all that are locked
  std::vector<domain::BusyTime> busy;                 // live allocations around the wanted slots, due ones left out
  std::vector<domain::Booking> due;              // holds in the way that are over: to be expired before anything else
  std::vector<domain::BookingOwner> live_holds;  // owners of live holds, one entry a hold
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

Task<Ground> take_ground(Transaction& transaction, GroundQuery query);

// The same owner by account or by session.
[[nodiscard]] bool is_same_owner(const domain::BookingOwner& one, const domain::BookingOwner& other);

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
