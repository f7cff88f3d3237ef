// The worker throws away what is past its time: remembered replies, published events, tokens (D40).
#pragma once

#include "ports/event_store.hpp"

namespace salon::usecases {

class Prune {
 public:
  explicit Prune(ports::EventStore& events) : events_(events) {}

  // How many rows went.
  [[nodiscard]] platform::Task<int> run();

 private:
  ports::EventStore& events_;
};

}  // namespace salon::usecases
