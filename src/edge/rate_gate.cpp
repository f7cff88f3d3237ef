#include "edge/rate_gate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "edge/client_address.hpp"
#include "edge/json_in.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

constexpr int sessions_of_one_address = 10;
constexpr domain::seconds window{60};
constexpr domain::seconds shared_count_retry{5};

void add_headers(Call& call, std::string_view policy, int quota, const ports::RateVerdict& verdict) {
  const auto seconds = [](domain::seconds length) { return static_cast<long long>(length.count()); };
  call.reply_headers.push_back({"ratelimit-policy", fmt::format("\"{}\";q={};w={}", policy, quota, seconds(window))});
  call.reply_headers.push_back(
      {"ratelimit", fmt::format("\"{}\";r={};t={}", policy, std::max(verdict.remaining, 0), seconds(verdict.reset))});
}

Refused too_often(const ports::RateVerdict& verdict) {
  Refused refused(Refusal::rate_limited, "Too many requests; please wait a little.");
  refused.retry_after = std::max(verdict.reset, domain::seconds{1});
  return refused;
}

// The account somebody tries to sign in to, as typed.
std::string attempted_account(const Call& call) {
  const auto body = parse_body(call.http.body);
  const auto* object = body ? body->if_object() : nullptr;
  const auto* email = object ? object->if_contains("email") : nullptr;
  const auto* text = email ? email->if_string() : nullptr;
  return text ? platform::lower_case({text->data(), text->size()}) : std::string{};
}

}  // namespace

std::vector<RateGate::Bucket> RateGate::login_buckets(const Call& call) const {
  const std::string operation(call.route->operation);
  const int quota = options_.limits.login;
  std::vector<Bucket> buckets{{"login", "login:" + operation + ":ip:" + limit_key_of(call.client), quota}};
  if (const std::string account = attempted_account(call); !account.empty()) {
    std::string key = "login:" + operation + ":account:";
    for (const std::uint8_t byte : secrets_.blind_index("login", account)) key += fmt::format("{:02x}", byte);
    buckets.push_back({"login", std::move(key), quota});
  }
  return buckets;
}

std::vector<RateGate::Bucket> RateGate::buckets_of(const Call& call) const {
  const Limits& limits = options_.limits;
  if (call.route->limit == Limit::none) return {};
  if (call.route->limit == Limit::login) return login_buckets(call);
  const bool is_staff = call.actor.role >= domain::Role::stylist;
  if (is_staff) return {{"staff", "staff:" + call.actor.subject(), limits.staff}};
  const bool is_booking = call.route->limit == Limit::booking;
  const std::string_view policy = is_booking ? "bookings" : "reads";
  const std::string prefix = std::string(policy) + ':';
  const int quota = is_booking ? limits.bookings : limits.reads;
  const std::string address = limit_key_of(call.client);
  const bool is_known = call.actor.account || call.came_with_session;
  if (!is_known) return {{policy, prefix + "ip:" + address, quota}};
  return {{policy, prefix + call.actor.subject(), quota},
          {is_booking ? "bookings-of-address" : "reads-of-address", prefix + "all:" + address,
           quota * sessions_of_one_address}};
}

Task<Result<void>> RateGate::count(Call& call) {
  if (!options_.counts_requests) co_return Result<void>{};
  bool is_told = false;
  for (Bucket& bucket : buckets_of(call)) {
    if (bucket.quota <= 0) continue;
    ports::RateRule rule;
    rule.quota = bucket.quota;
    rule.window = window;
    auto taking = limiter_.take(std::move(bucket.key), rule);
    const ports::RateVerdict verdict = co_await taking;
    const bool fails_closed = call.route->limit == Limit::login && options_.login_needs_shared_count;
    if (verdict.counted_locally && fails_closed) {
      Refused refused(Refusal::unavailable, "Signing in is not possible just now.");
      refused.retry_after = shared_count_retry;
      co_return std::unexpected(std::move(refused));
    }
    // The narrowest limit is the one to plan by; the one that refuses is the one to be told.
    if (!verdict.allowed)
      std::erase_if(call.reply_headers, [](const auto& h) { return h.name.starts_with("ratelimit"); });
    if (!verdict.allowed || !is_told) add_headers(call, bucket.policy, bucket.quota, verdict);
    is_told = true;
    if (!verdict.allowed) co_return std::unexpected(too_often(verdict));
  }
  co_return Result<void>{};
}

}  // namespace salon::edge
