// The worker numbers committed events and chains audit rows by hash, one sealer at a time (D52).
#pragma once

#include "ports/event_store.hpp"

namespace salon::usecases {

class SealEvents {
 public:
  explicit SealEvents(ports::EventStore& events) : events_(events) {}

  // How many were taken of one batch.
  [[nodiscard]] platform::Task<int> run();

 private:
  ports::EventStore& events_;
};

}  // namespace salon::usecases
