// Is everything that must be true still true (reliability.md "Invariants").
#pragma once

#include "ports/health.hpp"

namespace salon::usecases {

class CheckInvariants {
 public:
  explicit CheckInvariants(ports::Health& health) : health_(health) {}

  [[nodiscard]] platform::Task<std::vector<ports::Violation>> run();

 private:
  ports::Health& health_;
};

}  // namespace salon::usecases
