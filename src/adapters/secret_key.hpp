// A key of 32 bytes that is wiped when it goes. It cannot be copied, compared or printed.
#pragma once

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

namespace salon::adapters {

class SecretKey {
 public:
  static constexpr std::size_t size = 32;

  explicit SecretKey(std::span<const std::uint8_t, size> bytes) { std::ranges::copy(bytes, bytes_.begin()); }
  SecretKey(SecretKey&& other) noexcept : bytes_(other.bytes_) { other.wipe(); }
  SecretKey& operator=(SecretKey&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~SecretKey() { wipe(); }

  [[nodiscard]] const std::uint8_t* data() const { return bytes_.data(); }

 private:
  void wipe() { sodium_memzero(bytes_.data(), bytes_.size()); }

  std::array<std::uint8_t, size> bytes_{};
};

}  // namespace salon::adapters
