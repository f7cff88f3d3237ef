// What an attacker, or somebody who stole the key, could send: any header and claims, signed in any way.
#pragma once

#include <string>
#include <string_view>

#include "adapters/jose_keys.hpp"

namespace salon::adapters {

[[nodiscard]] std::string base64url(std::string_view bytes);

class TokenForge {
 public:
  explicit TokenForge(ports::SigningKey key);

  // ES256 with the key, whatever the header says.
  [[nodiscard]] std::string signed_with_key(std::string_view header, std::string_view claims) const;
  // HMAC-SHA-256 under any text, say the public key.
  [[nodiscard]] static std::string signed_with_hmac(std::string_view header, std::string_view claims,
                                                    std::string_view secret);
  [[nodiscard]] static std::string with_signature(std::string_view header, std::string_view claims,
                                                  std::string_view signature);

 private:
  ports::SigningKey key_;
};

}  // namespace salon::adapters
