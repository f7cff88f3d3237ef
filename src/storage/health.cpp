#include "storage/health.hpp"

#include "domain/policy.hpp"
#include "storage/migrator.hpp"

namespace salon::storage {
namespace {

constexpr Statement server_statement{R"sql(
  SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on', to_regclass('schema_migrations') IS NOT NULL
)sql"};

constexpr Statement applied_statement{"SELECT version, sha256 FROM schema_migrations ORDER BY version"};

// With a clock that tests move nothing is ever late: no worker runs beside it.
constexpr Statement violations_statement{R"sql(
  SELECT invariant, detail
    FROM invariant_violations_at(coalesce($1::timestamptz, '-infinity'),
                                 CASE WHEN $2::timestamptz IS NULL THEN clock_timestamp() ELSE '-infinity' END)
)sql"};

constexpr std::chrono::seconds longest_look{120};

Task<std::optional<std::string>> ask_server(Transaction& transaction) {
  const Params nothing;
  auto asking = transaction.run(server_statement, nothing);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  const bool is_standby = row.get<bool>();
  const bool is_read_only = row.get<bool>();
  const bool has_schema = row.get<bool>();
  if (is_standby) co_return "the database is a standby";
  if (is_read_only) co_return "the database is read-only";
  if (!has_schema) co_return "the database has no schema yet";
  auto reading = transaction.run(applied_statement, nothing);
  const Rows found = co_await reading;
  const std::vector<AppliedMigration> applied = found.map([](RowReader& migration) {
    AppliedMigration out;
    out.version = migration.get<int>();
    out.sha256 = migration.get<std::string>();
    return out;
  });
  if (const auto problem = why_histories_differ(migrations(), applied)) co_return problem;
  if (applied.size() < migrations().size())
    co_return "the database lacks " + std::string(migrations()[applied.size()].name);
  co_return std::nullopt;
}

struct Look {
  std::optional<std::chrono::minutes> back;
};

Task<std::vector<ports::Violation>> find_violations(Transaction& transaction, const Look& look) {
  auto allowing = transaction.allow_time(longest_look);
  co_await allowing;
  auto asking_time = transaction.now();
  const domain::Instant now = co_await asking_time;
  std::optional<domain::Instant> since;
  if (look.back) since = now - *look.back;
  const Params params = Params::of(since, transaction.database().clock.fixed());
  auto asking = transaction.run(violations_statement, params);
  const Rows rows = co_await asking;
  co_return rows.map([](RowReader& row) {
    ports::Violation violation;
    violation.invariant = row.get<std::string>();
    violation.detail = row.get<std::string>();
    return violation;
  });
}

}  // namespace

Task<std::optional<std::string>> PgHealth::why_not_ready() {
  platform::TimeLimit limit(domain::policy::longest_readiness_check);
  auto limiting = platform::enter(limit);
  co_await limiting;
  try {
    auto asking = transact(database_, ask_server);
    co_return co_await asking;
  } catch (const ports::Unavailable& unavailable) {
    co_return std::string("no database: ") + unavailable.what();
  }
}

Task<std::vector<ports::Violation>> PgHealth::violations() {
  const Look look{options_.look_back};
  const auto work = [&look](Transaction& transaction) { return find_violations(transaction, look); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

}  // namespace salon::storage
