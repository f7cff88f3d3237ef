#include "usecases/view_summary.hpp"

namespace salon::usecases {

Task<Result<SummaryView>> ViewSummary::run(domain::Actor actor, AnalyticsQuery query) {
  auto opening = open_analytics(catalog_, std::move(actor), query);
  const auto ground = co_await opening;
  if (!ground) co_return std::unexpected(ground.error());
  auto midnights = domain::midnights_of(ground->span, ground->zone);
  auto days = co_await analytics_.days(query.location_id, std::move(midnights));
  SummaryView view{.span = ground->span, .days = std::move(days), .total = {}, .currency = ground->location.currency};
  for (const domain::DayTally& day : view.days) view.total += day;
  co_return view;
}

}  // namespace salon::usecases
