#include "edge/forward.hpp"

#include <algorithm>
#include <ranges>

#include "platform/http_client.hpp"
#include "platform/log.hpp"
#include "platform/time_limit.hpp"

namespace salon::edge {
namespace {

using platform::HttpHeader;
using TimePoint = platform::TimeLimit::Clock::time_point;

constexpr domain::seconds retry_later{2};
// The target refuses at the same moment as we would; its word is worth waiting for.
constexpr std::chrono::milliseconds way_back{100};
static_assert(way_back < domain::policy::time_to_refuse);

// Headers that speak of one connection only: the usual ones, and those that Connection names (RFC 9110 section 7.6.1).
void drop_connection_headers(std::vector<HttpHeader>& headers) {
  std::vector<std::string> named;
  for (const HttpHeader& header : headers) {
    if (header.name != "connection") continue;
    for (const auto word : header.value | std::views::split(',')) {
      std::string name = platform::lower_case(std::string_view(word.begin(), word.end()));
      std::erase_if(name, [](char c) { return c == ' ' || c == '\t'; });
      named.push_back(std::move(name));
    }
  }
  std::erase_if(headers, [&named](const HttpHeader& header) {
    return platform::is_connection_header(header.name) || std::ranges::find(named, header.name) != named.end();
  });
}

void append_forwarded_for(std::vector<HttpHeader>& headers, const std::string& peer) {
  std::string hops;
  for (const HttpHeader& header : headers) {
    if (header.name == "x-forwarded-for") hops += header.value + ", ";
  }
  std::erase_if(headers, [](const HttpHeader& header) { return header.name == "x-forwarded-for"; });
  headers.push_back({"x-forwarded-for", hops + peer});
}

struct Attempt {
  std::optional<HttpResponse> response;
  bool may_have_been_sent = false;
};

std::chrono::milliseconds time_until(TimePoint due) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(due - platform::from_now({}));
}

Task<Attempt> attempt(const Forwarder::Send& send, HttpRequest request, std::chrono::milliseconds limit) {
  Attempt made;
  try {
    auto sending = send(std::move(request), limit);
    made.response = co_await sending;
  } catch (const platform::HttpClientError& error) {
    made.may_have_been_sent = error.may_have_been_sent();
    platform::log(platform::Level::warning, "a target did not answer", {{"error", error.what()}});
  }
  co_return made;
}

}  // namespace

std::chrono::milliseconds Forwarder::limit_of(const Route& route) const {
  if (route.operation == "generateSlots") return options_.generation;
  return route.method == Method::get ? options_.reads : options_.writes;
}

// All attempts together last no longer than the request may.
Task<TimePoint> Forwarder::due_of(const Route& route) const {
  auto asking = platform::current_limit();
  platform::TimeLimit* limit = co_await asking;
  const auto longest = limit_of(route);
  if (limit && route.operation == "generateSlots") limit->extend(longest);
  co_return platform::due_within(limit, longest) + way_back;
}

HttpRequest Forwarder::outgoing(const Call& call) const {
  HttpRequest request = call.http;
  drop_connection_headers(request.headers);
  // The origin was compared with the host here, where the browser asked for it.
  std::erase_if(request.headers, [](const HttpHeader& header) {
    return header.name == "host" || header.name == "origin" || header.name == "x-request-id";
  });
  append_forwarded_for(request.headers, call.http.peer);
  request.headers.push_back({"x-request-id", call.request_id});
  const platform::TraceContext child = platform::child_of(call.trace, options_.random);
  platform::propagate(child, request.headers);
  return request;
}

Task<HttpResponse> Forwarder::send(Call& call) {
  const auto target = static_cast<std::size_t>(call.route->target);
  const std::vector<Send>& addresses = options_.upstreams.at(target);
  const bool can_repeat = call.route->method == Method::get || call.http.header("idempotency-key") != nullptr;
  auto timing = due_of(*call.route);
  const auto due = co_await timing;
  std::optional<HttpResponse> last;
  for (std::size_t left = addresses.size(); left > 0; --left) {
    const auto time = time_until(due);
    if (time <= time.zero()) break;
    // One that stands still must leave the next its time.
    const auto share = can_repeat && left > 1 ? time / 2 : time;
    const Send& address = addresses[turn_.at(target)++ % addresses.size()];
    auto attempting = attempt(address, outgoing(call), share);
    Attempt made = co_await attempting;
    const bool is_answered = made.response && made.response->status != 503;
    if (made.response) last = std::move(made.response);
    const bool may_have_begun = last.has_value() || made.may_have_been_sent;
    if (is_answered || (may_have_begun && !can_repeat)) break;
  }
  if (last) {
    // A reply to HEAD has a length and no body to count it from (RFC 9110 section 8.6).
    const std::string* length = call.http.method == "HEAD" ? last->header("content-length") : nullptr;
    const auto kept = length != nullptr ? std::optional(*length) : std::nullopt;
    drop_connection_headers(last->headers);
    if (kept) last->headers.push_back({"content-length", *kept});
    co_return std::move(*last);
  }
  Refused refused(Refusal::unavailable, "This part of the salon does not answer just now.");
  refused.retry_after = retry_later;
  co_return refuse(call, refused);
}

}  // namespace salon::edge
