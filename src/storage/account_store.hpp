// ports::AccountStore on PostgreSQL. Addresses are sealed and found by their blind index; private signing keys are
// sealed (D61).
#pragma once

#include "ports/account_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgAccountStore final : public ports::AccountStore {
 public:
  explicit PgAccountStore(Database& database) : database_(database) {}

  using Answered = domain::Result<domain::Answer>;
  using OnceAccount = ports::Once<ports::Account>;
  using Edit = std::function<domain::Result<ports::Account>(const ports::Account&)>;

  Task<domain::Result<void>> add(ports::Account account, ports::Requester by) override;
  Task<Answered> add_once(ports::Account account, OnceAccount once) override;
  Task<Answered> change(domain::AccountId id, domain::IfVersion if_version, Edit edit, OnceAccount once) override;
  Task<std::optional<ports::Account>> find(domain::AccountId id) override;
  Task<std::optional<ports::Account>> find_by_email(domain::EmailAddress email) override;
  Task<domain::Result<ports::Page<ports::Account>>> staff(std::vector<domain::LocationId> locations,
                                                          ports::PageRequest page) override;

  Task<void> add_refresh(ports::RefreshToken token) override;
  Task<domain::Result<ports::RefreshOwner>> rotate_refresh(ports::TokenHash old_token, ports::TokenHash new_token,
                                                           domain::Instant new_expires_at) override;
  Task<void> end_family(ports::TokenHash token) override;

  Task<std::vector<ports::SigningKey>> signing_keys() override;
  Task<std::vector<ports::SigningKey>> add_signing_key(ports::SigningKey key,
                                                       domain::Instant unless_newer_than) override;

 private:
  Database& database_;
};

}  // namespace salon::storage
