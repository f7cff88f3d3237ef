#include "domain/ids.hpp"

#include <cstring>

#include "domain/put_text.hpp"

namespace salon::domain {
namespace {

// Of each byte, where its two digits stand; hyphens stand between.
constexpr std::array<std::uint8_t, 16> places{0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34};
constexpr std::array<std::uint8_t, 4> hyphens{8, 13, 18, 23};

constexpr std::array<std::int8_t, 256> hex_table() {
  std::array<std::int8_t, 256> table{};
  table.fill(-1);
  for (int i = 0; i < 10; ++i) table[static_cast<std::size_t>('0' + i)] = static_cast<std::int8_t>(i);
  for (int i = 0; i < 6; ++i) {
    table[static_cast<std::size_t>('a' + i)] = static_cast<std::int8_t>(10 + i);
    table[static_cast<std::size_t>('A' + i)] = static_cast<std::int8_t>(10 + i);
  }
  return table;
}

int hex_value(char c) {
  static constexpr auto table = hex_table();
  return table[static_cast<unsigned char>(c)];
}

}  // namespace

char* put_uuid(char* out, const Uuid& uuid) {
  static constexpr char digits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < places.size(); ++i) {
    out[places[i]] = digits[uuid.bytes[i] >> 4];
    out[places[i] + 1] = digits[uuid.bytes[i] & 15];
  }
  for (const std::uint8_t place : hyphens) out[place] = '-';
  return out + uuid_length;
}

std::string Uuid::text() const {
  std::string out(uuid_length, '-');
  put_uuid(out.data(), *this);
  return out;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != uuid_length) return std::nullopt;
  for (const std::uint8_t place : hyphens) {
    if (text[place] != '-') return std::nullopt;
  }
  Uuid out;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const int high = hex_value(text[places[i]]);
    const int low = hex_value(text[places[i] + 1U]);
    if (high < 0 || low < 0) return std::nullopt;
    out.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
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
