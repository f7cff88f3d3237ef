// Keys for access tokens as JSON Web Keys (RFC 7517): EC P-256 for ES256 and nothing else. With cjose.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ports/access_tokens.hpp"
#include "ports/account_store.hpp"

struct _cjose_jwk_int;

namespace salon::adapters {

struct FreeJwk {
  void operator()(_cjose_jwk_int* jwk) const;
};
using Jwk = std::unique_ptr<_cjose_jwk_int, FreeJwk>;

// A new key pair from the system's randomness.
[[nodiscard]] ports::SigningKey new_signing_key(std::string key_id, domain::Instant now);
// Throws std::invalid_argument when the key is not one of new_signing_key's.
[[nodiscard]] ports::PublicKey public_part(const ports::SigningKey& key);

// {"keys":[…]} (RFC 7517 5), public parts only.
[[nodiscard]] std::string jwks_json(std::span<const ports::PublicKey> keys);
// The keys of a set that we can use; others are passed over. Nothing: it is no key set.
[[nodiscard]] std::optional<std::vector<ports::PublicKey>> parse_jwks(std::string_view json);

// Nothing: not a P-256 key, or not whole.
[[nodiscard]] Jwk import_private_key(const std::string& jwk);
// Nothing also when it has a private part: that one has no business here.
[[nodiscard]] Jwk import_public_key(const std::string& jwk);

}  // namespace salon::adapters
