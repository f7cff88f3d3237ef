#include "storage/ledger.hpp"

namespace salon::storage {
namespace {

constexpr Statement write_statement{R"sql(
  WITH entry AS (
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::bigint[], $6::timestamptz[], $7::jsonb[], $8::uuid[],
                         $9::text[], $10::text[], $11::jsonb[], $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::text[])
      AS t(event_id, type, location_id, booking_id, version, at, data, audit_id, entity, entity_id, before, after, subject, role, request_id,
           action)
  ), event AS (
    INSERT INTO outbox (id, type, location_id, booking_id, version, at, data)
    SELECT event_id, type, location_id, booking_id, version, at, data FROM entry
  )
  INSERT INTO audit_log (id, at, subject, role, request_id, action, location_id, entity, entity_id, version, before, after)
  SELECT audit_id, at, subject, role, request_id, action, location_id, entity, entity_id, version, before, after FROM entry
)sql"};

constexpr Statement note_statement{R"sql(
  INSERT INTO audit_log (id, at, subject, role, request_id, action, location_id, entity, entity_id, version, before, after)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
)sql"};

std::optional<std::string> json_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

Query record_query(const Transaction& transaction, const std::vector<LedgerEntry>& entries) {
  std::vector<domain::Uuid> event_ids;
  std::vector<domain::Uuid> audit_ids;
  std::vector<std::string> types, data, entities, entity_ids, subjects, roles, request_ids, actions;
  std::vector<domain::LocationId> locations;
  std::vector<std::optional<domain::BookingId>> bookings;
  std::vector<std::int64_t> versions;
  std::vector<domain::Instant> times;
  std::vector<std::optional<std::string>> before, after;
  for (const LedgerEntry& entry : entries) {
    event_ids.push_back(transaction.ids().next());
    audit_ids.push_back(transaction.ids().next());
    types.emplace_back(domain::text_of(entry.type));
    locations.push_back(entry.location_id);
    bookings.push_back(entry.booking_id);
    versions.push_back(entry.version);
    times.push_back(entry.at);
    data.push_back(entry.data.empty() ? "{}" : entry.data);
    entities.push_back(entry.entity);
    entity_ids.push_back(entry.entity_id);
    before.push_back(json_or_null(entry.before));
    after.push_back(json_or_null(entry.after));
    subjects.push_back(entry.by.subject);
    roles.emplace_back(domain::text_of(entry.by.role));
    request_ids.push_back(entry.by.request_id);
    actions.push_back(entry.action.empty() ? types.back() : entry.action);
  }
  return {write_statement, Params::of(event_ids, types, locations, bookings, versions, times, data, audit_ids, entities,
                                      entity_ids, before, after, subjects, roles, request_ids, actions)};
}

Task<void> record(Transaction& transaction, std::vector<LedgerEntry> entries) {
  if (entries.empty()) co_return;
  const Query query = record_query(transaction, entries);
  auto writing = transaction.run(query.statement, query.params);
  co_await writing;
}

Task<void> note_in_audit(Transaction& transaction, AuditNote note, const ports::Requester& by) {
  const Params params = Params::of(transaction.ids().next(), note.at, by.subject, domain::text_of(by.role),
                                   by.request_id, note.action, note.location_id, note.entity, note.entity_id,
                                   note.version, json_or_null(note.before), json_or_null(note.after));
  auto writing = transaction.run(note_statement, params);
  co_await writing;
}

LedgerEntry entry_of(const BookingChange& change, const ports::Requester& by) {
  const domain::Booking& booking = *change.after;
  const bool has_moved = change.before != nullptr && change.before->slot_id != booking.slot_id;
  LedgerEntry entry;
  entry.type = change.type;
  entry.location_id = booking.location_id;
  entry.booking_id = booking.id;
  entry.version = booking.version;
  entry.at = change.at;
  entry.data = domain::event_data(booking, has_moved ? std::optional(change.before->slot_id) : std::nullopt);
  entry.entity_id = booking.id.text();
  entry.before = change.before != nullptr ? domain::audit_state(*change.before) : std::string();
  entry.after = domain::audit_state(booking);
  entry.by = by;
  return entry;
}

ports::Requester the_worker() { return {"system", domain::Role::admin, "worker"}; }

ports::Requester the_worker_for(const ports::Requester& by) {
  ports::Requester worker = the_worker();
  worker.request_id = by.request_id;
  return worker;
}

}  // namespace salon::storage
