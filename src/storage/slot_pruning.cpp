#include "storage/slot_pruning.hpp"

namespace salon::storage {
namespace {

constexpr int slots_a_sweep = 2000;

// A slot that is booked while this looks is locked then, or has counters by the time that it is locked here; were it
// neither, the booking's key to its slot would refuse the deletion.
constexpr Statement sweep_statement{R"sql(
  WITH due AS MATERIALIZED (
    SELECT l.id, p.before AS since, (coalesce($3::timestamptz, clock_timestamp()) AT TIME ZONE l.timezone)::date - $1::int AS until
      FROM locations l LEFT JOIN pruned_slots p ON p.location_id = l.id
     WHERE coalesce(p.before < (coalesce($3::timestamptz, clock_timestamp()) AT TIME ZONE l.timezone)::date - $1::int, TRUE)
     ORDER BY l.id LIMIT 1 FOR NO KEY UPDATE OF l SKIP LOCKED
  ), days AS MATERIALIZED (
    SELECT d.id, first.date AS first, least(d.until, first.date + 31) AS until
      FROM due d LEFT JOIN LATERAL (
             SELECT s.date FROM slot_instances s WHERE s.location_id = d.id AND s.date >= coalesce(d.since, '-infinity') AND s.date < d.until
              ORDER BY s.date LIMIT 1) AS first ON TRUE
  ), old AS MATERIALIZED (
    SELECT s.id, s.date FROM days d JOIN slot_instances s ON s.location_id = d.id AND s.date >= d.first AND s.date < d.until
     WHERE s.booked + s.hold = 0 AND NOT s.was_left AND NOT EXISTS (SELECT 1 FROM bookings b WHERE b.slot_id = s.id)
     ORDER BY s.date LIMIT $2::int FOR UPDATE OF s SKIP LOCKED
  ), gone AS (
    DELETE FROM slot_instances WHERE id = ANY (ARRAY(SELECT id FROM old)) RETURNING id
  ), noted AS (
    INSERT INTO pruned_slots (location_id, before)
    SELECT d.id, CASE WHEN (SELECT count(*) FROM old) < $2::int THEN d.until ELSE (SELECT max(date) FROM old) END FROM days d
    ON CONFLICT (location_id) DO UPDATE SET before = excluded.before
  )
  SELECT (SELECT count(*) FROM gone), EXISTS (SELECT 1 FROM due)
)sql"};

}  // namespace

Task<ports::Sweep> prune_slots(Transaction& transaction, std::chrono::days kept) {
  const int days = static_cast<int>(kept.count());
  const Params params = Params::of(days, slots_a_sweep, transaction.database().clock.fixed());
  auto sweeping = transaction.run(sweep_statement, params);
  const Rows rows = co_await sweeping;
  RowReader row = rows.row(0);
  ports::Sweep sweep;
  sweep.gone = row.get<int>();
  sweep.has_more = row.get<bool>();
  co_return sweep;
}

}  // namespace salon::storage
