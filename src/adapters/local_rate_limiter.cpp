#include "adapters/local_rate_limiter.hpp"

#include "adapters/rate_arithmetic.hpp"

namespace salon::adapters {

platform::Task<ports::RateVerdict> LocalRateLimiter::take(std::string key, ports::RateRule rule) {
  co_return take_now(key, rule);
}

ports::RateVerdict LocalRateLimiter::take_now(const std::string& key, ports::RateRule rule) {
  ports::RateVerdict unlimited;
  unlimited.counted_locally = true;
  if (rule.quota <= 0) return unlimited;
  const std::int64_t now = clock_.now().time_since_epoch().count();
  const std::lock_guard lock(mutex_);
  Kept& entry = kept(key);
  const RateStep step = next_rate_step(entry.whole_at, now, rule.quota, std::chrono::microseconds(rule.window).count());
  entry.whole_at = step.whole_at;
  return verdict_of(step, true);
}

std::size_t LocalRateLimiter::keys() const {
  const std::lock_guard lock(mutex_);
  return by_use_.size();
}

LocalRateLimiter::Kept& LocalRateLimiter::kept(const std::string& key) {
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return by_use_.front();
  }
  if (by_use_.size() >= most_keys_) {
    by_key_.erase(by_use_.back().key);
    by_use_.pop_back();
  }
  by_use_.push_front({key, 0});
  by_key_.emplace(by_use_.front().key, by_use_.begin());
  return by_use_.front();
}

}  // namespace salon::adapters
