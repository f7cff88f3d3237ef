// What signing in gives: a short access token and a refresh token that is good once (api.md "Identity").
#pragma once

#include "domain/token.hpp"
#include "ports/access_tokens.hpp"
#include "ports/account_store.hpp"
#include "ports/clock.hpp"
#include "ports/id_source.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

struct Credentials {
  std::string email;
  std::string password;
};

struct SignedIn {
  ports::Account account;
  std::string access_token;
  std::string refresh_token;
  domain::TokenFamilyId family;
  domain::seconds expires_in{0};  // of the access token
};

struct TokenMakers {
  ports::IdSource& ids;
  ports::Clock& clock;
  ports::TokenSigner& signer;
};

// 10–256 bytes of UTF-8; nothing else is asked of a password. VALIDATION_FAILED (/password).
[[nodiscard]] Result<void> check_password(std::string_view password);
// The usual form of an address. VALIDATION_FAILED (/email).
[[nodiscard]] Result<domain::EmailAddress> read_email(const std::string& text);

// 256 random bits.
[[nodiscard]] std::string new_refresh_token(ports::IdSource& ids);
// A new family begins.
[[nodiscard]] Task<SignedIn> sign_in(ports::AccountStore& accounts, TokenMakers makers, ports::Account account);
// A refresh token that is already kept.
struct KeptRefresh {
  std::string token;
  domain::TokenFamilyId family;
};
[[nodiscard]] SignedIn signed_in(const TokenMakers& makers, ports::Account account, KeptRefresh refresh,
                                 domain::Instant now);

}  // namespace salon::usecases
