// Access tokens: who somebody is, signed, for a quarter of an hour (api.md "Identity"). A verifier needs only public
// keys and tells nobody why it refuses.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/access.hpp"
#include "domain/time.hpp"
#include "platform/task.hpp"

namespace salon::ports {

using platform::Task;

struct AccessClaims {
  domain::AccountId account;
  domain::Role role = domain::Role::user;
  std::vector<domain::LocationId> locations;
  std::optional<domain::StylistId> stylist;
  std::string jti;
  // Of its refresh tokens: the same from signing in to signing out.
  std::optional<domain::TokenFamilyId> family = std::nullopt;
  domain::Instant issued_at;  // whole seconds
  domain::Instant expires_at;
  bool operator==(const AccessClaims&) const = default;
};

class TokenSigner {
 public:
  virtual ~TokenSigner() = default;
  [[nodiscard]] virtual std::string sign(const AccessClaims& claims) = 0;
};

class TokenVerifier {
 public:
  virtual ~TokenVerifier() = default;
  // Nothing: not ours, not now, or not an access token. Throws Unavailable while no key is known at all.
  [[nodiscard]] virtual Task<std::optional<AccessClaims>> verify(std::string token) = 0;
};

// The half of a signing key that proves its signatures, as a JWK.
struct PublicKey {
  std::string key_id;
  std::string jwk;
};

class KeySource {
 public:
  virtual ~KeySource() = default;
  // The keys in force, two during a rotation. `refetch`: what was fetched before will not do.
  [[nodiscard]] virtual Task<std::vector<PublicKey>> keys(bool refetch) = 0;
};

}  // namespace salon::ports
