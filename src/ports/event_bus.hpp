// Where events go: a Redis Stream by default.
#pragma once

#include <span>

#include "domain/booking_event.hpp"
#include "platform/task.hpp"

namespace salon::ports {

using platform::Task;

class EventBus {
 public:
  virtual ~EventBus() = default;
  // True: the bus has them all. False: some may not have arrived; publish again (at least once, D51).
  [[nodiscard]] virtual Task<bool> publish(std::vector<domain::Event> events) = 0;
};

}  // namespace salon::ports
