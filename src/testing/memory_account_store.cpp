#include "testing/memory_account_store.hpp"

#include <algorithm>
#include <tuple>

#include "domain/policy.hpp"
#include "testing/memory_change.hpp"
#include "testing/memory_pages.hpp"

namespace salon::testing {

using domain::Instant;
using domain::Refusal;
using domain::Result;
using ports::Account;
using ports::SigningKey;

namespace {

Result<void> check_email(const MemoryBrand& brand, const Account& account) {
  const std::string wanted = domain::email_lookup_form(account.email);
  for (const auto& [id, other] : brand.accounts) {
    if (id != account.id && domain::email_lookup_form(other.email) == wanted) {
      return domain::refuse(Refusal::conflict, "This address has an account already.");
    }
  }
  return {};
}

bool is_same_account(const Account& one, const Account& other) {
  const auto columns = [](const Account& row) {
    return std::tie(row.email.reveal(), row.password_hash, row.role, row.location_ids, row.stylist_id, row.active);
  };
  return columns(one) == columns(other);
}

// Neither address nor password: who may do what is all that an audit asks.
std::string state_of(const Account& account) {
  return "{\"role\":\"" + std::string(domain::text_of(account.role)) +
         "\",\"active\":" + (account.active ? "true" : "false") + ",\"version\":" + std::to_string(account.version) +
         "}";
}

void note_account(MemoryBrand& brand, const ports::Requester& by, const Account* before, const Account& after) {
  const auto location = after.location_ids.empty() ? std::nullopt : std::optional(after.location_ids.front());
  AuditNote note{before == nullptr ? "account.added" : "account.changed",
                 location,
                 "account",
                 after.id.text(),
                 before == nullptr ? "" : state_of(*before),
                 state_of(after)};
  note_in_audit(brand, by, std::move(note));
}

Decided<Account> decide_add(MemoryBrand& brand, const Account& account, const ports::Requester& by) {
  if (auto allowed = check_email(brand, account); !allowed) return refused<Account>(std::move(allowed.error()));
  return {account, [&brand, account, by] {
            brand.accounts.insert_or_assign(account.id, account);
            note_account(brand, by, nullptr, account);
          }};
}

void end_family_of(MemoryBrand& brand, domain::TokenFamilyId family) {
  std::erase_if(brand.refresh_tokens, [family](const auto& entry) { return entry.second.token.family == family; });
}

bool is_in_force(const SigningKey& key, Instant now) {
  return now - key.created_at <= domain::policy::signing_key_life + domain::policy::signing_key_overlap;
}

std::vector<SigningKey> keys_in_force(const MemoryBrand& brand) {
  std::vector<SigningKey> keys;
  std::ranges::copy_if(brand.signing_keys, std::back_inserter(keys),
                       [now = brand.clock.now()](const SigningKey& key) { return is_in_force(key, now); });
  return keys;
}

}  // namespace

auto MemoryAccountStore::add(Account account, ports::Requester by) -> Task<Result<void>> {
  Decided<Account> decided = decide_add(brand_, account, by);
  if (!decided.outcome) co_return std::unexpected(decided.outcome.error());
  decided.write();
  co_return Result<void>{};
}

auto MemoryAccountStore::add_once(Account account, ports::Once<Account> once) -> Task<Answered> {
  co_return do_once(brand_, once, [this, &account, &once](Instant) { return decide_add(brand_, account, once.by); });
}

auto MemoryAccountStore::change(domain::AccountId id, domain::IfVersion if_version,
                                std::function<Result<Account>(const Account&)> edit, ports::Once<Account> once)
    -> Task<Answered> {
  co_return do_once(brand_, once, [&](Instant) {
    const auto check = [this](const Account& account) { return check_email(brand_, account); };
    const auto write = [this, &once](const Account& before, const Account& after) {
      brand_.accounts.insert_or_assign(after.id, after);
      note_account(brand_, once.by, &before, after);
    };
    return decide_change(brand_.accounts, id, if_version, edit, is_same_account, check, write);
  });
}

auto MemoryAccountStore::find(domain::AccountId id) -> Task<std::optional<Account>> {
  const auto found = brand_.accounts.find(id);
  if (found == brand_.accounts.end()) co_return std::nullopt;
  co_return found->second;
}

auto MemoryAccountStore::find_by_email(domain::EmailAddress email) -> Task<std::optional<Account>> {
  const std::string wanted = domain::email_lookup_form(email);
  for (const auto& [id, account] : brand_.accounts) {
    if (domain::email_lookup_form(account.email) == wanted) co_return account;
  }
  co_return std::nullopt;
}

auto MemoryAccountStore::staff(std::vector<domain::LocationId> locations, ports::PageRequest page)
    -> Task<Result<ports::Page<Account>>> {
  std::vector<Account> found;
  for (const auto& [id, account] : brand_.accounts) {
    if (account.role == domain::Role::user || account.role == domain::Role::guest) continue;
    const auto works_there = [&account](domain::LocationId location) {
      return std::ranges::find(account.location_ids, location) != account.location_ids.end();
    };
    if (locations.empty() || std::ranges::any_of(locations, works_there)) found.push_back(account);
  }
  const auto key_of = [](const Account& account) { return account.id.text(); };
  co_return page_of(std::move(found), page, key_of,
                    [](const std::string& text) { return domain::AccountId::parse(text).has_value(); });
}

auto MemoryAccountStore::add_refresh(ports::RefreshToken token) -> Task<void> {
  brand_.refresh_tokens.insert_or_assign(token.hash, KeptRefreshToken{token, false});
  co_return;
}

auto MemoryAccountStore::rotate_refresh(ports::TokenHash old_token, ports::TokenHash new_token, Instant new_expires_at)
    -> Task<Result<ports::RefreshOwner>> {
  const auto found = brand_.refresh_tokens.find(old_token);
  if (found == brand_.refresh_tokens.end()) co_return domain::refuse(Refusal::unauthenticated, "Please sign in again.");
  KeptRefreshToken& old = found->second;
  if (old.is_used) {
    end_family_of(brand_, domain::TokenFamilyId(old.token.family));
    co_return domain::refuse(Refusal::unauthenticated, "Please sign in again.");
  }
  if (old.token.expires_at <= brand_.clock.now()) {
    co_return domain::refuse(Refusal::unauthenticated, "Please sign in again.");
  }
  old.is_used = true;
  KeptRefreshToken fresh{{new_token, old.token.family, old.token.account, new_expires_at}, false};
  const ports::RefreshOwner owner{old.token.account, old.token.family};
  brand_.refresh_tokens.insert_or_assign(new_token, std::move(fresh));
  co_return owner;
}

auto MemoryAccountStore::end_family(ports::TokenHash token) -> Task<void> {
  const auto found = brand_.refresh_tokens.find(token);
  if (found != brand_.refresh_tokens.end()) end_family_of(brand_, domain::TokenFamilyId(found->second.token.family));
  co_return;
}

auto MemoryAccountStore::signing_keys() -> Task<std::vector<SigningKey>> { co_return keys_in_force(brand_); }

auto MemoryAccountStore::add_signing_key(SigningKey key, Instant unless_newer_than) -> Task<std::vector<SigningKey>> {
  auto& keys = brand_.signing_keys;
  const bool is_too_late = std::ranges::any_of(
      keys, [unless_newer_than](const SigningKey& other) { return other.created_at > unless_newer_than; });
  if (!is_too_late) {
    keys.push_back(std::move(key));
    std::ranges::sort(keys, std::ranges::greater{}, &SigningKey::created_at);
  }
  co_return keys_in_force(brand_);
}

}  // namespace salon::testing
