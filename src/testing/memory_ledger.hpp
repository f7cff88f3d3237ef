// Bookings in the memory brand: the facts that decisions ask for, and the one way in which a booking is written, so
// that counters, allocations, event and audit row always go together (D3, D4, D31, D50, D52).
#pragma once

#include <span>
#include <vector>

#include "testing/memory_brand.hpp"

namespace salon::testing {

struct BookingWrite {
  const domain::Booking* before = nullptr;  // none: a new booking
  domain::Booking after;
  domain::EventType event = domain::EventType::booking_created;
};
void write_booking(MemoryBrand& brand, const ports::Requester& by, BookingWrite write);

[[nodiscard]] domain::Money price_of(const MemoryBrand& brand, const domain::SlotInstance& slot);
[[nodiscard]] domain::SlotSituation situation_of(const MemoryBrand& brand, const domain::SlotInstance& slot,
                                                 domain::Instant now);
[[nodiscard]] domain::SlotFacts facts_of(const MemoryBrand& brand, const domain::SlotInstance& slot,
                                         domain::Instant now);
// The live allocations of a stylist, due holds too.
[[nodiscard]] std::vector<domain::BusyTime> busy_of(const MemoryBrand& brand, domain::StylistId stylist);

// One's own: the same user, or the same session.
[[nodiscard]] bool is_same_owner(const domain::BookingOwner& one, const domain::BookingOwner& other);
[[nodiscard]] bool is_due(const domain::Booking& booking, domain::Instant now);
[[nodiscard]] int count_live_holds(const MemoryBrand& brand, const domain::BookingOwner& owner, domain::Instant now);
// Among these slots, those where the phone has a live booking that is not due, other than `own` (D1).
struct PhoneQuestion {
  std::span<const domain::SlotId> slots;
  std::optional<domain::PhoneNumber> phone;
  std::optional<domain::BookingId> own;
};
[[nodiscard]] std::vector<domain::SlotId> slots_of_phone(const MemoryBrand& brand, const PhoneQuestion& question,
                                                         domain::Instant now);

// Ends the hold if its time is over (D34).
bool expire_if_due(MemoryBrand& brand, domain::BookingId id, const std::string& request_id, domain::Instant now);
// Ends the due holds that stand in the way of these slots: in the slot itself, or in another slot of the stylist that
// overlaps; and the owner's own due ones (D31).
void expire_in_the_way(MemoryBrand& brand, std::span<const domain::SlotId> slots, const domain::BookingOwner& owner,
                       const std::string& request_id);

}  // namespace salon::testing
