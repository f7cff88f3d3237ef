#include "domain/token.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace salon::domain {

std::string token_text(std::span<const std::uint8_t> random_bits) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  text.reserve((random_bits.size() * 8 + 5) / 6);
  std::uint32_t pending = 0;
  int pending_bits = 0;
  for (const std::uint8_t byte : random_bits) {
    pending = pending << 8 | byte;
    pending_bits += 8;
    while (pending_bits >= 6) {
      pending_bits -= 6;
      text.push_back(letters[pending >> pending_bits & 0x3F]);
    }
  }
  if (pending_bits > 0) text.push_back(letters[pending << (6 - pending_bits) & 0x3F]);
  return text;
}

std::array<std::uint8_t, 32> token_hash(std::string_view token) {
  std::array<std::uint8_t, 32> hash{};
  unsigned int written = 0;
  const int made = EVP_Digest(token.data(), token.size(), hash.data(), &written, EVP_sha256(), nullptr);
  if (made != 1 || written != hash.size()) throw std::runtime_error("OpenSSL gives no SHA-256");
  return hash;
}

}  // namespace salon::domain
