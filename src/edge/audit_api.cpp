#include "edge/audit_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> list_audit(const Services& services, Call& call) {
  usecases::AuditQuery wanted;
  QueryReader query(call.query, call.route->query);
  query.optional("location_id", wanted.location_id);
  query.optional("entity_id", wanted.entity_id);
  query.optional("from", wanted.from);
  query.optional("to", wanted.to);
  query.page(wanted.page);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);

  auto listing = services.list_audit.run(call.actor, wanted);
  const auto found = co_await listing;

  if (!found) co_return refuse(call, found.error());
  co_return json_response(200, page_json(*found));
}

}  // namespace salon::edge
