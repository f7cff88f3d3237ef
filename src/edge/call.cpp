#include "edge/call.hpp"

#include <charconv>

#include "domain/once.hpp"
#include "edge/entity_tags.hpp"

namespace salon::edge {
namespace {

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

// The version in a tag of ours, "v3"; a weak one names no version, for what is changed must be the same to the byte.
std::optional<std::int64_t> version_in(std::string_view tag) {
  if (!tag.starts_with("\"v") || !tag.ends_with('"')) return std::nullopt;
  tag = tag.substr(2, tag.size() - 3);
  std::int64_t version = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  const bool is_version = error == std::errc{} && end == tag.data() + tag.size();
  return is_version ? std::optional(version) : std::nullopt;
}

HttpResponse tagged(const Call& call, std::string json, std::string etag) {
  HttpResponse response;
  const auto known = entity_tags(call.http, "if-none-match");
  const bool is_known = known && known->has_weakly(etag);
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

domain::IfVersion if_match(const Call& call) {
  const auto known = entity_tags(call.http, "if-match");
  if (!known || known->is_any) return {};
  std::vector<std::int64_t> versions;
  for (const std::string& tag : known->tags) {
    if (const auto version = version_in(tag)) versions.push_back(*version);
  }
  return domain::IfVersion(std::move(versions));
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
