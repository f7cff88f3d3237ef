// Availability rules × days × zone → slot drafts (D10–D15), and what generation does about the difference (D16).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"

#include "domain/location.hpp"
#include "domain/rule.hpp"
#include "domain/service.hpp"
#include "domain/slot_instance.hpp"
#include "domain/stylist.hpp"
#include "domain/zone.hpp"

namespace salon::domain {

struct SlotDraft {
  ServiceId service_id;
  std::optional<StylistId> stylist_id;
  Date date;
  Instant start_at;
  Instant end_at;
  int capacity = 1;
  std::vector<ActiveOffset> active;
  bool operator==(const SlotDraft&) const = default;
};

// What one service with one stylist (or none) is offered on one day.
struct OfferKey {
  ServiceId service_id;
  std::optional<StylistId> stylist_id;
};

// A piece of an open window after restriction (D11) and closures (D12). The grid is anchored at the window's start, not
// the piece's.
struct OpenPiece {
  TimeRange piece;
  Instant anchor;
  int granularity_minutes = 15;
  int capacity = 1;
};
// The open pieces of one offer, day by day. Points into the rules and the zone it was made with.
class OfferHours {
 public:
  // `rules`: all of the location's, in any order.
  OfferHours(std::span<const Rule> rules, const Zone& zone, OfferKey offer);
  // The pieces of the windows that begin on `date`, by (window's start, id of its rule, start). A window may run past
  // midnight: its later part meets the closures and the stylist's own hours of the next day.
  [[nodiscard]] std::vector<OpenPiece> pieces_of(Date date) const;

 private:
  [[nodiscard]] std::optional<RuleScope> deciding_scope(RuleKind kind, Date date, RuleScope least) const;
  [[nodiscard]] std::vector<const Rule*> windows_of(Date date) const;
  [[nodiscard]] std::vector<const Rule*> beginning(RuleKind kind, RuleScope scope, Date date) const;
  [[nodiscard]] std::vector<TimeRange> within_own_hours(TimeRange window, Date date) const;
  [[nodiscard]] std::vector<TimeRange> closures_around(Date date) const;

  std::vector<const Rule*> rules_;  // those that speak of the offer, by id
  const Zone* zone_;
};
// The same for one day alone.
[[nodiscard]] std::vector<OpenPiece> open_pieces(std::span<const Rule> rules, const Zone& zone, OfferKey offer,
                                                 Date date);
// The rule that closes this time or part of it, if one does: for explaining. Of several the one that begins first.
[[nodiscard]] const Rule* closing_rule(std::span<const Rule> rules, const Zone& zone, OfferKey offer, TimeRange time);

struct ExpansionInput {
  const Location* location;
  std::span<const Rule> rules;
  std::span<const Service> services;  // of the location
  std::span<const Stylist> stylists;  // who work at the location
  Date from;
  Date to;  // inclusive: the windows that begin on these days
  std::optional<ServiceId> only_service;
  std::optional<StylistId> only_stylist;
};
// Why the location does not offer this service with this stylist (or with none) at all, whatever the hours (D15):
// "service_inactive", "stylist_inactive", "skill_missing", "stylist_required", "stylist_not_needed". Nothing: it does.
[[nodiscard]] std::optional<std::string_view> why_not_offered(const ExpansionInput& input, OfferKey offer);
// By (service, stylist, start). No two drafts share service, stylist and start: the first window wins, by (start, id of
// its rule), and one that began the day before `from` is heard too, so that a draft does not depend on the days it was
// asked with.
[[nodiscard]] std::vector<SlotDraft> expand(const ExpansionInput& input, const Zone& zone);

// D16: what to do about the difference between what should be and what is.
struct ExistingSlot {
  SlotInstance slot;
  bool ever_booked = false;
};
struct LiveBooking {
  BookingId booking_id;
  SlotId slot_id;
};
struct GenerationConflict {
  BookingId booking_id;
  SlotId slot_id;
  std::string reason;
  bool operator==(const GenerationConflict&) const = default;
};
struct CapacityChange {
  SlotId slot_id;
  int capacity;
};
// What becomes of one local day's slots.
struct DayOfChanges {
  Date date;
  int created = 0;
  int updated = 0;
  int blocked = 0;
  int removed = 0;
  bool operator==(const DayOfChanges&) const = default;
};
struct GenerationPlan {
  std::vector<SlotDraft> create;
  std::vector<CapacityChange> recapacity;
  std::vector<SlotId> unblock;
  std::vector<SlotId> block;
  std::vector<SlotId> remove;
  std::vector<GenerationConflict> conflicts;
  std::vector<DayOfChanges> days;
  int kept = 0;
};
// `existing` and `live`: of the services and stylists asked for, from the day `from` to the day after `to`, into which
// windows may run. Of that day only slots of such windows are judged. What has started by `now` is never touched. A
// slot keeps the duration it was made with, so whether it fits is asked of the slot itself, not of the draft that would
// be made today. Conflicts have the reasons of why_not_offered, "outside_hours", "off_grid" or
// "capacity_below_bookings", and are told every time, changes once. Whoever carries the plan out removes before
// creating: a slot may be made anew with another duration under the same service, stylist and start.
[[nodiscard]] GenerationPlan plan_generation(const ExpansionInput& input, const Zone& zone,
                                             std::span<const ExistingSlot> existing, std::span<const LiveBooking> live,
                                             Instant now);

// "created" and so on, as the caller of generation is told. `kept` counts the slots of the days asked for that needed
// nothing.
struct GenerationReport {
  int created = 0;
  int kept = 0;
  int updated = 0;
  int blocked = 0;
  int removed = 0;
  std::vector<GenerationConflict> conflicts;
  std::vector<DayOfChanges> days;  // by date; only those on which anything changes

  // For a range worked through in parts; a conflict that two parts saw counts once.
  void add(const GenerationReport& other);
  bool operator==(const GenerationReport&) const = default;
};
[[nodiscard]] GenerationReport report_of(const GenerationPlan& plan);

}  // namespace salon::domain
