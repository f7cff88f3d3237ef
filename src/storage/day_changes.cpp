// The reader's side of `changed_days`.
#include "platform/deadline.hpp"
#include "storage/day_pages.hpp"

namespace salon::storage {
namespace {

// One snapshot for the rows and for the text that is remembered: what this look saw, the next leaves out.
constexpr Statement look_statement{R"sql(
  SELECT pg_current_snapshot()::text, pg_postmaster_start_time()::text, c.change, c.location_id, c.service_id, c.stylist_id, c.begins, c.ends
    FROM (VALUES (1)) AS always(one)
    LEFT JOIN LATERAL (
      SELECT d.change::text AS change, t.location_id, t.service_id, t.stylist_id, t.begins, t.ends
        FROM changed_days d
       CROSS JOIN unnest(d.locations, d.services, d.stylists, d.begins, d.ends) AS t(location_id, service_id, stylist_id, begins, ends)
       WHERE d.change >= pg_snapshot_xmin($1::pg_snapshot) AND NOT pg_visible_in_snapshot(d.change, $1::pg_snapshot)
    ) AS c ON TRUE
)sql"};

constexpr Statement forget_statement{"SELECT forget_changed_days()"};

DayChange read_change(RowReader& row, std::uint64_t transaction) {
  DayChange change;
  change.transaction = transaction;
  change.location_id = row.get<std::optional<domain::LocationId>>();
  change.service_id = row.get<std::optional<domain::ServiceId>>();
  change.stylist_id = row.get<std::optional<domain::StylistId>>();
  const auto begins = row.get<std::optional<domain::Instant>>();
  const auto ends = row.get<std::optional<domain::Instant>>();
  if (begins && ends) change.during = domain::TimeRange{*begins, *ends};
  return change;
}

}  // namespace

Task<Look> look_for_changes(Database& database, std::optional<std::string> since) {
  const Params params = Params::of(since);
  auto reading = read(database, look_statement, params);
  const Rows rows = co_await reading;
  Look look;
  look.since = std::move(since);
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    if (i == 0) {
      auto snapshot = PgSnapshot::parse(row.get<std::string>());
      if (!snapshot) throw RowShape("a snapshot is not written as expected");
      look.snapshot = *std::move(snapshot);
      look.server_start = row.get<std::string>();
    } else {
      row.skip();
      row.skip();
    }
    const auto transaction = row.get<std::optional<std::int64_t>>();
    if (transaction) look.changes.push_back(read_change(row, static_cast<std::uint64_t>(*transaction)));
  }
  co_return look;
}

Task<void> forget_seen_changes(Database& database) {
  auto forgetting = read(database, forget_statement, Params());
  co_await forgetting;
}

}  // namespace salon::storage
