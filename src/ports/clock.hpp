// The process's own clock: for what is shown, signed and limited. What decides about a booking asks the store's clock
// instead (D31).
#pragma once

#include "domain/time.hpp"

namespace salon::ports {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual domain::Instant now() = 0;
};

}  // namespace salon::ports
