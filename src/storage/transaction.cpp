#include "storage/transaction.hpp"

#include <algorithm>
#include <cstdint>

#include "storage/day_shelf.hpp"

namespace salon::storage {
namespace {

constexpr Statement clock_statement{"SELECT clock_timestamp()"};
constexpr Statement begin_statement{"BEGIN"};
constexpr Statement begin_snapshot_statement{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};

constexpr Statement keep_plans_statement{R"sql(
  SELECT set_config('plan_cache_mode', 'force_generic_plan', TRUE), set_config('enable_hashjoin', 'off', TRUE),
         set_config('enable_mergejoin', 'off', TRUE)
)sql"};

constexpr Statement limits_statement{R"sql(
  SELECT set_config('statement_timeout', $1, TRUE), set_config('idle_in_transaction_session_timeout', $1, TRUE)
)sql"};

bool is_out_of_resources(const std::string& state) { return state.starts_with("53") || state.starts_with("58"); }

}  // namespace

Task<Rows> Transaction::run(Statement statement, Params params) {
  std::vector<Query> one;
  one.push_back({statement, std::move(params)});
  auto running = run_all(std::move(one));
  std::vector<Rows> rows = co_await running;
  co_return std::move(rows.front());
}

Task<std::vector<Rows>> Transaction::run_all(std::vector<Query> queries) {
  return database_.before_statement ? run_when_let(std::move(queries)) : send(std::move(queries));
}

Task<std::vector<Rows>> Transaction::run_when_let(std::vector<Query> queries) {
  std::vector<Rows> all;
  for (Query& query : queries) {
    auto being_let = database_.before_statement(query.statement.sql);
    co_await being_let;
    std::vector<Query> one;
    one.push_back(std::move(query));
    auto running = send(std::move(one));
    std::vector<Rows> rows = co_await running;
    all.push_back(std::move(rows.front()));
  }
  co_return all;
}

Task<std::vector<Rows>> Transaction::send(std::vector<Query> queries) {
  if (has_begun()) return connection_.run_all(std::move(queries));
  return send_with_opening(std::move(queries));
}

Task<std::vector<Rows>> Transaction::send_with_opening(std::vector<Query> queries) {
  std::vector<Query> all;
  for (const Statement& statement : std::exchange(opening_, {})) all.push_back({statement, Params()});
  const auto opened = static_cast<std::ptrdiff_t>(all.size());
  std::ranges::move(queries, std::back_inserter(all));
  auto running = connection_.run_all(std::move(all));
  std::vector<Rows> rows = co_await running;
  rows.erase(rows.begin(), rows.begin() + opened);
  co_return rows;
}

void Transaction::keep_plans() { opening_.push_back(keep_plans_statement); }

Task<domain::Instant> Transaction::now() {
  const auto fixed = database_.clock.fixed();
  if (fixed) co_return *fixed;
  auto asking = run(clock_statement, Params());
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  co_return row.get<domain::Instant>();
}

Task<void> Transaction::allow_time(std::chrono::seconds longest) {
  const auto patience = longest + std::chrono::seconds{1};  // the server speaks first
  connection_.wait_for_answers(patience);
  auto asking = platform::current_limit();
  platform::TimeLimit* limit = co_await asking;
  if (limit) limit->extend(patience);
  const Params seconds = Params::of(std::to_string(longest.count()) + "s");
  auto raising = run(limits_statement, seconds);
  co_await raising;
}

void TransactionScope::begin(View view) {
  may_write_ = view == View::latest;
  transaction_.begin_with(view == View::latest ? begin_statement : begin_snapshot_statement);
}

Task<void> TransactionScope::commit() {
  const auto& before_statement = transaction_.database().before_statement;
  if (before_statement) {
    auto being_let = before_statement("COMMIT");
    co_await being_let;
  }
  if (!transaction_.has_begun()) co_return;
  std::string problem;
  try {
    auto committing = lease_->script("COMMIT");
    co_await committing;
    tell_readers();
    co_return;
  } catch (const PgLost& lost) {
    problem = lost.what();
  }
  tell_readers();
  throw OutcomeUnknown("COMMIT was sent and not answered: " + problem);
}

void TransactionScope::tell_readers() const {
  DayShelf* const days = transaction_.database().days;
  if (may_write_ && days != nullptr) days->committed();
}

Task<void> TransactionScope::undo() noexcept {
  if (!lease_->is_usable() || !lease_->in_transaction()) co_return;
  try {
    auto undoing = lease_->script("ROLLBACK");
    co_await undoing;
  } catch (const std::exception&) {
    lease_->close();  // the server undoes what it has when the connection ends
  }
}

bool may_run_again(Database& database, const std::exception_ptr& error, const platform::TimeLimit* limit) {
  const bool is_in_time = !limit || !limit->is_over();
  try {
    std::rethrow_exception(error);
  } catch (const PgRefused& refused) {
    return is_in_time && (refused.sqlstate == "40001" || refused.sqlstate == "40P01");
  } catch (const PgLost&) {
    database.pool.drop_idle();
    return is_in_time;
  } catch (...) {
    return false;
  }
}

Task<void> pause_before_retry(Database& database, int attempt) {
  std::uint8_t jitter[1] = {};
  database.ids.random(jitter);
  const auto pause = std::chrono::milliseconds(5 * attempt + jitter[0] % 20);
  auto sleeping = platform::sleep_for(database.pool.io(), pause);
  co_await sleeping;
}

void rethrow_for_caller(Database& database, std::exception_ptr error) {
  try {
    std::rethrow_exception(error);
  } catch (const PgLost& lost) {
    throw ports::Unavailable(lost.what());
  } catch (const PgRefused& refused) {
    const std::string& state = refused.sqlstate;
    if (state == "25006") database.pool.drop_idle();
    const bool has_no_time = state == "57014" || state == "55P03" || state == "25P03";
    const bool gave_up = state == "40001" || state == "40P01";
    if (state == "25006" || has_no_time || gave_up || is_out_of_resources(state))
      throw ports::Unavailable(refused.what());
    throw;
  }
}

Task<Rows> read(Database& database, Statement statement, Params params) {
  for (int attempt = 1;; ++attempt) {
    std::exception_ptr error;
    {
      auto leasing = database.pool.acquire();
      Lease lease = co_await leasing;
      try {
        auto running = lease->run(statement, params);
        co_return co_await running;
      } catch (...) {
        error = std::current_exception();
      }
    }
    auto asking = platform::current_limit();
    const platform::TimeLimit* limit = co_await asking;
    if (attempt >= most_attempts || !may_run_again(database, error, limit)) rethrow_for_caller(database, error);
    auto pause = pause_before_retry(database, attempt);
    co_await pause;
  }
}

}  // namespace salon::storage
