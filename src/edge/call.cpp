#include "edge/call.hpp"

#include <algorithm>
#include <charconv>

#include "domain/once.hpp"

namespace salon::edge {
namespace {

constexpr std::int64_t no_version = -1;

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// RFC 9110 section 13.1.2: weak comparison, "*" for anything at all.
bool names_tag(std::string_view list, std::string_view etag) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(','), list.size());
    std::string_view one = without_blanks(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
    if (one.starts_with("W/")) one.remove_prefix(2);
    if (one == etag || one == "*") return true;
  }
  return false;
}

HttpResponse tagged(const Call& call, std::string json, std::string etag) {
  HttpResponse response;
  const std::string* known = call.http.header("if-none-match");
  const bool is_known = known && names_tag(*known, etag);
  if (is_known) {
    response.status = 304;
  } else {
    response = json_response(200, std::move(json));
  }
  response.headers.push_back({"etag", std::move(etag)});
  response.headers.push_back({"cache-control", "private, no-cache"});
  return response;
}

}  // namespace

HttpResponse json_response(int status, std::string json) {
  HttpResponse response;
  response.status = status;
  response.headers.push_back({"content-type", "application/json"});
  response.body = std::move(json);
  return response;
}

HttpResponse refuse(const Call& call, const Refused& refused) { return problem(refused, call.place()); }

HttpResponse not_found(const Call& call) {
  return refuse(call, Refused(Refusal::not_found, "There is no such thing here."));
}

HttpResponse catalog_response(const Call& call, std::string json) {
  const auto digest = domain::fingerprint({.method = "", .route = "", .canonical_body = json});
  std::string etag = '"' + hex(std::span(digest).first(12)) + '"';
  return tagged(call, std::move(json), std::move(etag));
}

std::optional<std::int64_t> if_match(const Call& call) {
  const std::string* header = call.http.header("if-match");
  if (!header) return std::nullopt;
  std::string_view tag = without_blanks(*header);
  if (tag == "*") return std::nullopt;
  if (!tag.starts_with("\"v") || !tag.ends_with('"') || tag.size() < 4) return no_version;
  tag = tag.substr(2, tag.size() - 3);
  std::int64_t version = no_version;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  return error == std::errc{} && end == tag.data() + tag.size() ? version : no_version;
}

std::string version_etag(std::int64_t version) { return "\"v" + std::to_string(version) + '"'; }

HttpResponse versioned_response(const Call& call, std::string json, std::int64_t version) {
  return tagged(call, std::move(json), version_etag(version));
}

domain::Reply remember(const Call& call, Rendered rendered) {
  domain::Reply reply;
  reply.status = rendered.status;
  reply.location = std::move(rendered.location);
  reply.etag = std::move(rendered.etag);
  reply.session_id = call.minted_session;
  reply.body = std::move(rendered.body);
  return reply;
}

domain::Reply remember_refusal(const Call& call, const Refused& refused) {
  domain::Reply reply;
  reply.status = kind_of(refused.why).status;
  reply.session_id = call.minted_session;
  reply.body = problem_body(refused, call.place());
  return reply;
}

HttpResponse answered(Call& call, Result<domain::Answer> answer) {
  if (!answer) return refuse(call, answer.error());
  domain::Reply& reply = answer->reply;
  HttpResponse response;
  response.status = reply.status;
  if (reply.status >= 400) {
    add_problem_headers(response, {});
  } else if (!reply.body.empty()) {
    response.headers.push_back({"content-type", "application/json"});
  }
  if (!reply.location.empty()) response.headers.push_back({"location", std::move(reply.location)});
  if (!reply.etag.empty()) response.headers.push_back({"etag", std::move(reply.etag)});
  // A retry without a session gets the session of the first attempt, in whose name the booking was made (D40).
  if (!call.came_with_session && !reply.session_id.empty()) call.minted_session = std::move(reply.session_id);
  if (answer->replayed) response.headers.push_back({"idempotent-replayed", "true"});
  response.body = std::move(reply.body);
  return response;
}

}  // namespace salon::edge
