#include "usecases/analytics_reading.hpp"

#include "usecases/offer_reading.hpp"

namespace salon::usecases {

Task<Result<AnalyticsGround>> open_analytics(ports::CatalogStore& catalog, domain::Actor actor, AnalyticsQuery query) {
  if (auto allowed = domain::check_access(actor, domain::Action::see_analytics, query.location_id); !allowed)
    co_return std::unexpected(std::move(allowed.error()));
  const auto span = domain::check_span(query.from, query.to);
  if (!span) co_return std::unexpected(span.error());
  auto location = co_await catalog.location(query.location_id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon.");
  domain::Zone zone = zone_of(*location);
  co_return AnalyticsGround{.location = *std::move(location), .zone = std::move(zone), .span = *span};
}

}  // namespace salon::usecases
