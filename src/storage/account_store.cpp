// Accounts; the tokens and keys that go with them are in token_store.cpp.
#include "storage/account_store.hpp"

#include "storage/account_rows.hpp"
#include "storage/booking_rows.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"
#include "storage/row_change.hpp"
#include "storage/row_picture.hpp"

namespace salon::storage {

using domain::AccountId;
using domain::Refusal;
using domain::Result;
using ports::Account;

namespace {

constexpr Statement find_statement{"SELECT " SALON_ACCOUNT_COLUMNS " FROM accounts a WHERE a.id = $1"};
constexpr Statement lock_statement{"SELECT " SALON_ACCOUNT_COLUMNS
                                   " FROM accounts a WHERE a.id = $1 FOR NO KEY UPDATE"};
constexpr Statement find_by_email_statement{"SELECT " SALON_ACCOUNT_COLUMNS
                                            " FROM accounts a WHERE a.email_index = $1"};

constexpr Statement staff_statement{"SELECT " SALON_ACCOUNT_COLUMNS R"sql(
    FROM accounts a
   WHERE a.role <> 'user' AND (cardinality($1::uuid[]) = 0 OR a.location_ids && $1::uuid[]) AND ($2::uuid IS NULL OR a.id > $2)
   ORDER BY a.id LIMIT $3
)sql"};

constexpr std::string_view one_per_email = "accounts_one_per_email";

std::optional<Account> first_of(const Rows& rows, const ports::SecretBox& secrets) {
  if (rows.empty()) return std::nullopt;
  RowReader row = rows.row(0);
  return read_account(row, secrets);
}

Task<void> note_account(Transaction& transaction, const ports::Requester& by, std::string before,
                        const Account& after) {
  auto drawing = picture_of(transaction, after.id);
  std::string picture = co_await drawing;
  auto asking = transaction.now();
  AuditNote note;
  note.at = co_await asking;
  note.action = before.empty() ? "account.added" : "account.changed";
  if (!after.location_ids.empty()) note.location_id = after.location_ids.front();
  note.entity = "account";
  note.entity_id = after.id.text();
  note.version = after.version;
  note.before = std::move(before);
  note.after = std::move(picture);
  auto noting = note_in_audit(transaction, std::move(note), by);
  co_await noting;
}

Task<Result<Account>> add_in(Transaction& transaction, const Account& account, const ports::Requester& by) {
  auto adding = add_account(transaction, account);
  const bool is_added = co_await adding;
  if (!is_added) co_return domain::refuse(Refusal::conflict, "This address has an account already.");
  auto noting = note_account(transaction, by, {}, account);
  co_await noting;
  co_return account;
}

struct AccountChange {
  AccountId id;
  domain::IfVersion if_version;
  PgAccountStore::Edit edit;
};

Task<Result<Account>> change_in(Transaction& transaction, const AccountChange& change, const ports::Requester& by) {
  const Params params = Params::of(change.id);
  auto locking = transaction.run(lock_statement, params);
  const Rows rows = co_await locking;
  const std::optional<Account> before = first_of(rows, transaction.secrets());
  if (!before) co_return domain::refuse(Refusal::not_found, "There is no such account.");
  Result<std::optional<Account>> after = edited(*before, change.if_version, change.edit, is_same_account);
  if (!after) co_return std::unexpected(std::move(after.error()));
  if (!*after) co_return *before;
  const Account& row = **after;
  auto drawing = picture_of(transaction, row.id);
  std::string picture = co_await drawing;
  auto updating = update_account(transaction, row);
  const bool is_updated = co_await updating;
  if (!is_updated) co_return domain::refuse(Refusal::conflict, "This address has an account already.");
  auto noting = note_account(transaction, by, std::move(picture), row);
  co_await noting;
  co_return row;
}

}  // namespace

auto PgAccountStore::add(Account account, ports::Requester by) -> Task<Result<void>> {
  const auto work = [&account, &by](Transaction& transaction) { return add_in(transaction, account, by); };
  auto doing = transact(database_, work);
  Result<Account> added = co_await doing;
  if (!added) co_return std::unexpected(std::move(added.error()));
  co_return Result<void>{};
}

auto PgAccountStore::add_once(Account account, OnceAccount once) -> Task<Answered> {
  const auto work = [&account, &once](Transaction& transaction) { return add_in(transaction, account, once.by); };
  auto doing = transact_once(database_, once, work);
  co_return co_await doing;
}

auto PgAccountStore::change(AccountId id, domain::IfVersion if_version, Edit edit, OnceAccount once) -> Task<Answered> {
  const AccountChange change{id, std::move(if_version), std::move(edit)};
  const auto work = [&change, &once](Transaction& transaction) { return change_in(transaction, change, once.by); };
  try {
    auto doing = transact_once(database_, once, work);
    co_return co_await doing;
  } catch (const PgRefused& refused) {
    if (refused.constraint != one_per_email) throw;
  }
  co_return domain::refuse(Refusal::conflict, "This address has an account already.");
}

auto PgAccountStore::find(AccountId id) -> Task<std::optional<Account>> {
  const Params params = Params::of(id);
  auto finding = read(database_, find_statement, params);
  const Rows rows = co_await finding;
  co_return first_of(rows, database_.secrets);
}

auto PgAccountStore::find_by_email(domain::EmailAddress email) -> Task<std::optional<Account>> {
  const Params params = Params::of(email_index(database_.secrets, email));
  auto finding = read(database_, find_by_email_statement, params);
  const Rows rows = co_await finding;
  co_return first_of(rows, database_.secrets);
}

auto PgAccountStore::staff(std::vector<domain::LocationId> locations, ports::PageRequest page)
    -> Task<Result<ports::Page<Account>>> {
  const auto after = AccountId::parse(page.cursor);
  if (!after && !page.cursor.empty()) co_return ports::no_such_cursor();
  const Params params = Params::of(locations, after, page.limit + 1);
  auto reading = read(database_, staff_statement, params);
  const Rows rows = co_await reading;
  ports::Page<Account> out;
  const ports::SecretBox& secrets = database_.secrets;
  out.items = rows.map([&secrets](RowReader& row) { return read_account(row, secrets); });
  if (static_cast<int>(out.items.size()) > page.limit) {
    out.items.resize(static_cast<std::size_t>(page.limit), out.items.front());
    out.next_cursor = out.items.back().id.text();
  }
  co_return out;
}

}  // namespace salon::storage
