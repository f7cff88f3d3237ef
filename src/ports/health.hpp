// Whether the store can serve, and whether what it holds is true.
#pragma once

#include "ports/store.hpp"

namespace salon::ports {

struct Violation {
  std::string invariant;
  std::string detail;  // ids and numbers, no personal data
};

class Health {
 public:
  virtual ~Health() = default;
  // Nothing: a read-write primary answers and its schema is the one this program knows. Otherwise a sentence.
  [[nodiscard]] virtual Task<std::optional<std::string>> why_not_ready() = 0;
  [[nodiscard]] virtual Task<std::vector<Violation>> violations() = 0;
};

}  // namespace salon::ports
