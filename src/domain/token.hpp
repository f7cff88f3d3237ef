// Tokens that people carry: random bits written URL-safe, kept only as their SHA-256 (D38).
// Whoever reads the store cannot use what is in it. No salt: 128 random bits cannot be guessed from a hash.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace salon::domain {

inline constexpr std::size_t booking_token_bytes = 16;  // 128 bits, D38
inline constexpr std::size_t refresh_token_bytes = 32;

// base64url without padding.
[[nodiscard]] std::string token_text(std::span<const std::uint8_t> random_bits);
[[nodiscard]] std::array<std::uint8_t, 32> token_hash(std::string_view token);

}  // namespace salon::domain
