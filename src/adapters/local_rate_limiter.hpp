// Rate limits counted in this process alone, for when Redis is away. Memory is bounded: the key unused for longest is
// forgotten first. One for the whole process; may be asked from any thread.
#pragma once

#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

#include "ports/clock.hpp"
#include "ports/rate_limiter.hpp"

namespace salon::adapters {

class LocalRateLimiter final : public ports::RateLimiter {
 public:
  explicit LocalRateLimiter(ports::Clock& clock, std::size_t most_keys = 20'000)
      : clock_(clock), most_keys_(most_keys) {}

  platform::Task<ports::RateVerdict> take(std::string key, ports::RateRule rule) override;
  [[nodiscard]] ports::RateVerdict take_now(const std::string& key, ports::RateRule rule);
  [[nodiscard]] std::size_t keys() const;

 private:
  struct Kept {
    std::string key;
    std::int64_t whole_at = 0;
  };
  Kept& kept(const std::string& key);

  ports::Clock& clock_;
  std::size_t most_keys_;
  mutable std::mutex mutex_;
  std::list<Kept> by_use_;  // last used first
  std::unordered_map<std::string_view, std::list<Kept>::iterator> by_key_;
};

}  // namespace salon::adapters
