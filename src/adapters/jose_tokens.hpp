// ES256 access tokens (RFC 9068, RFC 8725). The header has exactly alg, kid and typ; the algorithm is pinned and keys
// are only ever found by kid among our own, so nothing in a token can choose how it is judged. Signer and verifier
// belong to one loop each.
#pragma once

#include <list>
#include <map>

#include "adapters/jose_claims.hpp"
#include "adapters/jose_keys.hpp"
#include "ports/clock.hpp"

namespace salon::adapters {

class JoseTokenSigner final : public ports::TokenSigner {
 public:
  // Throws std::invalid_argument when the key is damaged.
  JoseTokenSigner(const ports::SigningKey& key, TokenSettings settings);

  std::string sign(const ports::AccessClaims& claims) override;
  // From here on with this key: rotation.
  void use(const ports::SigningKey& key);

 private:
  TokenSettings settings_;
  std::string key_id_;
  Jwk key_;
};

class JoseTokenVerifier final : public ports::TokenVerifier {
 public:
  JoseTokenVerifier(ports::KeySource& source, ports::Clock& clock, TokenSettings settings,
                    std::size_t most_remembered = 4096);

  platform::Task<std::optional<ports::AccessClaims>> verify(std::string token) override;
  [[nodiscard]] std::size_t remembered() const { return by_use_.size(); }

 private:
  using Digest = std::array<std::uint8_t, 32>;
  struct Remembered {
    Digest digest;
    ports::AccessClaims claims;
  };
  struct Turn;

  std::optional<ports::AccessClaims> recall(const Digest& digest, domain::Instant now);
  void remember(const Digest& digest, const ports::AccessClaims& claims);
  [[nodiscard]] bool may_fetch(domain::Instant now) const;
  platform::Task<void> fetch_keys(bool refetch);

  ports::KeySource& source_;
  ports::Clock& clock_;
  TokenSettings settings_;
  std::size_t most_remembered_;
  std::map<std::string, Jwk, std::less<>> keys_;
  std::optional<domain::Instant> fetched_at_;
  bool is_fetching_ = false;
  std::vector<std::coroutine_handle<>> waiting_for_keys_;
  std::list<Remembered> by_use_;  // last used first
  std::map<Digest, std::list<Remembered>::iterator> by_digest_;
};

}  // namespace salon::adapters
