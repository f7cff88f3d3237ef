// What dates and slots have in common: both read the appointment book, so that they cannot disagree (D20, D21).
#pragma once

#include <optional>
#include <string>

#include "domain/zone.hpp"
#include "ports/day_book.hpp"

namespace salon::usecases {

// NOT_FOUND: the public is not offered what is inactive.
[[nodiscard]] domain::Result<void> check_is_offered(const domain::SalonTerms& terms, domain::ServiceId service);

// The zone asked for, else the salon's. VALIDATION_FAILED (?timezone).
[[nodiscard]] domain::Result<domain::Zone> shown_zone(const std::optional<std::string>& asked,
                                                      const domain::SalonTerms& terms);

// The first of the days from `query.from` on with something for a customer, to the end of the salon's horizon;
// `query.to` is not read. Two weeks at a time: most searches end in the first.
[[nodiscard]] platform::Task<std::optional<domain::Date>> first_free_date(ports::DayBook& book, ports::BookQuery query);

}  // namespace salon::usecases
