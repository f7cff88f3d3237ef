// Eligible: one definition for listing, counting, explaining and booking (D20).
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/refusal.hpp"
#include "domain/slot_instance.hpp"
#include "domain/time.hpp"

namespace salon::domain {

// A live allocation: one busy stretch of one stylist for one live booking.
struct BusyTime {
  StylistId stylist_id;
  SlotId slot_id;
  BookingId booking_id;
  TimeRange during;
  std::optional<Instant> hold_expires_at;  // none: confirmed

  [[nodiscard]] bool counts_at(Instant now) const { return !hold_expires_at || *hold_expires_at > now; }
  bool operator==(const BusyTime&) const = default;
};

// What is known about a slot besides itself.
struct SlotSituation {
  bool service_active = true;
  bool stylist_active = true;
  minutes minimum_notice{60};
  int horizon_days = 60;
  std::string timezone;                         // of the location: the horizon is counted in its days
  int due_holds = 0;                            // holds of this slot past their expiry, still in its counter
  std::optional<Instant> earliest_hold_expiry;  // of its live holds, for explaining
};

enum class Viewer : std::uint8_t { customer, staff };

enum class Ineligible : std::uint8_t { blocked, inactive, over, too_soon, beyond_horizon, held, booked, stylist_busy };
[[nodiscard]] std::string_view text_of(Ineligible why);

struct IneligibleBecause {
  Ineligible why;
  std::optional<BookingId> booking;  // who is in the way, when the stylist is busy
  std::optional<Instant> until;      // when the hold in the way ends
};

// `busy`: the stylist's live allocations around the slot, of any location, in any order. Nothing: the slot is eligible.
[[nodiscard]] std::optional<IneligibleBecause> why_ineligible(const SlotInstance& slot, const SlotSituation& situation,
                                                              std::span<const BusyTime> busy, Viewer viewer,
                                                              Instant now);
[[nodiscard]] Refused refusal_of(const IneligibleBecause& because);

}  // namespace salon::domain
