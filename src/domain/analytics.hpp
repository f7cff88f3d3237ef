// What the dashboard counts (UI-25): bookings by the day they were made, visits by their day, and how full the hours
// of a week are, all by the salon's clock.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/exposure.hpp"
#include "domain/refusal.hpp"
#include "domain/slot_expansion.hpp"
#include "domain/zone.hpp"

namespace salon::domain {

// Days of a salon, the last included.
struct DateSpan {
  Date from;
  Date to;

  [[nodiscard]] int days() const { return static_cast<int>((to - from).count()) + 1; }
};
// VALIDATION_FAILED (?from, ?to): backwards, or more than 92 days.
[[nodiscard]] Result<DateSpan> check_span(Date from, Date to);
// The midnights: one more than there are days, so that day i lasts from the i-th to the next.
[[nodiscard]] std::vector<Instant> midnights_of(const DateSpan& span, const Zone& zone);

struct DayTally {
  // Of the bookings that were made on the day, whatever day they are for.
  int held = 0;
  int confirmed = 0;  // some time or other
  int cancelled = 0;
  int expired = 0;
  // Of the visits of the day.
  int completed = 0;
  int no_shows = 0;
  std::int64_t revenue_minor = 0;  // of those completed

  DayTally& operator+=(const DayTally& other);
  bool operator==(const DayTally&) const = default;
};
// The share of holds that became bookings. Nothing: there were none.
[[nodiscard]] std::optional<double> conversion_of(const DayTally& tally);

// What the viewers of one variant did with what they were shown.
struct VariantFunnel {
  Variant variant = Variant::control;
  std::int64_t lists_shown = 0;
  std::int64_t times_shown = 0;
  int held = 0;
  int confirmed = 0;
  int expired = 0;
  bool operator==(const VariantFunnel&) const = default;
};

// Time that several people or places have at once.
struct WeighedTime {
  TimeRange during;
  int times = 1;
};

struct HourCell {
  int weekday = 1;  // ISO, 1 = Monday
  int hour = 0;
  int open_minutes = 0;
  int booked_minutes = 0;
  bool operator==(const HourCell&) const = default;
};
// The cells in which anything is open or booked, by weekday and hour of the wall clock; what lies outside of the span
// does not count.
[[nodiscard]] std::vector<HourCell> utilisation(const DateSpan& span, const Zone& zone,
                                                std::span<const WeighedTime> open, std::span<const WeighedTime> booked);

// When there is somebody, or a place, to be booked on the days asked for: for each stylist the hours of all their
// services together, for what needs no stylist its hours as often as it has places.
[[nodiscard]] std::vector<WeighedTime> open_times(const ExpansionInput& input, const Zone& zone);

}  // namespace salon::domain
