// A booking and its life: held → confirmed | cancelled | expired, confirmed → cancelled; nothing else (D30).
// decide_* are pure: storage locks and reads the facts, asks, and writes what they say (D31, D32, D35, D37, D39).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/access.hpp"
#include "domain/exposure.hpp"
#include "domain/ids.hpp"
#include "domain/money.hpp"
#include "domain/occupancy.hpp"
#include "domain/pii.hpp"
#include "domain/policy.hpp"
#include "domain/slot_instance.hpp"

namespace salon::domain {

struct Held {
  Instant expires_at;
  bool operator==(const Held&) const = default;
};
struct Confirmed {
  Instant confirmed_at;
  bool operator==(const Confirmed&) const = default;
};
struct Cancelled {
  Instant cancelled_at;
  std::optional<Instant> confirmed_at;
  bool operator==(const Cancelled&) const = default;
};
struct Expired {
  Instant expired_at;  // when the hold ran out, not when it was noticed
  bool operator==(const Expired&) const = default;
};
using BookingState = std::variant<Held, Confirmed, Cancelled, Expired>;

enum class BookingStatus : std::uint8_t { held, confirmed, cancelled, expired };
[[nodiscard]] BookingStatus status_of(const BookingState& state);
[[nodiscard]] std::string_view text_of(BookingStatus status);
[[nodiscard]] std::optional<BookingStatus> parse_booking_status(std::string_view text);
// The table of legal moves.
[[nodiscard]] bool may_become(BookingStatus from, BookingStatus to);

enum class Attendance : std::uint8_t { none, arrived, in_chair, completed, no_show };
[[nodiscard]] std::string_view text_of(Attendance attendance);
[[nodiscard]] std::optional<Attendance> parse_attendance(std::string_view text);

enum class BookingSource : std::uint8_t { web, desk, import };
[[nodiscard]] std::string_view text_of(BookingSource source);
[[nodiscard]] std::optional<BookingSource> parse_booking_source(std::string_view text);

// Whose booking it is: the signed-in user or the guest session that made it.
struct BookingOwner {
  std::optional<AccountId> user;
  std::optional<SessionId> session;
  bool operator==(const BookingOwner&) const = default;
};

struct Booking {
  BookingId id;
  VisitId visit_id;
  SlotId slot_id;
  LocationId location_id;
  ServiceId service_id;
  std::optional<StylistId> stylist_id;
  Instant start_at;
  Instant end_at;
  std::string timezone;  // of the location
  BookingState state;
  Attendance attendance = Attendance::none;
  BookingSource source = BookingSource::web;
  std::optional<Variant> variant;  // of the list that it was chosen from
  BookingOwner owner;
  CustomerDetails customer;
  Money price;
  std::optional<std::string> payment_reference;
  Instant created_at;
  std::int64_t version = 1;
  int sequence = 0;  // of the calendar entry: grows with each reschedule

  [[nodiscard]] BookingStatus status() const { return status_of(state); }
  [[nodiscard]] bool is_live() const { return status() == BookingStatus::held || status() == BookingStatus::confirmed; }
  bool operator==(const Booking&) const = default;
};

// A slot as a decision sees it, under its lock.
struct SlotFacts {
  SlotInstance slot;
  SlotSituation situation;
  Money price;
  minutes hold{10};
  minutes cancellation_window{24 * 60};
};

// One person's wish for one or several slots of a visit, at one salon: all or none.
struct HoldWish {
  VisitId visit_id;
  struct Item {
    BookingId booking_id;
    SlotId slot_id;
  };
  std::vector<Item> items;
  BookingOwner owner;
  Viewer viewer = Viewer::customer;
  BookingSource source = BookingSource::web;
  std::optional<Variant> variant;
  CustomerDetails customer;
  std::optional<seconds> hold_for;                      // instead of the location's own
  int max_live_holds = policy::default_max_live_holds;  // 0: no limit
  bool confirm_at_once = false;                         // staff book in one step
};

// Everything read under the locks for a wish. Spans point into the caller's facts.
struct HoldFacts {
  std::span<const SlotFacts> slots;        // as many of the wished slots as exist
  std::span<const BusyTime> busy;          // live allocations of the stylists concerned
  int live_holds_of_owner = 0;             // not yet due
  std::span<const SlotId> slots_of_phone;  // slots where this phone has a live booking (due holds left out)
};

// The bookings to write, in the wish's order. NOT_FOUND, SLOT_*, STYLIST_BUSY, HOLD_LIMIT, ALREADY_HELD,
// VALIDATION_FAILED.
[[nodiscard]] Result<std::vector<Booking>> decide_hold(const HoldWish& wish, const HoldFacts& facts, Instant now);

// What a transition makes of a booking: the new value, and whether anything changed at all.
struct Transition {
  Booking booking;
  bool changed = true;
};

struct ConfirmWish {
  CustomerDetails customer;  // what is given here replaces what the hold had
  std::optional<std::string> payment_reference;
  Viewer viewer = Viewer::customer;
  bool phone_has_slot = false;  // another live booking of this phone in this slot, read under the lock
};
// HOLD_EXPIRED, BOOKING_CANCELLED, VALIDATION_FAILED (name and phone missing), ALREADY_HELD. Confirmed already:
// unchanged (D32, D33).
[[nodiscard]] Result<Transition> decide_confirm(const Booking& booking, const ConfirmWish& wish, Instant now);

struct CancelWish {
  Viewer viewer = Viewer::customer;
  minutes cancellation_window{24 * 60};
};
// HOLD_EXPIRED, CANCELLATION_WINDOW. Cancelled already: unchanged (D39).
[[nodiscard]] Result<Transition> decide_cancel(const Booking& booking, const CancelWish& wish, Instant now);

struct RescheduleWish {
  Viewer viewer = Viewer::customer;
};
// Facts as for a hold of the target, without the booking's own allocations. The same slot: unchanged.
// HOLD_EXPIRED, BOOKING_CANCELLED, CANCELLATION_WINDOW, VALIDATION_FAILED (other service or location), SLOT_*,
// STYLIST_BUSY, ALREADY_HELD (D35).
[[nodiscard]] Result<Transition> decide_reschedule(const Booking& booking, const SlotFacts& target,
                                                   const HoldFacts& facts, const RescheduleWish& wish, Instant now);

// Due holds only: a hold is over at the very second it expires. Nothing: not due, or not held.
[[nodiscard]] std::optional<Transition> decide_expire(const Booking& booking, Instant now);

// Attendance is set on confirmed bookings only, by staff; VALIDATION_FAILED otherwise (D7).
[[nodiscard]] Result<Transition> decide_attendance(const Booking& booking, Attendance attendance);

}  // namespace salon::domain
