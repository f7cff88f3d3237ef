// Accounts, refresh tokens and signing keys in memory; the rules are those of ports/account_store.hpp.
#pragma once

#include "ports/account_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryAccountStore final : public ports::AccountStore {
 public:
  template <class T>
  using Task = ports::Task<T>;
  using Answered = domain::Result<domain::Answer>;
  using Account = ports::Account;

  explicit MemoryAccountStore(MemoryBrand& brand) : brand_(brand) {}

  Task<domain::Result<void>> add(Account account, ports::Requester by) override;
  Task<Answered> add_once(Account account, ports::Once<Account> once) override;
  Task<Answered> change(domain::AccountId id, domain::IfVersion if_version,
                        std::function<domain::Result<Account>(const Account&)> edit,
                        ports::Once<Account> once) override;
  Task<std::optional<Account>> find(domain::AccountId id) override;
  Task<std::optional<Account>> find_by_email(domain::EmailAddress email) override;
  Task<domain::Result<ports::Page<Account>>> staff(std::vector<domain::LocationId> locations,
                                                   ports::PageRequest page) override;

  Task<void> add_refresh(ports::RefreshToken token) override;
  Task<domain::Result<ports::RefreshOwner>> rotate_refresh(ports::TokenHash old_token, ports::TokenHash new_token,
                                                           domain::Instant new_expires_at) override;
  Task<void> end_family(ports::TokenHash token) override;

  Task<std::vector<ports::SigningKey>> signing_keys() override;
  Task<std::vector<ports::SigningKey>> add_signing_key(ports::SigningKey key,
                                                       domain::Instant unless_newer_than) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
