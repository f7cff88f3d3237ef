#include "storage/catalog_checks.hpp"

#include <set>

#include "storage/catalog_hanging.hpp"
#include "storage/generation_queue.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"
#include "storage/row_picture.hpp"

namespace salon::storage {

using domain::Location;
using domain::LocationId;
using domain::Refusal;
using domain::Result;
using domain::Service;
using domain::Stylist;
using domain::StylistId;

namespace {

constexpr Statement check_location_statement{"SELECT EXISTS (SELECT 1 FROM locations WHERE name = $1 AND id <> $2)"};

constexpr Statement check_service_statement{R"sql(
  SELECT EXISTS (SELECT 1 FROM locations WHERE id = $3),
         EXISTS (SELECT 1 FROM services WHERE name = $1 AND id <> $2 AND location_id = $3)
)sql"};

constexpr Statement check_stylist_statement{R"sql(
  SELECT NOT EXISTS (SELECT 1 FROM unnest($4::uuid[]) AS place WHERE NOT EXISTS (SELECT 1 FROM locations WHERE id = place)),
         NOT EXISTS (SELECT 1 FROM unnest($5::uuid[]) AS wanted WHERE NOT EXISTS (SELECT 1 FROM services WHERE id = wanted)),
         EXISTS (SELECT 1 FROM stylists WHERE name = $1 AND id <> $2 AND location_id = $3)
)sql"};

// A date is the location's own (D17).
constexpr Statement redate_statement{R"sql(
  WITH elsewhere AS (
    SELECT id, (start_at AT TIME ZONE $2)::date AS there FROM slot_instances
     WHERE id = ANY(ARRAY(SELECT id FROM slot_instances WHERE location_id = $1 AND date <> (start_at AT TIME ZONE $2)::date))
     ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE slot_instances s SET date = e.there FROM elsewhere e WHERE s.id = e.id
)sql"};

// Where the stylists of a location ($1), or one stylist ($2), work.
constexpr Statement workplaces_statement{R"sql(
  SELECT DISTINCT p.location_id FROM stylist_locations p JOIN stylists y ON y.id = p.stylist_id
   WHERE y.location_id = $1 OR y.id = $2
)sql"};

constexpr Statement lock_slots_statement{
    "SELECT count(*) FROM (SELECT s.id FROM slot_instances s WHERE s.id = ANY(" SALON_SLOTS_THAT_HANG
    ") ORDER BY s.id FOR UPDATE) AS locked"};

// Bookings are looked for slot by slot, until there is one.
constexpr Statement booked_statement{"SELECT EXISTS (SELECT 1 FROM unnest(" SALON_SLOTS_THAT_HANG R"sql() AS hanging(id)
    CROSS JOIN LATERAL (SELECT 1 FROM slot_instances s WHERE s.id = hanging.id AND (s.was_left OR s.booked + s.hold > 0)
                         UNION ALL SELECT 1 FROM bookings b WHERE b.slot_id = hanging.id LIMIT 1) AS booked)
)sql"};

// A salon's whole horizon may hang on one row.
constexpr std::chrono::seconds longest_upheaval{60};

Task<bool> any_booked_slot(Transaction& transaction, std::set<LocationId> places, HangingOn what) {
  auto allowing = transaction.allow_time(longest_upheaval);
  co_await allowing;
  std::vector<std::int64_t> numbers;
  for (const LocationId& place : places) numbers.push_back(lock_number("location", place.text()));
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
  const Params params = what.params();
  auto locking_slots = transaction.run(lock_slots_statement, params);
  co_await locking_slots;
  auto asking = transaction.run(booked_statement, params);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  co_return row.get<bool>();
}

Task<std::set<LocationId>> workplaces(Transaction& transaction, std::optional<LocationId> home,
                                      std::optional<StylistId> stylist) {
  const Params params = Params::of(home, stylist);
  auto asking = transaction.run(workplaces_statement, params);
  const Rows rows = co_await asking;
  const auto places = rows.map([](RowReader& row) { return row.get<LocationId>(); });
  co_return std::set<LocationId>(places.begin(), places.end());
}

std::vector<bool> facts_of(const Rows& rows, int count) {
  RowReader row = rows.row(0);
  std::vector<bool> facts;
  for (int i = 0; i < count; ++i) facts.push_back(row.get<bool>());
  return facts;
}

struct Place {
  std::string entity;
  LocationId event_location;
  std::set<LocationId> slots_of;  // whose slots depend on the row
};

template <class Row>
Task<void> announce_at(Transaction& transaction, const ports::Requester& by, RowChange<Row> change, Place place) {
  const Row& row = change.after != nullptr ? *change.after : *change.before;
  auto drawing = picture_of(transaction, row.id);
  std::string picture = co_await drawing;
  auto asking = transaction.now();
  LedgerEntry entry;
  entry.at = co_await asking;
  entry.type = domain::EventType::catalog_changed;
  entry.location_id = place.event_location;
  entry.version = row.version;
  entry.entity_id = row.id.text();
  entry.data = "{\"entity\":\"" + place.entity + "\",\"id\":\"" + entry.entity_id + "\"}";
  entry.action = place.entity + (change.before == nullptr  ? ".added"
                                 : change.after == nullptr ? ".removed"
                                                           : ".changed");
  entry.entity = place.entity;
  entry.before = std::move(change.picture_before);
  entry.after = std::move(picture);
  entry.by = by;
  std::vector<LedgerEntry> entries;
  entries.push_back(std::move(entry));
  auto recording = record(transaction, std::move(entries));
  co_await recording;
  for (const LocationId& location : place.slots_of) {
    auto enqueueing = enqueue_generation(transaction, location);
    co_await enqueueing;
  }
}

}  // namespace

Task<void> lock_catalogue(Transaction& transaction) {
  std::vector<std::int64_t> numbers{lock_number("catalogue", "")};
  auto locking = take_locks(transaction, std::move(numbers));
  co_await locking;
}

Task<Result<void>> check_row(Transaction& transaction, const Location& row) {
  const Params params = Params::of(row.name, row.id);
  auto asking = transaction.run(check_location_statement, params);
  const Rows rows = co_await asking;
  const bool is_taken = facts_of(rows, 1).at(0);
  if (is_taken) co_return domain::refuse(Refusal::conflict, "This name is taken.");
  co_return Result<void>{};
}

Task<Result<void>> check_row(Transaction& transaction, const Service& row) {
  const Params params = Params::of(row.name, row.id, row.location_id);
  auto asking = transaction.run(check_service_statement, params);
  const Rows rows = co_await asking;
  const std::vector<bool> facts = facts_of(rows, 2);
  if (!facts[0]) co_return domain::refuse(Refusal::not_found, "There is no such location.");
  if (facts[1]) co_return domain::refuse(Refusal::conflict, "This name is taken.");
  co_return Result<void>{};
}

Task<Result<void>> check_row(Transaction& transaction, const Stylist& row) {
  std::vector<LocationId> places = row.location_ids;
  places.push_back(row.location_id);
  std::vector<domain::ServiceId> services;
  for (const domain::StylistTerms& terms : row.terms) services.push_back(terms.service_id);
  const Params params = Params::of(row.name, row.id, row.location_id, places, services);
  auto asking = transaction.run(check_stylist_statement, params);
  const Rows rows = co_await asking;
  const std::vector<bool> facts = facts_of(rows, 3);
  if (!facts[0]) co_return domain::refuse(Refusal::not_found, "There is no such location.");
  if (!facts[1]) co_return domain::refuse(Refusal::not_found, "There is no such service.");
  if (facts[2]) co_return domain::refuse(Refusal::conflict, "This name is taken.");
  co_return Result<void>{};
}

Task<bool> was_ever_booked(Transaction& transaction, const Location& row) {
  const HangingOn what{.location = row.id};
  auto asking_places = workplaces(transaction, row.id, std::nullopt);
  std::set<LocationId> places = co_await asking_places;
  places.insert(row.id);
  auto asking = any_booked_slot(transaction, std::move(places), what);
  co_return co_await asking;
}

Task<bool> was_ever_booked(Transaction& transaction, const Service& row) {
  const HangingOn what{.service = row.id};
  std::set<LocationId> places{row.location_id};
  auto asking = any_booked_slot(transaction, std::move(places), what);
  co_return co_await asking;
}

Task<bool> was_ever_booked(Transaction& transaction, const Stylist& row) {
  const HangingOn what{.stylist = row.id};
  auto asking_places = workplaces(transaction, std::nullopt, row.id);
  std::set<LocationId> places = co_await asking_places;
  places.insert(row.location_id);
  auto asking = any_booked_slot(transaction, std::move(places), what);
  co_return co_await asking;
}

Task<void> announce(Transaction& transaction, const ports::Requester& by, RowChange<Location> change) {
  const LocationId id = change.after != nullptr ? change.after->id : change.before->id;
  Place place{"location", id, {}};
  if (change.after != nullptr) place.slots_of.insert(id);
  const bool has_moved =
      change.before != nullptr && change.after != nullptr && change.before->timezone != change.after->timezone;
  if (has_moved) {
    auto allowing = transaction.allow_time(longest_upheaval);
    co_await allowing;
    const Params params = Params::of(id, change.after->timezone);
    auto redating = transaction.run(redate_statement, params);
    co_await redating;
  }
  auto announcing = announce_at(transaction, by, std::move(change), std::move(place));
  co_await announcing;
}

Task<void> announce(Transaction& transaction, const ports::Requester& by, RowChange<Service> change) {
  const LocationId id = change.after != nullptr ? change.after->location_id : change.before->location_id;
  Place place{"service", id, {id}};
  auto announcing = announce_at(transaction, by, std::move(change), std::move(place));
  co_await announcing;
}

Task<void> announce(Transaction& transaction, const ports::Requester& by, RowChange<Stylist> change) {
  Place place{"stylist", change.after != nullptr ? change.after->location_id : change.before->location_id, {}};
  for (const Stylist* row : {change.before, change.after}) {
    if (row != nullptr) place.slots_of.insert(row->location_ids.begin(), row->location_ids.end());
  }
  auto announcing = announce_at(transaction, by, std::move(change), std::move(place));
  co_await announcing;
}

}  // namespace salon::storage
