#include "edge/edge.hpp"

#include "edge/health.hpp"
#include "edge/routes.hpp"
#include "platform/log.hpp"

namespace salon::edge {
namespace {

using platform::Level;

bool is_reading(const HttpRequest& request) { return request.method == "GET" || request.method == "HEAD"; }

void set_if_absent(HttpResponse& response, std::string_view name, std::string value) {
  if (!response.header(name)) response.headers.push_back({std::string(name), std::move(value)});
}

// A browser that kept the reply would go on naming the guest by it, whoever asks.
void name_guest(HttpResponse& response, const std::string& session) {
  set_if_absent(response, "x-session-id", session);
  std::erase_if(response.headers, [](const platform::HttpHeader& header) { return header.name == "cache-control"; });
}

void log_failure(const Call& call, std::string_view message, const char* error) {
  platform::log(Level::error, message,
                {{"request_id", call.request_id},
                 {"trace_id", call.trace.trace_id_text()},
                 {"operation", call.route ? call.route->operation : std::string_view("none")},
                 {"error", error}});
}

}  // namespace

Task<HttpResponse> Edge::handle(HttpRequest request) {
  Call call = parts_.gate.open(std::move(request));
  auto answering = answer_guarded(call);
  HttpResponse response = co_await answering;
  add_usual_headers(call, response);
  parts_.metrics.count(call.route, response.status, parts_.clock.now() - call.now);
  log_request(call, response.status);
  co_return response;
}

HttpResponse Edge::on_problem(HttpProblem what, HttpRequest request) {
  Call call = parts_.gate.open(std::move(request));
  call.route = find_route(call.http.method, call.http.path).route;
  HttpResponse response = http_problem(what, call.place());
  add_usual_headers(call, response);
  parts_.metrics.count_refused_by_http(response.status);
  log_request(call, response.status);
  return response;
}

Task<HttpResponse> Edge::answer_guarded(Call& call) {
  try {
    auto answering = answer(call);
    co_return co_await answering;
  } catch (const ports::Unavailable& error) {
    log_failure(call, "a store did not answer", error.what());
    co_return refuse(call, Refused(Refusal::unavailable, "Please try again in a moment."));
  } catch (const std::exception& error) {
    log_failure(call, "a request failed", error.what());
    co_return refuse(call, Refused(Refusal::internal_error, "Something went wrong on our side."));
  }
}

Task<HttpResponse> Edge::answer(Call& call) {
  if (is_reading(call.http)) {
    if (auto page = parts_.files.find(call.http)) co_return std::move(*page);
  }
  if (auto known = parts_.gate.find(call); !known) co_return refuse(call, known.error());
  if (!call.route) co_return answer_without_route(call);
  const bool is_served_here = options_.serves.at(static_cast<std::size_t>(call.route->target));
  auto answering = is_served_here ? answer_here(call) : answer_elsewhere(call);
  co_return co_await answering;
}

HttpResponse Edge::answer_without_route(Call& call) const {
  if (!parts_.files.find(call.http)) return not_found(call);
  call.reply_headers.push_back({"allow", "GET, HEAD"});
  return refuse(call, Refused(Refusal::method_not_allowed, "Pages can only be read."));
}

Task<HttpResponse> Edge::answer_here(Call& call) {
  auto admission = parts_.gate.admit(call, Gate::Session::minted_if_missing);
  if (const auto admitted = co_await admission; !admitted) co_return refuse(call, admitted.error());
  if (const auto good = parts_.gate.read(call); !good) co_return refuse(call, good.error());
  auto handling = call.route->handle(parts_.services, call);
  co_return co_await handling;
}

Task<HttpResponse> Edge::answer_elsewhere(Call& call) {
  if (!parts_.forwarder || !parts_.forwarder->knows(call.route->target)) co_return not_found(call);
  auto admission = parts_.gate.admit(call, Gate::Session::left_to_the_target);
  if (const auto admitted = co_await admission; !admitted) co_return refuse(call, admitted.error());
  auto forwarding = parts_.forwarder->send(call);
  co_return co_await forwarding;
}

void Edge::add_usual_headers(const Call& call, HttpResponse& response) {
  for (const platform::HttpHeader& header : call.reply_headers) set_if_absent(response, header.name, header.value);
  set_if_absent(response, "x-request-id", call.request_id);
  if (!call.minted_session.empty()) name_guest(response, call.minted_session);
  set_if_absent(response, "cache-control", "no-store");
  set_if_absent(response, "x-content-type-options", "nosniff");
}

// The template, never the path or the query, which may tell who somebody is (D61).
void Edge::log_request(const Call& call, int status) const {
  if (!options_.logs_requests) return;
  platform::log(status >= 500 ? Level::warning : Level::info, "request",
                {{"method", call.http.method},
                 {"route", call.route ? call.route->path : std::string_view("none")},
                 {"status", status},
                 {"microseconds", (parts_.clock.now() - call.now).count()},
                 {"request_id", call.request_id},
                 {"trace_id", call.trace.trace_id_text()}});
}

}  // namespace salon::edge
