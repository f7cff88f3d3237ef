// Accounts of users and staff, refresh tokens, and the keys that sign access tokens.
#pragma once

#include "domain/access.hpp"
#include "domain/pii.hpp"
#include "ports/secret_box.hpp"
#include "ports/store.hpp"

namespace salon::ports {

struct Account {
  domain::AccountId id;
  domain::EmailAddress email;
  std::string password_hash;  // argon2id, PHC string
  domain::Role role = domain::Role::user;
  std::vector<domain::LocationId> location_ids;
  std::optional<domain::StylistId> stylist_id;
  bool active = true;
  domain::Instant created_at;
  std::int64_t version = 1;
};

struct RefreshToken {
  TokenHash hash;
  domain::TokenFamilyId family;
  domain::AccountId account;
  domain::Instant expires_at;
};

// Whose a refresh token was.
struct RefreshOwner {
  domain::AccountId account;
  domain::TokenFamilyId family;
};

// A key pair for access tokens, as JWK; the private one is sealed at rest.
struct SigningKey {
  std::string key_id;
  std::string private_jwk;
  domain::Instant created_at;
};

class AccountStore {
 public:
  virtual ~AccountStore() = default;

  // CONFLICT: the address has an account already.
  [[nodiscard]] virtual Task<Result<void>> add(Account account, Requester by) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> add_once(Account account, Once<Account> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> change(domain::AccountId id, domain::IfVersion if_version,
                                                    std::function<Result<Account>(const Account&)> edit,
                                                    Once<Account> once) = 0;
  [[nodiscard]] virtual Task<std::optional<Account>> find(domain::AccountId id) = 0;
  [[nodiscard]] virtual Task<std::optional<Account>> find_by_email(domain::EmailAddress email) = 0;
  // Staff only, by id; those who work at one of the locations (empty: everywhere). VALIDATION_FAILED (?cursor).
  [[nodiscard]] virtual Task<Result<Page<Account>>> staff(std::vector<domain::LocationId> locations,
                                                          PageRequest page) = 0;

  [[nodiscard]] virtual Task<void> add_refresh(RefreshToken token) = 0;
  // Swaps the old for the new. UNAUTHENTICATED: unknown, expired, or used before — then its whole family ends.
  [[nodiscard]] virtual Task<Result<RefreshOwner>> rotate_refresh(TokenHash old_token, TokenHash new_token,
                                                                  domain::Instant new_expires_at) = 0;
  // Unknown ones too: nothing to say about it.
  [[nodiscard]] virtual Task<void> end_family(TokenHash token) = 0;

  // Newest first; those past their life and overlap left out.
  [[nodiscard]] virtual Task<std::vector<SigningKey>> signing_keys() = 0;
  // Keeps the given key unless another replica was first with one younger than `unless_newer_than`; the keys in force.
  [[nodiscard]] virtual Task<std::vector<SigningKey>> add_signing_key(SigningKey key,
                                                                      domain::Instant unless_newer_than) = 0;
};

}  // namespace salon::ports
