#include "edge/stylist_day_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> view_stylist_day(const Services& services, Call& call) {
  std::optional<domain::Date> date;
  QueryReader query(call.query, call.route->query);
  query.optional("date", date);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto viewing = services.stylist_day.run(call.actor, date);
  const auto day = co_await viewing;

  if (!day) co_return refuse(call, day.error());
  co_return json_response(200, to_json(*day));
}

}  // namespace salon::edge
