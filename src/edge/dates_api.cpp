#include "edge/dates_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> list_dates(const Services& services, Call& call) {
  usecases::DatesQuery wanted;
  QueryReader query(call.query, call.route->query);
  query.required("location_id", wanted.location_id);
  query.required("service_id", wanted.service_id);
  query.optional("stylist_id", wanted.stylist_id);
  query.optional("from", wanted.from);
  query.optional("to", wanted.to);
  query.optional("timezone", wanted.timezone);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.list_dates.run(wanted);
  const auto dates = co_await listing;

  if (!dates) co_return refuse(call, dates.error());
  co_return json_response(200, to_json(*dates));
}

}  // namespace salon::edge
