// The memory of requests: the key's lock, the remembered reply, and writing it in the transaction of the effect
// (D40–D43).
#pragma once

#include <map>

#include "domain/once.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// A lock by name, held to the end of the transaction. One space for keys, owners, stylists, locations; their order is
// D31's.
[[nodiscard]] std::int64_t lock_number(std::string_view kind, std::string_view name);

// Takes the key's lock (at most two seconds: REQUEST_IN_PROGRESS) and says what a former request got, if there was one.
Task<domain::Result<std::optional<domain::Answer>>> look_up(Transaction& transaction, const domain::OnceKey& key);

struct Remember {
  domain::OnceKey key;
  domain::Reply reply;
  std::optional<domain::BookingId> booking_id;
};
Task<void> remember(Transaction& transaction, std::vector<Remember> replies, domain::Instant now);
[[nodiscard]] Query remember_query(const Transaction& transaction, const std::vector<Remember>& replies,
                                   domain::Instant now);

// What was remembered of these keys, by the keys' names.
[[nodiscard]] Query recall_query(const std::vector<domain::OnceKey>& keys);
[[nodiscard]] std::map<std::string, domain::RememberedReply> read_remembered(const Rows& rows,
                                                                             const ports::SecretBox& secrets);
[[nodiscard]] std::string once_name(const domain::OnceKey& key);

// Takes locks by number, ascending and each once, waiting for them as long as lock_timeout lets it.
Task<void> take_locks(Transaction& transaction, std::vector<std::int64_t> numbers);
// The name under which a key's reply is kept and its lock is taken.
[[nodiscard]] std::int64_t key_lock(const domain::OnceKey& key);

// Without the key's lock: what was remembered by now.
Task<domain::Result<std::optional<domain::Answer>>> recall(Database& database, const domain::OnceKey& key,
                                                           domain::Instant now);
// After an unknown outcome: the remembered reply, if the transaction did commit.
Task<std::optional<domain::Answer>> outcome_of(Database& database, const domain::OnceKey& key);

// Inside the transaction: look up, do, answer, remember. A refusal is decided before anything is written that must not
// stay, so the transaction commits either way.
template <class Outcome, class Work>
Task<domain::Result<domain::Answer>> do_once(Transaction& transaction, const ports::Once<Outcome>& once, Work& work) {
  if (once.key) {
    auto looking = look_up(transaction, *once.key);
    domain::Result<std::optional<domain::Answer>> before = co_await looking;
    if (!before) co_return std::unexpected(before.error());
    if (*before) co_return std::move(**before);
  }
  auto working = work(transaction);
  domain::Result<Outcome> outcome = co_await working;
  const bool is_remembered = outcome.has_value() || domain::is_decided_under_locks(outcome.error().why);
  if (!is_remembered || (!outcome && !once.key)) co_return std::unexpected(outcome.error());
  domain::Reply reply = once.reply(outcome);
  if (once.key) {
    auto asking = transaction.now();
    const domain::Instant now = co_await asking;
    std::vector<Remember> replies;
    replies.push_back({*once.key, reply, std::nullopt});
    auto remembering = remember(transaction, std::move(replies), now);
    co_await remembering;
  }
  co_return domain::Answer{std::move(reply), false};
}

// A mutation: do_once in a transaction of its own; an unknown outcome is resolved by the remembered reply if there is
// one.
template <class Outcome, class Work>
Task<domain::Result<domain::Answer>> transact_once(Database& database, const ports::Once<Outcome>& once, Work work) {
  std::string problem;
  try {
    auto doing =
        transact(database, [&once, &work](Transaction& transaction) { return do_once(transaction, once, work); });
    co_return co_await doing;
  } catch (const OutcomeUnknown& unknown) {
    if (!once.key) throw;
    problem = unknown.what();
  }
  auto asking = outcome_of(database, *once.key);
  std::optional<domain::Answer> answer = co_await asking;
  if (answer) co_return std::move(*answer);
  throw ports::Unavailable(problem);
}

}  // namespace salon::storage
