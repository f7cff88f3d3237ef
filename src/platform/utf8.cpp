#include "platform/utf8.hpp"

#include <algorithm>

namespace salon::platform {

namespace {

unsigned char byte_at(std::string_view text, std::size_t index) { return static_cast<unsigned char>(text[index]); }

bool is_continuation(std::string_view text, std::size_t index) {
  return index < text.size() && (byte_at(text, index) & 0xC0) == 0x80;
}

// The second byte alone tells overlong forms, surrogates and too large code points from good ones (RFC 3629 section 4).
bool is_second_byte_good(unsigned char first, unsigned char second) {
  switch (first) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second <= 0x9F;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second <= 0x8F;
    default:
      return true;
  }
}

}  // namespace

std::size_t utf8_length(std::string_view text) {
  if (text.empty()) return 0;
  const unsigned char first = byte_at(text, 0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !is_continuation(text, 1)) return 0;
  if (first < 0xE0) return 2;
  if (!is_second_byte_good(first, byte_at(text, 1)) || !is_continuation(text, 2)) return 0;
  if (first < 0xF0) return 3;
  return is_continuation(text, 3) ? 4 : 0;
}

bool is_utf8(std::string_view text) {
  while (true) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    const auto plain = std::ranges::find_if_not(text, is_ascii) - text.begin();
    text.remove_prefix(static_cast<std::size_t>(plain));
    if (text.empty()) return true;
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
}

}  // namespace salon::platform
