#include "edge/generation_api.hpp"

#include "edge/availabilities_api.hpp"
#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/request_parts.hpp"

namespace salon::edge {
namespace {

std::optional<domain::Refused> read_rule(const boost::json::value* rule, usecases::GenerateRequest& request) {
  if (rule == nullptr) return std::nullopt;
  BodyReader fields(*rule);
  request.rule = read_rule_fields(fields);
  auto wrong = fields.refusal();
  if (wrong) wrong = std::move(*wrong).within("/rule");
  return wrong;
}

Rendered done(const domain::GenerationReport& report) { return {.body = to_json(report)}; }

Rendered accepted(const ports::Job& job) {
  return {.status = 202, .location = location_of("/admin/v1/jobs", job.id.text()), .body = to_json(job)};
}

}  // namespace

Task<HttpResponse> generate_slots(const Services& services, Call& call) {
  usecases::GenerateRequest request;
  BodyReader body(call.body);
  body.required("location_id", request.what.location_id);
  body.required("from", request.what.from);
  body.required("to", request.what.to);
  body.nullable("service_id", request.what.service_id);
  body.nullable("stylist_id", request.what.stylist_id);
  body.optional("dry_run", request.what.dry_run);
  body.nullable("instead_of", request.instead_of);
  const auto* rule = body.object("rule");

  if (auto wrong = body.refusal()) co_return refuse(call, *wrong);
  if (auto wrong = read_rule(rule, request)) co_return refuse(call, *wrong);
  request.respond_async = prefers_async(call);

  auto rendering = render<usecases::Generated>(call, [](const usecases::Generated& generated) {
    const auto* report = std::get_if<domain::GenerationReport>(&generated);
    return report ? done(*report) : accepted(std::get<ports::Job>(generated));
  });
  auto generating = services.generate_slots.run(call.actor, request, call.ask(), rendering);
  auto answer = co_await generating;

  HttpResponse response = answered(call, std::move(answer));
  if (request.respond_async && response.status == 202) {
    response.headers.push_back({"preference-applied", "respond-async"});
  }
  co_return response;
}

Task<HttpResponse> view_job(const Services& services, Call& call) {
  const auto id = path_id<domain::JobId>(call);

  if (!id) co_return not_found(call);

  auto viewing = services.view_job.run(call.actor, *id);
  const auto job = co_await viewing;

  if (!job) co_return refuse(call, job.error());
  co_return json_response(200, to_json(*job));
}

}  // namespace salon::edge
