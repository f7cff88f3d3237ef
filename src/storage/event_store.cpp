#include "storage/event_store.hpp"

#include "storage/event_rows.hpp"

namespace salon::storage {

using domain::Event;
using ports::AuditRow;

namespace {

constexpr Statement after_statement{"SELECT " SALON_EVENT_COLUMNS
                                    " FROM outbox o WHERE o.position > $1 ORDER BY o.position LIMIT $2"};

constexpr Statement is_in_audit_statement{"SELECT EXISTS (SELECT 1 FROM audit_log WHERE id = $1)"};

constexpr Statement last_statement{"SELECT last_position FROM event_sequence"};

// After the row $5: one that was unsealed when it was given may have its position by now.
constexpr Statement audit_statement{R"sql(
  SELECT coalesce(a.position, 0), a.id, a.at, a.subject, a.role, a.request_id, a.action, a.location_id, a.entity, a.entity_id,
         coalesce(a.before::text, ''), coalesce(a.after::text, ''), coalesce(encode(a.hash, 'hex'), '')
    FROM audit_log a LEFT JOIN audit_log c ON c.id = $5
   WHERE (cardinality($1::uuid[]) = 0 OR a.location_id = ANY($1::uuid[]))
     AND ($2::text IS NULL OR a.entity_id = $2)
     AND ($3::timestamptz IS NULL OR a.at >= $3) AND ($4::timestamptz IS NULL OR a.at < $4)
     AND (c.id IS NULL OR a.position > c.position OR (a.position IS NULL AND (c.position IS NOT NULL OR a.id > c.id)))
   ORDER BY a.position, a.id LIMIT $6
)sql"};

// The cursor is the last row's id; none: before all rows.
Task<domain::Result<std::optional<domain::EventId>>> row_before(Database& database, const std::string& cursor) {
  if (cursor.empty()) co_return std::optional<domain::EventId>{};
  const auto id = domain::EventId::parse(cursor);
  if (!id) co_return ports::no_such_cursor();
  const Params params = Params::of(*id);
  auto asking = read(database, is_in_audit_statement, params);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  if (!row.get<bool>()) co_return ports::no_such_cursor();
  co_return id;
}

AuditRow read_audit_row(RowReader& row) {
  AuditRow audit;
  audit.position = row.get<std::int64_t>();
  audit.id = row.get<domain::EventId>();
  audit.at = row.get<domain::Instant>();
  audit.subject = row.get<std::string>();
  audit.role = row.get<std::string>();
  audit.request_id = row.get<std::string>();
  audit.action = row.get<std::string>();
  audit.location_id = row.get<std::optional<domain::LocationId>>();
  audit.entity = row.get<std::string>();
  audit.entity_id = row.get<std::string>();
  audit.before = row.get<std::string>();
  audit.after = row.get<std::string>();
  audit.hash = row.get<std::string>();
  return audit;
}

}  // namespace

auto PgEventStore::events_after(std::int64_t position, int limit) -> Task<std::vector<Event>> {
  const Params params = Params::of(position, limit);
  auto reading = read(database_, after_statement, params);
  const Rows rows = co_await reading;
  co_return rows.map(read_event);
}

Task<std::int64_t> PgEventStore::last_position() {
  const Params nothing;
  auto reading = read(database_, last_statement, nothing);
  const Rows rows = co_await reading;
  RowReader row = rows.row(0);
  co_return row.get<std::int64_t>();
}

auto PgEventStore::audit(ports::AuditFilter filter, ports::PageRequest page)
    -> Task<domain::Result<ports::Page<AuditRow>>> {
  auto placing = row_before(database_, page.cursor);
  const auto before = co_await placing;
  if (!before) co_return std::unexpected(before.error());
  const Params params =
      Params::of(filter.location_ids, filter.entity_id, filter.from, filter.to, *before, page.limit + 1);
  auto reading = read(database_, audit_statement, params);
  const Rows rows = co_await reading;
  ports::Page<AuditRow> out;
  out.items = rows.map(read_audit_row);
  if (static_cast<int>(out.items.size()) > page.limit) {
    out.items.resize(static_cast<std::size_t>(page.limit));
    out.next_cursor = out.items.back().id.text();
  }
  co_return out;
}

}  // namespace salon::storage
