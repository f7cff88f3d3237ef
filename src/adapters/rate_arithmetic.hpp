// The generic cell rate algorithm: of each key only the time is kept at which its quota will be whole again. Quota N in
// window W lets N through at once, and then one every W/N. Times in microseconds. The Redis script computes the same.
#pragma once

#include <algorithm>
#include <cstdint>

#include "ports/rate_limiter.hpp"

namespace salon::adapters {

struct RateStep {
  bool allowed = true;
  std::int64_t whole_at = 0;   // to be kept for the key
  std::int64_t remaining = 0;  // how many more would be let through now
  std::int64_t wait = 0;       // until whole again, or until the next is allowed when refused
};

[[nodiscard]] inline RateStep next_rate_step(std::int64_t kept_whole_at, std::int64_t now, std::int64_t quota,
                                             std::int64_t window) {
  const std::int64_t interval = std::max<std::int64_t>(1, window / quota);
  const std::int64_t burst = interval * quota;
  // A kept time further off than a whole burst comes from another rule or a clock that was set back.
  const std::int64_t whole_at = std::clamp(kept_whole_at, now, now + burst);
  const std::int64_t next = whole_at + interval;
  const std::int64_t until_allowed = next - burst - now;
  RateStep step;
  step.allowed = until_allowed <= 0;
  step.whole_at = step.allowed ? next : whole_at;
  step.remaining = step.allowed ? -until_allowed / interval : 0;
  step.wait = step.allowed ? step.whole_at - now : until_allowed;
  return step;
}

// Whole seconds, upwards: who waits that long is let through.
[[nodiscard]] inline ports::RateVerdict verdict_of(const RateStep& step, bool counted_locally) {
  constexpr std::int64_t microseconds_per_second = 1'000'000;
  ports::RateVerdict verdict;
  verdict.allowed = step.allowed;
  verdict.remaining = static_cast<int>(step.remaining);
  verdict.reset = std::chrono::seconds((step.wait + microseconds_per_second - 1) / microseconds_per_second);
  verdict.counted_locally = counted_locally;
  return verdict;
}

}  // namespace salon::adapters
