// How a salon did, day by day: what was booked, and what became of it.
#pragma once

#include "ports/analytics_store.hpp"
#include "usecases/analytics_reading.hpp"

namespace salon::usecases {

struct SummaryView {
  domain::DateSpan span;
  std::vector<domain::DayTally> days;
  domain::DayTally total;
  domain::Currency currency;
};

class ViewSummary {
 public:
  ViewSummary(ports::AnalyticsStore& analytics, ports::CatalogStore& catalog)
      : analytics_(analytics), catalog_(catalog) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (?from, ?to).
  [[nodiscard]] Task<Result<SummaryView>> run(domain::Actor actor, AnalyticsQuery query);

 private:
  ports::AnalyticsStore& analytics_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
