#include "adapters/uuid_v7_source.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

namespace salon::adapters {
namespace {

constexpr std::uint32_t largest_count = 0xFFF;
// A new millisecond begins to count in the lower half, so that there is room above.
constexpr std::uint32_t first_count_bound = 0x800;

// Asking the kernel costs as much as a small request: it is asked for many bytes at once. Each is given out once and
// forgotten.
class RandomStock {
 public:
  void take(std::span<std::uint8_t> out) {
    if (out.size() > bytes_.size()) {
      randombytes_buf(out.data(), out.size());
      return;
    }
    if (out.size() > bytes_.size() - next_) {
      randombytes_buf(bytes_.data(), bytes_.size());
      next_ = 0;
    }
    const auto given = std::span(bytes_).subspan(next_, out.size());
    std::ranges::copy(given, out.begin());
    sodium_memzero(given.data(), given.size());
    next_ += out.size();
  }

 private:
  std::array<std::uint8_t, 1024> bytes_{};
  std::size_t next_ = bytes_.size();
};

}  // namespace

UuidV7Source::UuidV7Source(ports::Clock& clock) : clock_(clock) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be used on this machine");
}

domain::Uuid UuidV7Source::next() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.now()).time_since_epoch().count();
  domain::Uuid id;
  random(id.bytes);
  std::uint64_t millisecond = 0;
  std::uint32_t count = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto current = static_cast<std::uint64_t>(std::max<std::int64_t>(now, 0));
    if (current > last_millisecond_) {
      last_millisecond_ = current;
      count_ = (id.bytes[6] << 8 | id.bytes[7]) % first_count_bound;
    } else if (count_ < largest_count) {
      ++count_;
    } else {
      ++last_millisecond_;  // borrowed from the future, which soon catches up
      count_ = 0;
    }
    millisecond = last_millisecond_;
    count = count_;
  }
  for (int i = 0; i < 6; ++i)
    id.bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millisecond >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | count >> 8);
  id.bytes[7] = static_cast<std::uint8_t>(count);
  id.bytes[8] = static_cast<std::uint8_t>(0x80 | (id.bytes[8] & 0x3F));
  return id;
}

void UuidV7Source::random(std::span<std::uint8_t> out) {
  thread_local RandomStock stock;
  stock.take(out);
}

}  // namespace salon::adapters
