// Rate limits in memory: fixed windows on a clock that tests move.
#pragma once

#include <map>

#include "ports/clock.hpp"
#include "ports/rate_limiter.hpp"

namespace salon::testing {

class MemoryRateLimiter final : public ports::RateLimiter {
 public:
  explicit MemoryRateLimiter(ports::Clock& clock) : clock_(clock) {}

  ports::Task<ports::RateVerdict> take(std::string key, ports::RateRule rule) override;

 private:
  struct Window {
    domain::Instant ends_at;
    int taken = 0;
  };
  ports::Clock& clock_;
  std::map<std::string, Window> windows_;
};

}  // namespace salon::testing
