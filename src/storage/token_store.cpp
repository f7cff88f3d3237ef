// Refresh tokens and signing keys.
#include "domain/policy.hpp"
#include "storage/account_store.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

using domain::AccountId;
using domain::Instant;
using domain::Refusal;
using domain::Result;
using ports::SigningKey;
using ports::TokenHash;

namespace {

constexpr Statement add_statement{R"sql(
  INSERT INTO refresh_tokens (hash, family_id, account_id, expires_at) VALUES ($1, $2, $3, $4)
  ON CONFLICT (hash) DO UPDATE SET family_id = EXCLUDED.family_id, account_id = EXCLUDED.account_id, expires_at = EXCLUDED.expires_at,
    used_at = NULL
)sql"};

constexpr Statement family_statement{"SELECT family_id FROM refresh_tokens WHERE hash = $1"};

constexpr Statement token_statement{R"sql(
  SELECT family_id, account_id, expires_at, used_at IS NOT NULL FROM refresh_tokens WHERE hash = $1 FOR NO KEY UPDATE
)sql"};

constexpr Statement use_statement{"UPDATE refresh_tokens SET used_at = $2 WHERE hash = $1"};

constexpr Statement end_family_statement{"DELETE FROM refresh_tokens WHERE family_id = $1"};

constexpr Statement keys_statement{R"sql(
  SELECT key_id, private_jwk, created_at FROM signing_keys WHERE created_at >= $1 ORDER BY created_at DESC, key_id
)sql"};

constexpr Statement newer_key_statement{"SELECT EXISTS (SELECT 1 FROM signing_keys WHERE created_at > $1)"};

constexpr Statement add_key_statement{"INSERT INTO signing_keys (key_id, private_jwk, created_at) VALUES ($1, $2, $3)"};

constexpr std::string_view jwk_column = "signing_keys.private_jwk";

struct Rotation {
  TokenHash old_token;
  TokenHash new_token;
  Instant new_expires_at;
};

Task<void> add_token(Transaction& transaction, const ports::RefreshToken& token) {
  const Params params = Params::of(bytes_of(token.hash), token.family, token.account, token.expires_at);
  auto adding = transaction.run(add_statement, params);
  co_await adding;
}

// The family of a token, locked: a row's lock alone would let a family end while one of its tokens is being swapped for
// one that the end does not see.
Task<std::optional<domain::TokenFamilyId>> lock_family(Transaction& transaction, const TokenHash& token) {
  const Params params = Params::of(bytes_of(token));
  auto looking = transaction.run(family_statement, params);
  const Rows rows = co_await looking;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  const auto family = row.get<domain::TokenFamilyId>();
  std::vector<std::int64_t> numbers{lock_number("family", family.text())};
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
  co_return family;
}

Task<void> end_family_in(Transaction& transaction, const TokenHash& token) {
  auto locking = lock_family(transaction, token);
  const auto family = co_await locking;
  if (!family) co_return;
  const Params params = Params::of(*family);
  auto ending = transaction.run(end_family_statement, params);
  co_await ending;
}

// Commits either way: the end of a family whose token was used twice must stay.
Task<Result<ports::RefreshOwner>> rotate_in(Transaction& transaction, const Rotation& rotation) {
  auto locking = lock_family(transaction, rotation.old_token);
  co_await locking;
  const Params old_token = Params::of(bytes_of(rotation.old_token));
  auto looking = transaction.run(token_statement, old_token);
  const Rows rows = co_await looking;
  if (rows.empty()) co_return domain::refuse(Refusal::unauthenticated, "Please sign in again.");
  RowReader row = rows.row(0);
  ports::RefreshToken fresh;
  fresh.hash = rotation.new_token;
  fresh.family = row.get<domain::TokenFamilyId>();
  fresh.account = row.get<AccountId>();
  fresh.expires_at = rotation.new_expires_at;
  const auto expires_at = row.get<Instant>();
  const bool is_used = row.get<bool>();
  if (is_used) {
    const Params family = Params::of(fresh.family);
    auto ending = transaction.run(end_family_statement, family);
    co_await ending;
    co_return domain::refuse(Refusal::unauthenticated, "Please sign in again.");
  }
  auto asking = transaction.now();
  const Instant now = co_await asking;
  if (expires_at <= now) co_return domain::refuse(Refusal::unauthenticated, "Please sign in again.");
  const Params use = Params::of(bytes_of(rotation.old_token), now);
  auto using_it = transaction.run(use_statement, use);
  co_await using_it;
  auto adding = add_token(transaction, fresh);
  co_await adding;
  co_return ports::RefreshOwner{fresh.account, fresh.family};
}

Task<std::vector<SigningKey>> keys_in(Transaction& transaction) {
  auto asking = transaction.now();
  const Instant now = co_await asking;
  const Instant oldest = now - domain::policy::signing_key_life - domain::policy::signing_key_overlap;
  const Params params = Params::of(oldest);
  auto reading = transaction.run(keys_statement, params);
  const Rows rows = co_await reading;
  const ports::SecretBox& secrets = transaction.secrets();
  co_return rows.map([&secrets](RowReader& row) {
    SigningKey key;
    key.key_id = row.get<std::string>();
    const Bytes sealed = row.get<Bytes>();
    auto jwk = secrets.open(sealed.bytes, {jwk_column, key.key_id});
    if (!jwk) throw RowShape("a signing key does not open");
    key.private_jwk = std::move(*jwk);
    key.created_at = row.get<Instant>();
    return key;
  });
}

struct NewKey {
  SigningKey key;
  Instant unless_newer_than;
};

Task<std::vector<SigningKey>> add_key_in(Transaction& transaction, const NewKey& wanted) {
  std::vector<std::int64_t> numbers{lock_number("signing_keys", "")};
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
  const Params since = Params::of(wanted.unless_newer_than);
  auto asking = transaction.run(newer_key_statement, since);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  const bool is_too_late = row.get<bool>();
  if (!is_too_late) {
    const SigningKey& key = wanted.key;
    const Bytes sealed{transaction.secrets().seal(key.private_jwk, {jwk_column, key.key_id})};
    const Params params = Params::of(key.key_id, sealed, key.created_at);
    auto adding = transaction.run(add_key_statement, params);
    co_await adding;
  }
  auto reading = keys_in(transaction);
  co_return co_await reading;
}

}  // namespace

auto PgAccountStore::add_refresh(ports::RefreshToken token) -> Task<void> {
  const auto work = [&token](Transaction& transaction) { return add_token(transaction, token); };
  auto doing = transact(database_, work);
  co_await doing;
}

auto PgAccountStore::rotate_refresh(TokenHash old_token, TokenHash new_token, Instant new_expires_at)
    -> Task<Result<ports::RefreshOwner>> {
  const Rotation rotation{old_token, new_token, new_expires_at};
  const auto work = [&rotation](Transaction& transaction) { return rotate_in(transaction, rotation); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

auto PgAccountStore::end_family(TokenHash token) -> Task<void> {
  const auto work = [&token](Transaction& transaction) { return end_family_in(transaction, token); };
  auto doing = transact(database_, work);
  co_await doing;
}

auto PgAccountStore::signing_keys() -> Task<std::vector<SigningKey>> {
  auto reading = transact(database_, keys_in, View::one_snapshot);
  co_return co_await reading;
}

auto PgAccountStore::add_signing_key(SigningKey key, Instant unless_newer_than) -> Task<std::vector<SigningKey>> {
  const NewKey wanted{std::move(key), unless_newer_than};
  const auto work = [&wanted](Transaction& transaction) { return add_key_in(transaction, wanted); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

}  // namespace salon::storage
