#include "edge/explain_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> explain_exposure(const Services& services, Call& call) {
  usecases::ExplainQuery wanted;
  QueryReader query(call.query, call.route->query);
  query.required("location_id", wanted.location_id);
  query.required("service_id", wanted.service_id);
  query.required("date", wanted.date);
  query.optional("stylist_id", wanted.stylist_id);
  query.optional("subject", wanted.subject);
  query.optional("reveal", wanted.reveal);
  query.optional("variant", wanted.variant);
  query.optional("epoch_hour", wanted.epoch_hour);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  if (!wanted.variant) wanted.variant = variant_header(call);

  auto explaining = services.explain_exposure.run(call.actor, wanted);
  const auto explained = co_await explaining;

  if (!explained) co_return refuse(call, explained.error());
  co_return json_response(200, to_json(*explained));
}

}  // namespace salon::edge
