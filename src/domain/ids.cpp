#include "domain/ids.hpp"

#include <cstring>

namespace salon::domain {
namespace {

constexpr std::size_t canonical_length = 36;

bool is_hyphen_position(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Uuid::text() const {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out(canonical_length, '-');
  std::size_t position = 0;
  for (const std::uint8_t byte : bytes) {
    if (is_hyphen_position(position)) ++position;
    out[position++] = digits[byte >> 4];
    out[position++] = digits[byte & 15];
  }
  return out;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != canonical_length) return std::nullopt;
  Uuid out;
  std::size_t nibble = 0;
  for (std::size_t position = 0; position < canonical_length; ++position) {
    if (is_hyphen_position(position)) {
      if (text[position] != '-') return std::nullopt;
      continue;
    }
    const int value = hex_value(text[position]);
    if (value < 0) return std::nullopt;
    auto& byte = out.bytes[nibble / 2];
    byte = static_cast<std::uint8_t>((byte << 4) | value);
    ++nibble;
  }
  return out;
}

}  // namespace salon::domain

std::size_t std::hash<salon::domain::Uuid>::operator()(const salon::domain::Uuid& uuid) const noexcept {
  // UUIDv7 carries its random bits at the end; fold both halves so that any id spreads.
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::memcpy(&high, uuid.bytes.data(), 8);
  std::memcpy(&low, uuid.bytes.data() + 8, 8);
  return static_cast<std::size_t>((high * 0x9E3779B97F4A7C15ULL) ^ low);
}
