#include "edge/slots_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> list_slots(const Services& services, Call& call) {
  usecases::SlotsQuery wanted;
  QueryReader query(call.query, call.route->query);
  query.required("location_id", wanted.location_id);
  query.required("service_id", wanted.service_id);
  query.required("date", wanted.date);
  query.optional("stylist_id", wanted.stylist_id);
  query.optional("reveal", wanted.reveal);
  query.optional("timezone", wanted.timezone);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  wanted.variant = variant_header(call);

  auto listing = services.list_slots.run(call.actor, wanted);
  const auto slots = co_await listing;

  if (!slots) co_return refuse(call, slots.error());
  co_return json_response(200, to_json(*slots));
}

}  // namespace salon::edge
