// The two halves of an access token as text: header and claims, written by us and read with suspicion.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ports/access_tokens.hpp"

namespace salon::adapters {

struct TokenSettings {
  std::string issuer;
  std::string audience;
};

inline constexpr std::string_view access_token_type = "at+jwt";
inline constexpr std::string_view access_token_algorithm = "ES256";
inline constexpr std::size_t longest_access_token = 8 * 1024;

// The three parts of the compact form, decoded; base64url without padding in its one canonical spelling.
struct TokenParts {
  std::string header;
  std::string claims;
  std::string signature;
};
[[nodiscard]] std::optional<TokenParts> split_token(std::string_view token);

// The key id, if the header is exactly {alg: ES256, kid: …, typ: at+jwt}.
[[nodiscard]] std::optional<std::string> key_id_of(std::string_view header);

[[nodiscard]] std::string claims_text(const ports::AccessClaims& claims, const TokenSettings& settings);
[[nodiscard]] std::optional<ports::AccessClaims> parse_claims(std::string_view text, const TokenSettings& settings,
                                                              domain::Instant now);

}  // namespace salon::adapters
