// How many times are free on each day (seed "GET /dates"). `available` of a date is the `total` of its slot list (D21).
#pragma once

#include "domain/time.hpp"
#include "ports/clock.hpp"
#include "ports/day_book.hpp"

namespace salon::usecases {

using domain::Result;
using platform::Task;

struct DatesQuery {
  domain::LocationId location_id;
  domain::ServiceId service_id;
  std::optional<domain::StylistId> stylist_id;
  std::optional<domain::Date> from;  // today, in the location's zone
  std::optional<domain::Date> to;    // 30 days later, inclusive
  std::optional<std::string> timezone;
};

struct DatesView {
  struct Day {
    domain::Date date;
    int available = 0;
  };
  std::string timezone;  // asked for, else the location's
  std::vector<Day> dates;
  std::optional<domain::Date> next_available;  // the first on or after `from`, also beyond `to`
};

class ListDates {
 public:
  ListDates(ports::DayBook& book, ports::Clock& clock) : book_(book), clock_(clock) {}

  // NOT_FOUND: location, service or stylist unknown or inactive. VALIDATION_FAILED: ?from after ?to, more than 92 days,
  // ?timezone.
  [[nodiscard]] Task<Result<DatesView>> run(DatesQuery query);

 private:
  ports::DayBook& book_;
  ports::Clock& clock_;  // what is still ahead: shown, not decided
};

}  // namespace salon::usecases
