// Ids that count: shaped like UUIDv7, ascending, the same in every run. Two sources that are used side by side take
// different streams.
#pragma once

#include "domain/exposure.hpp"
#include "ports/id_source.hpp"

namespace salon::testing {

class CountingIds final : public ports::IdSource {
 public:
  explicit CountingIds(std::uint8_t stream = 0) : stream_(stream), chance_{stream} {}

  [[nodiscard]] domain::Uuid next() override;
  void random(std::span<std::uint8_t> out) override;

 private:
  std::uint8_t stream_;
  std::uint64_t count_ = 0;
  domain::SplitMix64 chance_;
};

}  // namespace salon::testing
