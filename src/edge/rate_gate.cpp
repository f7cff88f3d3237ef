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
  // Two doors to one password are not to give twice as many guesses.
  const std::string operation(call.route->opens_page_session() ? std::string_view("login") : call.route->operation);
  const int quota = options_.limits.login;
  std::vector<Bucket> buckets{{"login", "login:" + operation + ":ip:" + limit_key_of(call.client), quota}};
  if (const std::string account = attempted_account(call); !account.empty()) {
    std::string key = "login:" + operation + ":account:";
    for (const std::uint8_t byte : secrets_.blind_index("login", account)) key += fmt::format("{:02x}", byte);
    buckets.push_back({"login", std::move(key), quota});
  }
  return buckets;
}

RateGate::Bucket RateGate::bucket_for(const Call& call, std::string_view whose) const {
  const bool is_booking = call.route->limit == Limit::booking;
  const std::string_view policy = is_booking ? "bookings" : "reads";
  return {policy, std::string(policy) + ':' + std::string(whose),
          is_booking ? options_.limits.bookings : options_.limits.reads};
}

RateGate::Bucket RateGate::bucket_of_address(const Call& call) const {
  return bucket_for(call, "ip:" + limit_key_of(call.client));
}

RateGate::Bucket RateGate::bucket_of_all_at_address(const Call& call) const {
  Bucket bucket = bucket_for(call, "all:" + limit_key_of(call.client));
  bucket.policy = call.route->limit == Limit::booking ? "bookings-of-address" : "reads-of-address";
  bucket.quota *= sessions_of_one_address;
  return bucket;
}

std::vector<RateGate::Bucket> RateGate::buckets_of(const Call& call) const {
  if (call.route->limit == Limit::none) return {};
  if (call.route->limit == Limit::login) return login_buckets(call);
  const std::string subject = call.actor.subject();
  const bool is_staff = call.actor.role >= domain::Role::stylist;
  if (is_staff) return {{"staff", "staff:" + subject, options_.limits.staff}};
  const bool is_known = call.actor.account || call.came_with_session;
  if (!is_known) return {bucket_of_address(call)};
  return {bucket_for(call, subject), bucket_of_all_at_address(call)};
}

Task<Result<void>> RateGate::count(Call& call) { return count_in(buckets_of(call), call); }

Task<Result<void>> RateGate::count_stranger(Call& call) {
  const bool is_signing_in = call.route->limit == Limit::login;
  return count_in(is_signing_in ? login_buckets(call) : std::vector{bucket_of_address(call)}, call);
}

Task<Result<void>> RateGate::count_in(std::vector<Bucket> buckets, Call& call) {
  if (!options_.counts_requests) co_return Result<void>{};
  bool is_told = false;
  for (Bucket& bucket : buckets) {
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
