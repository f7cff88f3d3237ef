// Accounts as rows.
#pragma once

#include "ports/account_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// The SELECT list that read_account() reads, for `accounts a`.
#define SALON_ACCOUNT_COLUMNS \
  "a.id, a.email, a.password_hash, a.role, a.location_ids, a.stylist_id, a.active, a.created_at, a.version"

[[nodiscard]] ports::Account read_account(RowReader& row, const ports::SecretBox& secrets);
[[nodiscard]] bool is_same_account(const ports::Account& one,
                                   const ports::Account& other);  // but for id, version and when it was made

// False: the address has an account already; nothing was written.
Task<bool> add_account(Transaction& transaction, const ports::Account& account);
Task<bool> update_account(Transaction& transaction, const ports::Account& account);

}  // namespace salon::storage
