#include "testing/counting_ids.hpp"

namespace salon::testing {

domain::Uuid CountingIds::next() {
  // Any day of our era: what comes before the counter does not matter, as long as ids ascend.
  const std::uint64_t milliseconds = 0x0190'0000'0000ULL + ++count_;
  domain::Uuid uuid;
  for (std::size_t i = 0; i < 6; ++i) uuid.bytes.at(i) = static_cast<std::uint8_t>(milliseconds >> (40 - 8 * i));
  uuid.bytes.at(6) = 0x70;
  uuid.bytes.at(8) = 0x80;
  uuid.bytes.at(15) = stream_;
  return uuid;
}

void CountingIds::random(std::span<std::uint8_t> out) {
  for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(chance_.next());
}

}  // namespace salon::testing
