#include "adapters/redis_rate_limiter.hpp"

#include <openssl/evp.h>

#include "adapters/rate_arithmetic.hpp"

namespace salon::adapters {
namespace {

// rate_arithmetic.hpp in Lua. KEYS[1]: the key; ARGV: quota, window in microseconds. → allowed, remaining, wait in
// microseconds. Numbers are doubles there, exact for microseconds since 1970 until the year 2255.
constexpr std::string_view script = R"lua(
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local quota = tonumber(ARGV[1])
local interval = math.max(1, math.floor(tonumber(ARGV[2]) / quota))
local burst = interval * quota
local whole_at = tonumber(redis.call('GET', KEYS[1]) or 0)
whole_at = math.min(math.max(whole_at, now), now + burst)
local until_allowed = whole_at + interval - burst - now
if until_allowed > 0 then
  return {0, 0, until_allowed}
end
whole_at = whole_at + interval
local life = math.ceil((whole_at - now) / 1000)
redis.call('SET', KEYS[1], string.format('%.0f', whole_at), 'PX', string.format('%.0f', life))
return {1, math.floor(-until_allowed / interval), whole_at - now}
)lua";

std::string sha1_hex(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha1(), nullptr);
  std::string out;
  for (unsigned int i = 0; i < length; ++i) {
    out.push_back(digits[digest[i] >> 4]);
    out.push_back(digits[digest[i] & 15]);
  }
  return out;
}

std::optional<RateStep> parse_step(const std::optional<RedisReply>& reply) {
  if (!reply || reply->items.size() != 3) return std::nullopt;
  for (const RedisReply& item : reply->items) {
    if (!item.is_number()) return std::nullopt;
  }
  RateStep step;
  step.allowed = reply->items[0].number == 1;
  step.remaining = reply->items[1].number;
  step.wait = reply->items[2].number;
  return step;
}

}  // namespace

RedisRateLimiter::RedisRateLimiter(RedisClient& redis, LocalRateLimiter& fallback)
    : redis_(redis), fallback_(fallback), script_digest_(sha1_hex(script)) {}

Task<ports::RateVerdict> RedisRateLimiter::take(std::string key, ports::RateRule rule) {
  if (rule.quota <= 0) co_return ports::RateVerdict{};
  const std::string quota = std::to_string(rule.quota);
  const std::string window = std::to_string(std::chrono::microseconds(rule.window).count());
  auto by_digest = redis_.call({"EVALSHA", script_digest_, "1", "rate:" + key, quota, window});
  auto reply = co_await by_digest;
  if (reply && reply->is_error() && reply->text.starts_with("NOSCRIPT")) {
    auto by_text = redis_.call({"EVAL", std::string(script), "1", "rate:" + key, quota, window});
    reply = co_await by_text;
  }
  const auto step = parse_step(reply);
  if (!step) co_return fallback_.take_now(key, rule);
  co_return verdict_of(*step, false);
}

}  // namespace salon::adapters
