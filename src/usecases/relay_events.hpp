// The worker carries committed events to the bus, at least once each (D51).
#pragma once

#include "ports/event_bus.hpp"
#include "ports/event_store.hpp"

namespace salon::usecases {

class RelayEvents {
 public:
  RelayEvents(ports::EventStore& events, ports::EventBus& bus) : events_(events), bus_(bus) {}

  // How many were published of one batch; a full batch says: come again at once.
  [[nodiscard]] platform::Task<int> run();

 private:
  ports::EventStore& events_;
  ports::EventBus& bus_;
};

}  // namespace salon::usecases
