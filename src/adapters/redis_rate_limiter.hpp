// Rate limits shared by all replicas: one script and one round trip a request, on Redis's clock. Without Redis the
// local limiter counts.
#pragma once

#include "adapters/local_rate_limiter.hpp"
#include "adapters/redis_client.hpp"

namespace salon::adapters {

class RedisRateLimiter final : public ports::RateLimiter {
 public:
  RedisRateLimiter(RedisClient& redis, LocalRateLimiter& fallback);

  Task<ports::RateVerdict> take(std::string key, ports::RateRule rule) override;

 private:
  RedisClient& redis_;
  LocalRateLimiter& fallback_;
  std::string script_digest_;
};

}  // namespace salon::adapters
