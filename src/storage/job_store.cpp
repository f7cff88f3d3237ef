#include "storage/job_store.hpp"

#include "domain/policy.hpp"
#include "storage/generation_queue.hpp"
#include "storage/job_rows.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

using domain::Instant;
using domain::JobId;
using domain::LocationId;
using domain::Result;
using ports::Job;
using ports::JobState;

namespace {

// A worker that has said nothing for this long is taken for dead.
constexpr std::chrono::minutes silence_of_the_dead{1};

// Locks the location's row against removal; no row, no location.
constexpr Statement location_statement{"SELECT id FROM locations WHERE id = $1 FOR KEY SHARE"};

constexpr Statement add_statement{R"sql(
  INSERT INTO jobs (id, state, location_id, from_date, to_date, service_id, stylist_id, dry_run, done, total, result, error, created_at,
                    finished_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, CASE WHEN $2 IN ('done', 'failed') THEN $13::timestamptz END)
)sql"};

constexpr Statement find_statement{"SELECT " SALON_JOB_COLUMNS " FROM jobs j WHERE j.id = $1"};

// The oldest, but those of a location that a living worker is busy with come last.
constexpr Statement claim_statement{R"sql(
  UPDATE jobs j SET state = 'running', heard_of_at = $1, begun_at = coalesce(j.begun_at, $1)
   WHERE j.id = (
     SELECT w.id FROM jobs w
      WHERE w.state = 'waiting' OR (w.state = 'running' AND w.heard_of_at < $2)
      ORDER BY EXISTS (SELECT 1 FROM jobs r WHERE r.location_id = w.location_id AND r.state = 'running' AND r.heard_of_at >= $2),
               w.created_at, w.id
      LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING )sql" SALON_JOB_COLUMNS};

constexpr Statement report_statement{R"sql(
  UPDATE jobs SET state = $2, done = $3, total = $4, result = $5, error = $6, heard_of_at = $7,
    finished_at = CASE WHEN $2 IN ('done', 'failed') THEN $7::timestamptz END
  WHERE id = $1
)sql"};

// What has not failed, and was begun since then or is to be.
#define SALON_STANDS_SINCE(moment)                                          \
  "j.location_id = p.id AND (j.state = 'waiting' OR (j.begun_at >= " moment \
  " AND j.state <> 'failed')) "                                             \
  "AND j.kind = 'generate' AND NOT j.dry_run AND j.service_id IS NULL AND j.stylist_id IS NULL "

// Each change of rules or catalogue has its own job, so days that one has reached within the day ($2) stay as they are:
// the hour's job goes on from there. One begun within the hour ($1) may have been for a horizon that ended a day
// earlier.
constexpr Statement due_statement{R"sql(
  WITH place AS (
    SELECT id, today, today + horizon_days AS last
      FROM (SELECT id, horizon_days, (coalesce($3::timestamptz, clock_timestamp()) AT TIME ZONE timezone)::date AS today
              FROM locations WHERE active) AS l
  ), known AS (
    SELECT p.*, (SELECT max(j.to_date) FROM jobs j WHERE )sql" SALON_STANDS_SINCE(
    "$2") R"sql( AND j.from_date <= p.today) AS reached
      FROM place p
  )
  SELECT p.id, CASE WHEN coalesce(p.reached < p.today, TRUE) THEN p.today ELSE least(p.reached + 1, p.last) END, p.last
    FROM known p
   WHERE p.reached IS NULL
      OR NOT EXISTS (SELECT 1 FROM jobs j WHERE )sql" SALON_STANDS_SINCE("$1") R"sql(
                        AND j.from_date <= p.reached + 1 AND j.to_date >= p.last - 1)
   ORDER BY p.id
)sql"};

Task<Result<Job>> add_in(Transaction& transaction, const Job& wanted, const ports::Requester& by) {
  const Params location = Params::of(wanted.what.location_id);
  auto looking = transaction.run(location_statement, location);
  const Rows found = co_await looking;
  if (found.empty()) co_return domain::refuse(domain::Refusal::not_found, "There is no such location.");
  Job job = wanted;
  auto asking = transaction.now();
  job.created_at = co_await asking;
  const ports::GenerateSlots& what = job.what;
  const Params params = Params::of(job.id, ports::text_of(job.state), what.location_id, what.from, what.to,
                                   what.service_id, what.stylist_id, what.dry_run, job.done, job.total,
                                   result_json(job.result), job.error, job.created_at);
  auto adding = transaction.run(add_statement, params);
  co_await adding;
  AuditNote note;
  note.at = job.created_at;
  note.action = "job.added";
  note.location_id = what.location_id;
  note.entity = "job";
  note.entity_id = job.id.text();
  auto noting = note_in_audit(transaction, std::move(note), by);
  co_await noting;
  co_return job;
}

Task<std::optional<Job>> claim_in(Transaction& transaction) {
  auto asking = transaction.now();
  const Instant now = co_await asking;
  const Params params = Params::of(now, now - silence_of_the_dead);
  auto claiming = transaction.run(claim_statement, params);
  const Rows rows = co_await claiming;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  co_return read_job(row);
}

Task<void> report_in(Transaction& transaction, const Job& job) {
  auto asking = transaction.now();
  const Instant now = co_await asking;
  const Params params =
      Params::of(job.id, ports::text_of(job.state), job.done, job.total, result_json(job.result), job.error, now);
  auto reporting = transaction.run(report_statement, params);
  co_await reporting;
}

Task<int> add_due_in(Transaction& transaction, Instant since) {
  auto asking_time = transaction.now();
  const Instant now = co_await asking_time;
  const Instant day_ago = now - domain::policy::whole_horizon_interval;
  const Params params = Params::of(since, day_ago, transaction.database().clock.fixed());
  auto asking = transaction.run(due_statement, params);
  const Rows rows = co_await asking;
  const auto due = rows.map([](RowReader& row) {
    DaysWanted days;
    days.location = row.get<LocationId>();
    days.from = row.get<domain::Date>();
    days.to = row.get<domain::Date>();
    return days;
  });
  for (const DaysWanted& days : due) {
    auto enqueueing = enqueue_days(transaction, days);
    co_await enqueueing;
  }
  co_return static_cast<int>(due.size());
}

}  // namespace

auto PgJobStore::add(Job job, ports::Once<Job> once) -> Task<Result<domain::Answer>> {
  const auto work = [&job, &once](Transaction& transaction) { return add_in(transaction, job, once.by); };
  auto doing = transact_once(database_, once, work);
  co_return co_await doing;
}

auto PgJobStore::find(JobId id) -> Task<std::optional<Job>> {
  const Params params = Params::of(id);
  auto finding = read(database_, find_statement, params);
  const Rows rows = co_await finding;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  co_return read_job(row);
}

auto PgJobStore::claim() -> Task<std::optional<Job>> {
  auto claiming = transact(database_, claim_in);
  co_return co_await claiming;
}

auto PgJobStore::report(Job job) -> Task<void> {
  const auto work = [&job](Transaction& transaction) { return report_in(transaction, job); };
  auto doing = transact(database_, work);
  co_await doing;
}

auto PgJobStore::add_due_horizons(Instant since) -> Task<int> {
  const auto work = [since](Transaction& transaction) { return add_due_in(transaction, since); };
  auto doing = transact(database_, work);
  co_return co_await doing;
}

}  // namespace salon::storage
