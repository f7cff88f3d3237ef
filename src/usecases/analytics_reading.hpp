// What every question of the dashboard begins with: whose salon it is, its clock, and which days.
#pragma once

#include "domain/access.hpp"
#include "domain/analytics.hpp"
#include "ports/catalog_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

struct AnalyticsQuery {
  domain::LocationId location_id;
  domain::Date from;
  domain::Date to;
};

struct AnalyticsGround {
  domain::Location location;
  domain::Zone zone;
  domain::DateSpan span;

  [[nodiscard]] domain::TimeRange time() const { return {zone.day(span.from).start, zone.day(span.to).end}; }
};

// UNAUTHENTICATED, FORBIDDEN; NOT_FOUND: no such location, or not the actor's; VALIDATION_FAILED (?from, ?to).
[[nodiscard]] Task<Result<AnalyticsGround>> open_analytics(ports::CatalogStore& catalog, domain::Actor actor,
                                                           AnalyticsQuery query);

}  // namespace salon::usecases
