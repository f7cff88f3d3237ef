#include "storage/generation_queue.hpp"

#include "domain/zone.hpp"

namespace salon::storage {
namespace {

constexpr Statement horizon_statement{"SELECT timezone, horizon_days FROM locations WHERE id = $1"};

// The lock keeps workers from taking the job up: they skip what is locked. One that was begun and given back has done
// some of its days already.
constexpr Statement waiting_statement{R"sql(
  SELECT id FROM jobs
   WHERE location_id = $1 AND state = 'waiting' AND done = 0 AND kind = 'generate' AND NOT dry_run AND service_id IS NULL AND stylist_id IS NULL
     AND from_date <= $2 AND to_date >= $3
   ORDER BY created_at LIMIT 1 FOR SHARE
)sql"};

constexpr Statement add_statement{R"sql(
  INSERT INTO jobs (id, location_id, from_date, to_date, by_itself, total, created_at) VALUES ($1, $2, $3, $4, TRUE, $5, $6)
)sql"};

}  // namespace

Task<void> enqueue_generation(Transaction& transaction, domain::LocationId location) {
  const Params only_location = Params::of(location);
  auto asking = transaction.run(horizon_statement, only_location);
  const Rows found = co_await asking;
  if (found.empty()) co_return;
  RowReader row = found.row(0);
  const auto timezone = row.get<std::string>();
  const auto zone = domain::Zone::find(timezone);
  if (!zone) throw RowShape("a location's time zone is unknown here: " + timezone);
  auto asking_time = transaction.now();
  const domain::Instant now = co_await asking_time;
  const domain::Date from = zone->date_of(now);
  const domain::Date to = from + std::chrono::days{row.get<int>()};
  const DaysWanted days{location, from, to};
  auto enqueueing = enqueue_days(transaction, days);
  co_await enqueueing;
}

Task<void> enqueue_days(Transaction& transaction, DaysWanted days) {
  const Params covering = Params::of(days.location, days.from, days.to);
  auto looking = transaction.run(waiting_statement, covering);
  const Rows waiting = co_await looking;
  if (!waiting.empty()) co_return;
  auto asking = transaction.now();
  const domain::Instant now = co_await asking;
  const int total = static_cast<int>((days.to - days.from).count()) + 1;
  const Params job = Params::of(transaction.ids().next(), days.location, days.from, days.to, total, now);
  auto adding = transaction.run(add_statement, job);
  co_await adding;
}

}  // namespace salon::storage
