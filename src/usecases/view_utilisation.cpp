#include "usecases/view_utilisation.hpp"

namespace salon::usecases {

Task<std::vector<domain::WeighedTime>> ViewUtilisation::open_at(AnalyticsGround ground) {
  const domain::LocationId id = ground.location.id;
  const auto rules = co_await ports_.rules.rules_of(id);
  const auto services = co_await ports_.catalog.services_of(id);
  const auto stylists = co_await ports_.catalog.stylists_of(id);
  const domain::ExpansionInput input{.location = &ground.location,
                                     .rules = rules,
                                     .services = services,
                                     .stylists = stylists,
                                     .from = ground.span.from,
                                     .to = ground.span.to,
                                     .only_service = std::nullopt,
                                     .only_stylist = std::nullopt};
  co_return domain::open_times(input, ground.zone);
}

Task<Result<std::vector<domain::HourCell>>> ViewUtilisation::run(domain::Actor actor, AnalyticsQuery query) {
  auto opening = open_analytics(ports_.catalog, std::move(actor), query);
  const auto ground = co_await opening;
  if (!ground) co_return std::unexpected(ground.error());
  const auto during = ground->time();
  const auto booked = co_await ports_.analytics.booked_times(query.location_id, during);
  auto looking = open_at(*ground);
  const auto open = co_await looking;
  co_return domain::utilisation(ground->span, ground->zone, open, booked);
}

}  // namespace salon::usecases
