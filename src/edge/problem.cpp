#include "edge/problem.hpp"

#include <algorithm>
#include <utility>

#include "edge/json_out.hpp"

namespace salon::edge {

using domain::Refusal;
using platform::HttpResponse;

namespace {

constexpr domain::seconds usual_retry{1};

struct HttpLayerKind {
  std::string_view title;
  std::string_view code;
};

HttpLayerKind kind_of_layer(HttpProblem what) {
  switch (what) {
    case HttpProblem::bad_request:
      return {"Malformed request", "MALFORMED_REQUEST"};
    case HttpProblem::timeout:
      return {"The request took too long to arrive", "REQUEST_TIMEOUT"};
    case HttpProblem::body_too_large:
      return {"Body too large", "BODY_TOO_LARGE"};
    case HttpProblem::expectation_failed:
      return {"Expectation failed", "EXPECTATION_FAILED"};
    case HttpProblem::headers_too_large:
      return {"Headers too large", "HEADERS_TOO_LARGE"};
    case HttpProblem::internal:
      return {"Internal error", "INTERNAL_ERROR"};
    case HttpProblem::overloaded:
      return {"Unavailable", "UNAVAILABLE"};
    case HttpProblem::version_not_supported:
      return {"HTTP version not supported", "HTTP_VERSION_NOT_SUPPORTED"};
  }
  std::unreachable();
}

struct ProblemText {
  int status;
  std::string_view title;
  std::string_view code;
  std::string_view detail;
};

void begin_problem(JsonWriter& json, const ProblemText& text, const ProblemPlace& place) {
  json.begin_object();
  json.field("type", "urn:salon:problem:" + std::string(text.code));
  json.field("title", text.title);
  json.field("status", text.status);
  json.field("detail", text.detail.empty() ? text.title : text.detail);
  json.field("instance", place.path);
  json.field("code", text.code);
  json.field("request_id", place.request_id);
}

}  // namespace

// clang-format off: one line a refusal
ProblemKind kind_of(Refusal why) {
  switch (why) {
    case Refusal::idempotency_key_missing: return {400, "Idempotency key missing"};
    case Refusal::idempotency_key_invalid: return {400, "Idempotency key invalid"};
    case Refusal::malformed_json: return {400, "Malformed JSON"};
    case Refusal::malformed_request: return {400, "Malformed request"};
    case Refusal::unknown_variant: return {400, "Unknown exposure variant"};
    case Refusal::unauthenticated: return {401, "Sign in first"};
    case Refusal::forbidden: return {403, "Not allowed"};
    case Refusal::csrf_invalid: return {403, "Not sent by our page"};
    case Refusal::not_found: return {404, "Not found"};
    case Refusal::method_not_allowed: return {405, "Method not allowed"};
    case Refusal::slot_full: return {409, "This time is taken"};
    case Refusal::slot_blocked: return {409, "This time is closed"};
    case Refusal::stylist_busy: return {409, "The stylist is busy then"};
    case Refusal::slot_not_exposed: return {409, "This time was not offered"};
    case Refusal::hold_limit: return {409, "Too many holds"};
    case Refusal::already_held: return {409, "This phone already has this time"};
    case Refusal::hold_expired: return {409, "The hold has expired"};
    case Refusal::booking_cancelled: return {409, "The booking is cancelled"};
    case Refusal::cancellation_window: return {409, "Too late to change"};
    case Refusal::rule_overlap: return {409, "Overlapping rule"};
    case Refusal::request_in_progress: return {409, "The first request is still running"};
    case Refusal::conflict: return {409, "Conflict"};
    case Refusal::version_mismatch: return {412, "It has changed meanwhile"};
    case Refusal::body_too_large: return {413, "Body too large"};
    case Refusal::unsupported_media_type: return {415, "Unsupported media type"};
    case Refusal::validation_failed: return {422, "Validation failed"};
    case Refusal::idempotency_key_reused: return {422, "Idempotency key reused"};
    case Refusal::slot_too_soon: return {422, "This time is too soon"};
    case Refusal::phone_invalid: return {422, "Phone number invalid"};
    case Refusal::rate_limited: return {429, "Too many requests"};
    case Refusal::headers_too_large: return {431, "Headers too large"};
    case Refusal::internal_error: return {500, "Internal error"};
    case Refusal::unavailable: return {503, "Unavailable"};
  }
  std::unreachable();
}
// clang-format on

std::string problem_body(const domain::Refused& refused, const ProblemPlace& place) {
  const ProblemKind kind = kind_of(refused.why);
  std::string body;
  JsonWriter json(body);
  begin_problem(json, {kind.status, kind.title, domain::code_of(refused.why), refused.detail}, place);
  // Every 422 names what it is about, the whole body when it is no field's fault.
  if (kind.status == 422 || !refused.fields.empty()) {
    json.key("errors").begin_array();
    for (const domain::FieldProblem& field : refused.fields) {
      json.begin_object().field("pointer", field.pointer).field("detail", field.detail).end_object();
    }
    if (refused.fields.empty()) {
      const std::string_view detail = refused.detail.empty() ? kind.title : std::string_view(refused.detail);
      json.begin_object().field("pointer", "").field("detail", detail).end_object();
    }
    json.end_array();
  }
  json.end_object();
  return body;
}

void add_problem_headers(HttpResponse& response, std::optional<domain::seconds> retry_after) {
  response.headers.push_back({"content-type", std::string(problem_media_type)});
  if (response.status == 401) response.headers.push_back({"www-authenticate", "Bearer realm=\"salon\""});
  const bool tells_when = retry_after || response.status == 503 || response.status == 429;
  if (!tells_when) return;
  const auto wait = std::max(retry_after.value_or(usual_retry), usual_retry);
  response.headers.push_back({"retry-after", std::to_string(wait.count())});
}

HttpResponse problem(const domain::Refused& refused, const ProblemPlace& place) {
  HttpResponse response;
  response.status = kind_of(refused.why).status;
  const bool may_retry = refused.why == Refusal::request_in_progress;
  add_problem_headers(response,
                      may_retry ? std::optional(refused.retry_after.value_or(usual_retry)) : refused.retry_after);
  response.body = problem_body(refused, place);
  return response;
}

HttpResponse http_problem(HttpProblem what, const ProblemPlace& place) {
  const HttpLayerKind kind = kind_of_layer(what);
  HttpResponse response;
  response.status = http_status(what);
  add_problem_headers(response, {});
  JsonWriter json(response.body);
  begin_problem(json, {response.status, kind.title, kind.code, {}}, place);
  json.end_object();
  return response;
}

}  // namespace salon::edge
