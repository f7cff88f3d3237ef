// New ids (UUIDv7, RFC 9562) and chance (cryptographic randomness).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "domain/ids.hpp"

namespace salon::ports {

class IdSource {
 public:
  virtual ~IdSource() = default;
  [[nodiscard]] virtual domain::Uuid next() = 0;
  virtual void random(std::span<std::uint8_t> out) = 0;

  template <class SomeId>
  [[nodiscard]] SomeId next_id() {
    return SomeId{next()};
  }
};

}  // namespace salon::ports
