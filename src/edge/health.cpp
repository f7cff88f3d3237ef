#include "edge/health.hpp"

namespace salon::edge {

Operations::Operations(Parts parts) : parts_(std::move(parts)) {}

HttpResponse Operations::health() const { return json_response(200, R"({"status":"ok"})"); }

Task<HttpResponse> Operations::readiness(Call& call) {
  if (is_draining_) co_return refuse(call, Refused(Refusal::unavailable, "This process is leaving."));
  std::optional<std::string> reason;
  try {
    auto question = parts_.health.why_not_ready();
    reason = co_await question;
  } catch (const ports::Unavailable&) {
    reason = "The store does not answer.";
  }
  if (reason) co_return refuse(call, Refused(Refusal::unavailable, std::move(*reason)));
  co_return json_response(200, R"({"status":"ready"})");
}

HttpResponse Operations::metrics() const {
  HttpResponse response;
  response.headers.push_back({"content-type", std::string(platform::metrics_media_type)});
  response.body = parts_.metrics.exposition();
  return response;
}

HttpResponse Operations::openapi(const Call& call) const { return catalog_response(call, parts_.openapi_json); }

Task<HttpResponse> tell_health(const Services& services, Call&) { co_return services.operations.health(); }

Task<HttpResponse> tell_readiness(const Services& services, Call& call) {
  auto readiness = services.operations.readiness(call);
  co_return co_await readiness;
}

Task<HttpResponse> tell_metrics(const Services& services, Call&) { co_return services.operations.metrics(); }

Task<HttpResponse> tell_openapi(const Services& services, Call& call) { co_return services.operations.openapi(call); }

}  // namespace salon::edge
