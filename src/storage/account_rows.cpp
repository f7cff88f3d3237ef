#include "storage/account_rows.hpp"

#include <tuple>

#include "storage/booking_rows.hpp"

namespace salon::storage {

using ports::Account;

namespace {

constexpr Statement add_statement{R"sql(
  INSERT INTO accounts (id, email, email_index, password_hash, role, location_ids, stylist_id, active, created_at, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT ON CONSTRAINT accounts_one_per_email DO NOTHING
)sql"};

constexpr Statement is_taken_statement{"SELECT EXISTS (SELECT 1 FROM accounts WHERE email_index = $1 AND id <> $2)"};

constexpr Statement update_statement{R"sql(
  UPDATE accounts SET email = $2, email_index = $3, password_hash = $4, role = $5, location_ids = $6, stylist_id = $7, active = $8,
    created_at = $9, version = $10
  WHERE id = $1
)sql"};

constexpr std::string_view email_column = "accounts.email";

Params params_of(const Account& account, const ports::SecretBox& secrets) {
  const std::string row = account.id.text();
  const Bytes sealed{secrets.seal(account.email.reveal(), {email_column, row})};
  return Params::of(account.id, sealed, email_index(secrets, account.email), account.password_hash,
                    domain::text_of(account.role), account.location_ids, account.stylist_id, account.active,
                    account.created_at, account.version);
}

}  // namespace

Account read_account(RowReader& row, const ports::SecretBox& secrets) {
  const auto id = row.get<domain::AccountId>();
  const Bytes sealed = row.get<Bytes>();
  const std::string row_name = id.text();
  auto email = secrets.open(sealed.bytes, {email_column, row_name});
  if (!email) throw RowShape("an account's address does not open");
  Account account{.id = id, .email = domain::EmailAddress(std::move(*email))};
  account.password_hash = row.get<std::string>();
  account.role = domain::parse_role(row.get<std::string>()).value();
  account.location_ids = row.get<std::vector<domain::LocationId>>();
  account.stylist_id = row.get<std::optional<domain::StylistId>>();
  account.active = row.get<bool>();
  account.created_at = row.get<domain::Instant>();
  account.version = row.get<std::int64_t>();
  return account;
}

bool is_same_account(const Account& one, const Account& other) {
  const auto columns = [](const Account& row) {
    return std::tie(row.email.reveal(), row.password_hash, row.role, row.location_ids, row.stylist_id, row.active);
  };
  return columns(one) == columns(other);
}

Task<bool> add_account(Transaction& transaction, const Account& account) {
  const Params params = params_of(account, transaction.secrets());
  auto adding = transaction.run(add_statement, params);
  const Rows rows = co_await adding;
  co_return rows.touched() == 1;
}

Task<bool> update_account(Transaction& transaction, const Account& account) {
  const Params address = Params::of(email_index(transaction.secrets(), account.email), account.id);
  auto asking = transaction.run(is_taken_statement, address);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  const bool is_taken = row.get<bool>();
  if (is_taken) co_return false;
  const Params params = params_of(account, transaction.secrets());
  auto updating = transaction.run(update_statement, params);
  co_await updating;
  co_return true;
}

}  // namespace salon::storage
