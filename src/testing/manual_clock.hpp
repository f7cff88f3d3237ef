// A clock that stands still until a test moves it.
#pragma once

#include "ports/clock.hpp"

namespace salon::testing {

class ManualClock final : public ports::Clock {
 public:
  explicit ManualClock(domain::Instant start) : now_(start) {}

  [[nodiscard]] domain::Instant now() override { return now_; }
  void set(domain::Instant now) { now_ = now; }
  void advance(std::chrono::microseconds length) { now_ += length; }

 private:
  domain::Instant now_;
};

}  // namespace salon::testing
