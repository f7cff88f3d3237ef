// A signer, a verifier and the keys between them, at a fixed time.
#pragma once

#include <gtest/gtest.h>

#include "adapters/jose_tokens.hpp"
#include "testing/manual_clock.hpp"
#include "token_forge.hpp"

namespace salon::adapters {

class ListedKeys final : public ports::KeySource {
 public:
  platform::Task<std::vector<ports::PublicKey>> keys(bool refetch) override {
    ++asked;
    if (refetch) ++asked_again;
    if (is_away) throw ports::Unavailable("no keys today");
    co_return listed;
  }
  std::vector<ports::PublicKey> listed;
  int asked = 0;
  int asked_again = 0;
  bool is_away = false;
};

struct TokenFixture : ::testing::Test {
  TokenFixture() { source.listed.push_back(public_part(key)); }

  ports::AccessClaims manager() const {
    ports::AccessClaims claims;
    claims.account = *domain::AccountId::parse("018f0000-0000-7000-8000-000000000001");
    claims.role = domain::Role::manager;
    claims.locations = {*domain::LocationId::parse("018f0000-0000-7000-8000-0000000000a1"),
                        *domain::LocationId::parse("018f0000-0000-7000-8000-0000000000a2")};
    claims.stylist = domain::StylistId::parse("018f0000-0000-7000-8000-0000000000b1");
    claims.jti = "018f0000-0000-7000-8000-0000000000c1";
    claims.family = domain::TokenFamilyId::parse("018f0000-0000-7000-8000-0000000000d1");
    claims.issued_at = noon;
    claims.expires_at = noon + std::chrono::minutes(15);
    return claims;
  }
  std::optional<ports::AccessClaims> verify(std::string token) {
    return platform::run_ready(verifier.verify(std::move(token)));
  }

  const domain::Instant noon = *domain::parse_instant("2026-03-02T12:00:00Z");
  const TokenSettings settings{"https://book.example", "salon"};
  salon::testing::ManualClock clock{noon};
  ports::SigningKey key = new_signing_key("spring", noon);
  ListedKeys source;
  JoseTokenSigner signer{key, settings};
  JoseTokenVerifier verifier{source, clock, settings};
};

}  // namespace salon::adapters
