// The machine's clock.
#pragma once

#include "ports/clock.hpp"

namespace salon::adapters {

class SystemClock final : public ports::Clock {
 public:
  domain::Instant now() override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace salon::adapters
