// Rate limits. Never an error: without its store it counts locally.
#pragma once

#include <string>

#include "domain/time.hpp"
#include "platform/task.hpp"

namespace salon::ports {

using platform::Task;

struct RateRule {
  int quota = 0;  // 0: no limit
  domain::seconds window{60};
};
struct RateVerdict {
  bool allowed = true;
  int remaining = 0;
  domain::seconds reset{0};  // until the quota is whole again, or until the next is allowed when refused
  bool counted_locally = false;
};

class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  // One more of `key`, if the rule lets it. Keys hold no personal data but the address that came.
  [[nodiscard]] virtual Task<RateVerdict> take(std::string key, RateRule rule) = 0;
};

}  // namespace salon::ports
