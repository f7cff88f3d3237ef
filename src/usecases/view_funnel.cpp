#include "usecases/view_funnel.hpp"

namespace salon::usecases {

Task<Result<std::vector<domain::VariantFunnel>>> ViewFunnel::run(domain::Actor actor, AnalyticsQuery query) {
  auto opening = open_analytics(catalog_, std::move(actor), query);
  const auto ground = co_await opening;
  if (!ground) co_return std::unexpected(ground.error());
  const auto made = ground->time();
  auto variants = co_await analytics_.funnel(query.location_id, ground->span, made);
  co_return variants;
}

}  // namespace salon::usecases
