// Counts of what was shown that are not kept yet. Used from any thread.
#pragma once

#include "ports/analytics_store.hpp"

namespace salon::ports {

class ShownTally {
 public:
  virtual ~ShownTally() = default;
  // All of them, once.
  [[nodiscard]] virtual std::vector<ShownCount> take() = 0;
  // They could not be kept.
  virtual void give_back(const std::vector<ShownCount>& counts) = 0;
};

}  // namespace salon::ports
