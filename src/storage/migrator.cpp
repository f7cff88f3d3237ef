#include "storage/migrator.hpp"

#include "storage/once_table.hpp"
#include "storage/pg_connection.hpp"

namespace salon::storage {
namespace {

// An index over a large table takes its time.
constexpr std::chrono::minutes longest_migration{30};

constexpr const char* opening =
    "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout "
    "= 0";

constexpr Statement lock_statement{"SELECT pg_advisory_xact_lock($1)"};

// schema_migrations is made by its first user, under the lock.
constexpr const char* table_script = R"sql(
  CREATE TABLE IF NOT EXISTS schema_migrations (
    version    int PRIMARY KEY,
    name       text NOT NULL,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
  )
)sql";

constexpr Statement applied_statement{"SELECT version, sha256 FROM schema_migrations ORDER BY version"};

constexpr Statement note_statement{"INSERT INTO schema_migrations (version, name, sha256) VALUES ($1, $2, $3)"};

Task<std::vector<AppliedMigration>> read_applied(PgConnection& connection) {
  const Params nothing;
  auto reading = connection.run(applied_statement, nothing);
  const Rows rows = co_await reading;
  co_return rows.map([](RowReader& row) {
    AppliedMigration applied;
    applied.version = row.get<int>();
    applied.sha256 = row.get<std::string>();
    return applied;
  });
}

Task<void> lock_and_prepare(PgConnection& connection) {
  auto beginning = connection.script(opening);
  co_await beginning;
  const Params lock = Params::of(lock_number("schema", "migrations"));
  auto locking = connection.run(lock_statement, lock);
  co_await locking;
  auto preparing = connection.script(table_script);
  co_await preparing;
}

// The next that is missing, applied and noted, or nothing.
Task<bool> apply_next(PgConnection& connection, std::span<const Migration> known) {
  auto preparing = lock_and_prepare(connection);
  co_await preparing;
  auto reading = read_applied(connection);
  const std::vector<AppliedMigration> applied = co_await reading;
  if (const auto problem = why_histories_differ(known, applied)) throw MigrationMismatch(*problem);
  const bool is_missing = applied.size() < known.size();
  if (is_missing) {
    const Migration& next = known[applied.size()];
    auto applying = connection.script(std::string(next.sql));
    co_await applying;
    const Params note = Params::of(next.version, next.name, next.sha256);
    auto noting = connection.run(note_statement, note);
    co_await noting;
  }
  auto committing = connection.script("COMMIT");
  co_await committing;
  co_return is_missing;
}

}  // namespace

std::optional<std::string> why_histories_differ(std::span<const Migration> known,
                                                const std::vector<AppliedMigration>& applied) {
  if (applied.size() > known.size()) {
    return "the database is newer than this program: it has migration " + std::to_string(applied.back().version);
  }
  for (std::size_t i = 0; i < applied.size(); ++i) {
    const std::string name(known[i].name);
    if (applied[i].version != known[i].version)
      return "the database has migration " + std::to_string(applied[i].version) + " instead of " + name;
    if (applied[i].sha256 != known[i].sha256) return "migration " + name + " was changed after it was applied";
  }
  return std::nullopt;
}

Task<int> migrate(boost::asio::io_context& io, MigrateOptions options) {
  PgConnection connection(io, options.url);
  auto connecting = connection.connect();
  co_await connecting;
  connection.wait_for_answers(longest_migration);
  int count = 0;
  while (true) {
    auto applying = apply_next(connection, options.migrations);
    const bool is_applied = co_await applying;
    if (!is_applied) co_return count;
    ++count;
  }
}

}  // namespace salon::storage
