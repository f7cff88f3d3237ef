// Reading an offer: which of its slots are eligible. One reading for dates, slots and explaining, so that they cannot
// disagree (D20, D21).
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/zone.hpp"
#include "ports/slot_store.hpp"

namespace salon::usecases {

// The offer's busy times, found by stylist and time: a month of a large salon has thousands, a slot meets a handful.
class BusyIndex {
 public:
  explicit BusyIndex(std::vector<domain::BusyTime> busy);
  // All that could be in the way of the slot, and little else.
  [[nodiscard]] std::span<const domain::BusyTime> around(const domain::SlotInstance& slot) const;
  [[nodiscard]] std::span<const domain::BusyTime> of(domain::StylistId stylist) const;

 private:
  std::map<domain::StylistId, std::vector<domain::BusyTime>> of_stylist_;  // by start
  std::chrono::microseconds longest_{0};
};

// Pointers into the offer, by (start_at, id).
[[nodiscard]] std::vector<const ports::OfferedSlot*> eligible_in(const ports::Offer& offer, const BusyIndex& busy,
                                                                 domain::Viewer viewer);

// NOT_FOUND: the public is not offered what is inactive.
[[nodiscard]] domain::Result<void> check_is_offered(const ports::Offer& offer);

// The zone of a location; unknown here is a fault of the installation.
[[nodiscard]] domain::Zone zone_of(const domain::Location& location);
// The zone asked for, else the location's. VALIDATION_FAILED (?timezone).
[[nodiscard]] domain::Result<std::string> shown_timezone(const std::optional<std::string>& asked,
                                                         const domain::Location& location);

// The first of the days from `query.from` on with something for a customer, to the end of the location's horizon;
// `query.to` is not read. Two weeks at a time: most searches end in the first.
[[nodiscard]] platform::Task<std::optional<domain::Date>> first_free_date(ports::SlotStore& slots,
                                                                          ports::OfferQuery query);

}  // namespace salon::usecases
