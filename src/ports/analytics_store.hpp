// What the dashboard asks (UI-25): counted where the bookings are. `midnights` has one instant more than there are
// days, rising; day i lasts from the i-th to the next, and each answer has a count for each day.
#pragma once

#include "domain/analytics.hpp"
#include "ports/store.hpp"

namespace salon::ports {

// How often lists were shown at a location, on a day by its clock, in one variant.
struct ShownCount {
  domain::LocationId location_id;
  domain::Date date;
  domain::Variant variant = domain::Variant::control;
  std::int64_t lists = 0;
  std::int64_t times = 0;
  bool operator==(const ShownCount&) const = default;
};

class AnalyticsStore {
 public:
  virtual ~AnalyticsStore() = default;

  // Bookings by when they were made, visits by when they begin. A hold that is over counts as expired, noticed or not.
  [[nodiscard]] virtual Task<std::vector<domain::DayTally>> days(domain::LocationId location,
                                                                 std::vector<domain::Instant> midnights) = 0;
  // Both variants, in the order of the enum; `midnights` for bookings, `span` for what was shown.
  [[nodiscard]] virtual Task<std::vector<domain::VariantFunnel>> funnel(domain::LocationId location,
                                                                        domain::DateSpan span,
                                                                        domain::TimeRange made) = 0;
  // When stylists were busy with confirmed bookings, and places taken where no stylist is needed; what overlaps
  // `during`, equal times as one.
  [[nodiscard]] virtual Task<std::vector<domain::WeighedTime>> booked_times(domain::LocationId location,
                                                                            domain::TimeRange during) = 0;
  // Adds to what was counted before.
  [[nodiscard]] virtual Task<void> add_shown(std::vector<ShownCount> counts) = 0;
};

}  // namespace salon::ports
