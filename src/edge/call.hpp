// One request on its way through: what the gate found out about it, for its handler. It outlives everything that works
// for it.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/access.hpp"
#include "domain/if_version.hpp"
#include "domain/once.hpp"
#include "edge/problem.hpp"
#include "platform/http_message.hpp"
#include "platform/trace.hpp"
#include "usecases/ask.hpp"
#include "usecases/booking_view.hpp"

namespace salon::edge {

using domain::Refusal;
using domain::Refused;
using domain::Result;
using platform::HttpRequest;
using platform::HttpResponse;
using platform::Task;

struct Route;

struct Call {
  HttpRequest http;
  const Route* route = nullptr;
  std::string id;  // the path's one parameter
  std::string request_id;
  platform::TraceContext trace;
  domain::Instant now;  // taken once, by the process's clock: for what is shown
  std::string client;   // the address of whoever asks, seen past the proxies that are trusted

  domain::Actor actor;
  std::optional<domain::Instant> signed_in_until;  // when the access token runs out
  std::optional<domain::TokenFamilyId> sign_in;    // the one that the access token comes from
  bool is_by_cookie = false;                       // a browser sent the access token, whoever made it ask
  std::optional<std::string> booking_token;
  bool came_with_session = false;
  std::string minted_session;  // `<uuid>.<signature>`, when this call made one

  std::vector<platform::QueryParameter> query;
  boost::json::value body;
  std::optional<domain::OnceKey> once;
  std::vector<platform::HttpHeader> reply_headers;  // of every reply to this call, whatever it becomes

  [[nodiscard]] ProblemPlace place() const { return {.path = http.path, .request_id = request_id}; }
  [[nodiscard]] usecases::Ask ask() const { return {.key = once, .request_id = request_id}; }
};

// The path's id. Nothing: not an id, so there is nothing of that name.
template <class SomeId>
[[nodiscard]] std::optional<SomeId> path_id(const Call& call) {
  return SomeId::parse(call.id);
}

// Replies. `json` is a whole document.
[[nodiscard]] HttpResponse json_response(int status, std::string json);
[[nodiscard]] HttpResponse refuse(const Call& call, const Refused& refused);
[[nodiscard]] HttpResponse not_found(const Call& call);
// For what may be kept by the one who asked and must be asked about again: an ETag over the body, 304 when they have
// it.
[[nodiscard]] HttpResponse catalog_response(const Call& call, std::string json);

// The versions that If-Match names: any when there is no such header, none when its tags are none of ours.
[[nodiscard]] domain::IfVersion if_match(const Call& call);
[[nodiscard]] std::string version_etag(std::int64_t version);
// A single thing whose ETag is its version: what If-Match is for.
[[nodiscard]] HttpResponse versioned_response(const Call& call, std::string json, std::int64_t version);

// A reply to be remembered, as text: rendered inside the transaction.
struct Rendered {
  int status = 200;
  std::string location = {};
  std::string etag = {};
  std::string body = {};
};
[[nodiscard]] domain::Reply remember(const Call& call, Rendered rendered);
[[nodiscard]] domain::Reply remember_refusal(const Call& call, const Refused& refused);
// What was remembered, or refused, as the reply to this call.
[[nodiscard]] HttpResponse answered(Call& call, Result<domain::Answer> answer);

// A render for an outcome: refusals are the same for all of them.
template <class Outcome, class Write>
[[nodiscard]] usecases::Render<Outcome> render(const Call& call, Write write) {
  return [&call, write](const Result<Outcome>& outcome) {
    return outcome ? remember(call, write(*outcome)) : remember_refusal(call, outcome.error());
  };
}

}  // namespace salon::edge
