// One call = one transaction. What escapes the work, or a connection that ends, undoes it; deadlocks and lost
// connections before COMMIT are tried again; a COMMIT whose answer never came is an unknown outcome (reliability.md 4,
// 5).
#pragma once

#include <functional>
#include <optional>

#include "domain/refusal.hpp"
#include "platform/time_limit.hpp"
#include "ports/id_source.hpp"
#include "ports/secret_box.hpp"
#include "ports/store.hpp"
#include "storage/pg_pool.hpp"

namespace salon::storage {

class DayShelf;

// COMMIT was sent and its answer never came.
class OutcomeUnknown : public ports::Unavailable {
 public:
  using Unavailable::Unavailable;
};

// Tests set the time that decides; in production it is the database's clock_timestamp(), read after the locks.
class StoreClock {
 public:
  [[nodiscard]] std::optional<domain::Instant> fixed() const { return fixed_; }
  void fix(domain::Instant now) { fixed_ = now; }

 private:
  std::optional<domain::Instant> fixed_;
};

// What every store is made of.
struct Database {
  PgPool& pool;
  const ports::SecretBox& secrets;
  ports::IdSource& ids;
  const StoreClock& clock;
  // Tests stop a session before its statements here, COMMIT among them, to try every order of two. Empty in production.
  std::function<Task<void>(std::string_view sql)> before_statement = {};
  // Whose readers must see at once what is committed here (D21). None: nothing that they show is changed through this.
  DayShelf* days = nullptr;
};

// An open transaction, for statements.
class Transaction {
 public:
  Transaction(PgConnection& connection, Database& database) : connection_(connection), database_(database) {}
  Task<Rows> run(Statement statement, Params params);
  // Statements that do not need each other's answers, in one round trip.
  Task<std::vector<Rows>> run_all(std::vector<Query> queries);
  // The time that decides. Ask after the locks are taken: it is not the transaction's start.
  Task<domain::Instant> now();
  // For work that may take longer than a request may: raises the limits of this transaction's statements, and with them
  // the time of whoever waits for it.
  Task<void> allow_time(std::chrono::seconds longest);
  // BEGIN goes out with the first statement.
  void begin_with(Statement begin) { opening_ = {begin}; }
  [[nodiscard]] bool has_begun() const { return opening_.empty(); }
  // For work whose statements look up each of the few things that they are given by an index, however small its table
  // still is: they are planned once, not for each list that they get. Before the first statement.
  void keep_plans();
  [[nodiscard]] Database& database() const { return database_; }
  [[nodiscard]] const ports::SecretBox& secrets() const { return database_.secrets; }
  [[nodiscard]] ports::IdSource& ids() const { return database_.ids; }

 private:
  Task<std::vector<Rows>> run_when_let(std::vector<Query> queries);
  Task<std::vector<Rows>> send(std::vector<Query> queries);
  Task<std::vector<Rows>> send_with_opening(std::vector<Query> queries);

  PgConnection& connection_;
  Database& database_;
  std::vector<Statement> opening_;  // still to be sent
};

// What the statements of a transaction see: each what was committed when it began, or all the same, to read only.
enum class View : std::uint8_t { latest, one_snapshot };

// Opens, commits, undoes: the parts of transact() that need no template.
class TransactionScope {
 public:
  TransactionScope(Database& database, Lease lease) : lease_(std::move(lease)), transaction_(*lease_, database) {}
  void begin(View view);
  Task<void> commit();
  Task<void> undo() noexcept;
  [[nodiscard]] Transaction& transaction() { return transaction_; }

 private:
  void tell_readers() const;

  Lease lease_;
  Transaction transaction_;
  bool may_write_ = true;
};

// Whether the work may simply be done again: deadlock, serialization failure, or a connection lost before COMMIT, while
// there is time. Where one was lost the idle ones are of no use either: the next attempt opens its own.
[[nodiscard]] bool may_run_again(Database& database, const std::exception_ptr& error, const platform::TimeLimit* limit);
// A pause with jitter before the next attempt.
Task<void> pause_before_retry(Database& database, int attempt);
// Statements refused for want of time, room or a writable server become Unavailable; everything else stays what it is.
[[noreturn]] void rethrow_for_caller(Database& database, std::exception_ptr error);

inline constexpr int most_attempts = 3;

// Runs `work(Transaction&)`, which returns a Task, in a transaction. Not a coroutine lambda with captures: it must call
// a function that is.
template <class Work>
auto transact(Database& database, Work work, View view = View::latest) -> std::invoke_result_t<Work&, Transaction&> {
  using Outcome = decltype(std::declval<std::invoke_result_t<Work&, Transaction&>&>().await_resume());
  for (int attempt = 1;; ++attempt) {
    std::exception_ptr error;
    {
      auto leasing = database.pool.acquire();
      Lease lease = co_await leasing;
      TransactionScope scope(database, std::move(lease));
      try {
        scope.begin(view);
        auto working = work(scope.transaction());
        if constexpr (std::is_void_v<Outcome>) {
          co_await working;
          auto committing = scope.commit();
          co_await committing;
          co_return;
        } else {
          Outcome outcome = co_await working;
          auto committing = scope.commit();
          co_await committing;
          co_return outcome;
        }
      } catch (...) {
        error = std::current_exception();
      }
      auto undoing = scope.undo();
      co_await undoing;
    }
    auto asking = platform::current_limit();
    const platform::TimeLimit* limit = co_await asking;
    if (attempt >= most_attempts || !may_run_again(database, error, limit)) rethrow_for_caller(database, error);
    auto pause = pause_before_retry(database, attempt);
    co_await pause;
  }
}

// One statement by itself, outside a transaction, with the same retries: reads.
Task<Rows> read(Database& database, Statement statement, Params params);

}  // namespace salon::storage
