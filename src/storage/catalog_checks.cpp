#include "storage/catalog_checks.hpp"

#include <set>

#include "storage/generation_queue.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"

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

// Where the stylists of a location ($1), or one stylist ($2), work.
constexpr Statement workplaces_statement{R"sql(
  SELECT DISTINCT p.location_id FROM stylist_locations p JOIN stylists y ON y.id = p.stylist_id
   WHERE y.location_id = $1 OR y.id = $2
)sql"};

// The slots that hang on a location ($1: its own and its stylists'), a service ($2) or a stylist ($3).
#define SALON_SLOTS_THAT_HANG                                                                      \
  "(s.location_id = $1 OR s.stylist_id IN (SELECT y.id FROM stylists y WHERE y.location_id = $1) " \
  "OR s.service_id = $2 OR s.stylist_id = $3)"

constexpr Statement lock_slots_statement{
    "SELECT count(*) FROM (SELECT s.id FROM slot_instances s WHERE " SALON_SLOTS_THAT_HANG
    " ORDER BY s.id FOR UPDATE) AS locked"};

constexpr Statement booked_statement{"SELECT EXISTS (SELECT 1 FROM slot_instances s WHERE " SALON_SLOTS_THAT_HANG R"sql(
    AND (s.was_left OR s.booked + s.hold > 0 OR EXISTS (SELECT 1 FROM bookings b WHERE b.slot_id = s.id)))
)sql"};

constexpr Statement erase_slots_statement{"DELETE FROM slot_instances s WHERE " SALON_SLOTS_THAT_HANG};

// Rules, terms and places go with them.
constexpr Statement erase_service_statement{"DELETE FROM services WHERE id = $1"};
constexpr Statement erase_stylist_statement{"DELETE FROM stylists WHERE id = $1"};

constexpr Statement erase_location_services_statement{"DELETE FROM services WHERE location_id = $1"};
constexpr Statement erase_location_stylists_statement{"DELETE FROM stylists WHERE location_id = $1"};
constexpr Statement leave_location_statement{R"sql(
  UPDATE accounts SET location_ids = array_remove(location_ids, $1::uuid) WHERE location_ids @> ARRAY[$1::uuid]
)sql"};
constexpr Statement erase_location_statement{"DELETE FROM locations WHERE id = $1"};

// A salon's whole horizon may hang on one row.
constexpr std::chrono::seconds longest_removal{60};

struct HangingOn {
  std::optional<LocationId> location;
  std::optional<domain::ServiceId> service;
  std::optional<StylistId> stylist;

  [[nodiscard]] Params params() const { return Params::of(location, service, stylist); }
};

Task<bool> any_booked_slot(Transaction& transaction, std::set<LocationId> places, HangingOn what) {
  auto allowing = transaction.allow_time(longest_removal);
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

Task<void> erase_slots(Transaction& transaction, HangingOn what) {
  const Params params = what.params();
  auto erasing = transaction.run(erase_slots_statement, params);
  co_await erasing;
}

Task<void> erase_by(Transaction& transaction, Statement statement, Params id) {
  auto erasing = transaction.run(statement, std::move(id));
  co_await erasing;
}

std::vector<bool> facts_of(const Rows& rows, int count) {
  RowReader row = rows.row(0);
  std::vector<bool> facts;
  for (int i = 0; i < count; ++i) facts.push_back(row.get<bool>());
  return facts;
}

template <class Row>
std::string state_of(const Row* row) {
  if (row == nullptr) return "";
  return "{\"version\":" + std::to_string(row->version) + ",\"active\":" + (row->active ? "true" : "false") + "}";
}

struct Place {
  std::string entity;
  LocationId event_location;
  std::set<LocationId> slots_of;  // whose slots depend on the row
};

template <class Row>
Task<void> announce_at(Transaction& transaction, const ports::Requester& by, const Row* before, const Row* after,
                       Place place) {
  const Row& row = after != nullptr ? *after : *before;
  auto asking = transaction.now();
  LedgerEntry entry;
  entry.at = co_await asking;
  entry.type = domain::EventType::catalog_changed;
  entry.location_id = place.event_location;
  entry.version = row.version;
  entry.entity_id = row.id.text();
  entry.data = "{\"entity\":\"" + place.entity + "\",\"id\":\"" + entry.entity_id + "\"}";
  entry.action = place.entity + (before == nullptr ? ".added" : after == nullptr ? ".removed" : ".changed");
  entry.entity = place.entity;
  entry.before = state_of(before);
  entry.after = state_of(after);
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

Task<void> erase_row(Transaction& transaction, const Service& row) {
  const HangingOn what{.service = row.id};
  auto erasing_slots = erase_slots(transaction, what);
  co_await erasing_slots;
  auto erasing = erase_by(transaction, erase_service_statement, Params::of(row.id));
  co_await erasing;
}

Task<void> erase_row(Transaction& transaction, const Stylist& row) {
  const HangingOn what{.stylist = row.id};
  auto erasing_slots = erase_slots(transaction, what);
  co_await erasing_slots;
  auto erasing = erase_by(transaction, erase_stylist_statement, Params::of(row.id));
  co_await erasing;
}

Task<void> erase_row(Transaction& transaction, const Location& row) {
  const HangingOn what{.location = row.id};
  auto erasing_slots = erase_slots(transaction, what);
  co_await erasing_slots;
  for (const Statement statement : {erase_location_services_statement, erase_location_stylists_statement,
                                    leave_location_statement, erase_location_statement}) {
    auto erasing = erase_by(transaction, statement, Params::of(row.id));
    co_await erasing;
  }
}

Task<void> announce(Transaction& transaction, const ports::Requester& by, const Location* before,
                    const Location* after) {
  const LocationId id = after != nullptr ? after->id : before->id;
  Place place{"location", id, {}};
  if (after != nullptr) place.slots_of.insert(id);
  auto announcing = announce_at(transaction, by, before, after, std::move(place));
  co_await announcing;
}

Task<void> announce(Transaction& transaction, const ports::Requester& by, const Service* before, const Service* after) {
  const LocationId id = after != nullptr ? after->location_id : before->location_id;
  Place place{"service", id, {id}};
  auto announcing = announce_at(transaction, by, before, after, std::move(place));
  co_await announcing;
}

Task<void> announce(Transaction& transaction, const ports::Requester& by, const Stylist* before, const Stylist* after) {
  Place place{"stylist", after != nullptr ? after->location_id : before->location_id, {}};
  for (const Stylist* row : {before, after}) {
    if (row != nullptr) place.slots_of.insert(row->location_ids.begin(), row->location_ids.end());
  }
  auto announcing = announce_at(transaction, by, before, after, std::move(place));
  co_await announcing;
}

}  // namespace salon::storage
