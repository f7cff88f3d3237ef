// Ids that sort by the time they were made (RFC 9562 version 7), each larger than the one before, whatever the clock
// does: 12 bits after the milliseconds count within one of them. Randomness is libsodium's. May be asked from any
// thread.
#pragma once

#include <mutex>

#include "ports/clock.hpp"
#include "ports/id_source.hpp"

namespace salon::adapters {

class UuidV7Source final : public ports::IdSource {
 public:
  explicit UuidV7Source(ports::Clock& clock);

  domain::Uuid next() override;
  void random(std::span<std::uint8_t> out) override;

 private:
  ports::Clock& clock_;
  std::mutex mutex_;
  std::uint64_t last_millisecond_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace salon::adapters
