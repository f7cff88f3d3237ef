#include "testing/memory_rate_limiter.hpp"

namespace salon::testing {

ports::Task<ports::RateVerdict> MemoryRateLimiter::take(std::string key, ports::RateRule rule) {
  ports::RateVerdict verdict;
  if (rule.quota == 0) co_return verdict;
  const domain::Instant now = clock_.now();
  Window& window = windows_[key];
  if (window.ends_at <= now) window = {now + rule.window, 0};
  verdict.allowed = window.taken < rule.quota;
  if (verdict.allowed) ++window.taken;
  verdict.remaining = rule.quota - window.taken;
  verdict.reset = std::chrono::ceil<domain::seconds>(window.ends_at - now);
  co_return verdict;
}

}  // namespace salon::testing
