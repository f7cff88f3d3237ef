#include "storage/catalog_store.hpp"

#include "storage/catalog_checks.hpp"
#include "storage/once_table.hpp"
#include "storage/row_change.hpp"
#include "storage/row_picture.hpp"

namespace salon::storage {

using domain::Location;
using domain::LocationId;
using domain::Refusal;
using domain::Result;
using domain::Service;
using domain::ServiceId;
using domain::Stylist;
using domain::StylistId;
using ports::Removed;

namespace {

constexpr Statement locations_statement{"SELECT " SALON_LOCATION_COLUMNS
                                        " FROM locations l ORDER BY l.name COLLATE \"C\", l.id"};
constexpr Statement location_by_id_statement{"SELECT " SALON_LOCATION_COLUMNS
                                             " FROM locations l WHERE l.id = ANY($1::uuid[])"};
constexpr Statement services_statement{"SELECT " SALON_SERVICE_COLUMNS
                                       " FROM services v WHERE v.location_id = $1 ORDER BY v.name COLLATE \"C\", v.id"};
constexpr Statement service_statement{"SELECT " SALON_SERVICE_COLUMNS " FROM services v WHERE v.id = $1"};
constexpr Statement stylists_statement{"SELECT " SALON_STYLIST_COLUMNS R"sql(
    FROM stylists y
   WHERE y.location_id = $1 OR y.id IN (SELECT p.stylist_id FROM stylist_locations p WHERE p.location_id = $1)
   ORDER BY y.name COLLATE "C", y.id
)sql"};
constexpr Statement stylist_statement{"SELECT " SALON_STYLIST_COLUMNS " FROM stylists y WHERE y.id = $1"};

template <class Row>
std::optional<Row> only(std::vector<Row> rows) {
  return rows.empty() ? std::nullopt : std::optional<Row>(std::move(rows.front()));
}

template <class Row>
Task<Result<Row>> add_row(Transaction& transaction, const Row& row, const ports::Requester& by) {
  auto locking = lock_catalogue(transaction);
  co_await locking;
  auto checking = check_row(transaction, row);
  Result<void> allowed = co_await checking;
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  auto looking = find_row(transaction, row.id);
  const auto existing = co_await looking;
  if (existing) co_return domain::refuse(Refusal::conflict, "This id is taken.");
  auto writing = write_row(transaction, row);
  co_await writing;
  RowChange<Row> added{.after = &row};
  auto announcing = announce(transaction, by, std::move(added));
  co_await announcing;
  co_return row;
}

template <class Row, class Id>
Task<Result<Row>> change_row(Transaction& transaction, Id id, const ports::Change<Row>& change,
                             const ports::Requester& by) {
  auto locking = lock_catalogue(transaction);
  co_await locking;
  auto looking = find_row(transaction, id);
  const std::optional<Row> before = co_await looking;
  if (!before) co_return domain::refuse(Refusal::not_found, "There is no such thing.");
  const auto is_same = [](const Row& one, const Row& other) { return is_same_row(one, other); };
  Result<std::optional<Row>> after = edited(*before, change.if_version, change.edit, is_same);
  if (!after) co_return std::unexpected(std::move(after.error()));
  if (!*after) co_return *before;
  const Row& row = **after;
  auto checking = check_row(transaction, row);
  Result<void> allowed = co_await checking;
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  auto drawing = picture_of(transaction, id);
  RowChange<Row> changed{.before = &*before, .after = &row};
  changed.picture_before = co_await drawing;
  auto writing = write_row(transaction, row);
  co_await writing;
  auto announcing = announce(transaction, by, std::move(changed));
  co_await announcing;
  co_return row;
}

template <class Row, class Id>
Task<Result<Removed>> remove_row(Transaction& transaction, const ports::AsSeen<Id>& seen, const ports::Requester& by) {
  auto locking = lock_catalogue(transaction);
  co_await locking;
  auto looking = find_row(transaction, seen.id);
  const std::optional<Row> before = co_await looking;
  if (!before) co_return domain::refuse(Refusal::not_found, "There is no such thing.");
  auto current = seen.if_version.check(before->version);
  if (!current) co_return std::unexpected(std::move(current.error()));
  const Row* row = &*before;
  auto asking = was_ever_booked(transaction, *row);
  const bool is_booked = co_await asking;
  auto drawing = picture_of(transaction, seen.id);
  RowChange<Row> change{.before = row};
  change.picture_before = co_await drawing;
  if (!is_booked) {
    auto erasing = erase_row(transaction, *row, by);
    co_await erasing;
    auto announcing = announce(transaction, by, std::move(change));
    co_await announcing;
    co_return Removed::deleted;
  }
  if (!before->active) co_return Removed::deactivated;
  Row after = *before;
  after.active = false;
  ++after.version;
  auto writing = write_row(transaction, after);
  co_await writing;
  change.after = &after;
  auto announcing = announce(transaction, by, std::move(change));
  co_await announcing;
  co_return Removed::deactivated;
}

template <class Row>
auto add_once(Database& database, Row row, ports::Once<Row> once) -> Task<Result<domain::Answer>> {
  const auto work = [&row, &once](Transaction& transaction) { return add_row(transaction, row, once.by); };
  auto doing = transact_once(database, once, work);
  co_return co_await doing;
}

template <class Row, class Id>
auto change_once(Database& database, Id id, ports::Change<Row> change, ports::Once<Row> once)
    -> Task<Result<domain::Answer>> {
  const auto work = [id, &change, &once](Transaction& transaction) {
    return change_row(transaction, id, change, once.by);
  };
  auto doing = transact_once(database, once, work);
  co_return co_await doing;
}

template <class Row, class Id>
auto remove_once(Database& database, ports::AsSeen<Id> seen, ports::Once<Removed> once)
    -> Task<Result<domain::Answer>> {
  const auto work = [&seen, &once](Transaction& transaction) { return remove_row<Row>(transaction, seen, once.by); };
  auto doing = transact_once(database, once, work);
  co_return co_await doing;
}

template <class Row>
Task<std::vector<Row>> read_rows(Database& database, Statement statement, Params params, Row (*read_one)(RowReader&)) {
  auto reading = read(database, statement, std::move(params));
  const Rows rows = co_await reading;
  co_return rows.map(read_one);
}

}  // namespace

PgCatalogStore::PgCatalogStore(Database& database)
    : database_(database),
      location_by_id_(database, {location_by_id_statement, read_location, [](const Location& row) { return row.id; }}) {
}

Task<std::vector<Location>> PgCatalogStore::locations() {
  return read_rows(database_, locations_statement, Params(), read_location);
}
Task<std::vector<Service>> PgCatalogStore::services_of(LocationId location) {
  return read_rows(database_, services_statement, Params::of(location), read_service);
}
Task<std::vector<Stylist>> PgCatalogStore::stylists_of(LocationId location) {
  return read_rows(database_, stylists_statement, Params::of(location), read_stylist);
}

Task<std::optional<Location>> PgCatalogStore::location(LocationId id) { return location_by_id_.find(id); }
Task<std::optional<Service>> PgCatalogStore::service(ServiceId id) {
  auto reading = read_rows(database_, service_statement, Params::of(id), read_service);
  co_return only(co_await reading);
}
Task<std::optional<Stylist>> PgCatalogStore::stylist(StylistId id) {
  auto reading = read_rows(database_, stylist_statement, Params::of(id), read_stylist);
  co_return only(co_await reading);
}

auto PgCatalogStore::add_location(Location location, Once<Location> once) -> Task<Answered> {
  return add_once(database_, std::move(location), std::move(once));
}
auto PgCatalogStore::add_service(Service service, Once<Service> once) -> Task<Answered> {
  return add_once(database_, std::move(service), std::move(once));
}
auto PgCatalogStore::add_stylist(Stylist stylist, Once<Stylist> once) -> Task<Answered> {
  return add_once(database_, std::move(stylist), std::move(once));
}
auto PgCatalogStore::change_location(LocationId id, Change<Location> change, Once<Location> once) -> Task<Answered> {
  return change_once(database_, id, std::move(change), std::move(once));
}
auto PgCatalogStore::change_service(ServiceId id, Change<Service> change, Once<Service> once) -> Task<Answered> {
  return change_once(database_, id, std::move(change), std::move(once));
}
auto PgCatalogStore::change_stylist(StylistId id, Change<Stylist> change, Once<Stylist> once) -> Task<Answered> {
  return change_once(database_, id, std::move(change), std::move(once));
}
auto PgCatalogStore::remove_location(AsSeen<domain::LocationId> location, Once<Removed> once) -> Task<Answered> {
  return remove_once<Location>(database_, std::move(location), std::move(once));
}
auto PgCatalogStore::remove_service(AsSeen<domain::ServiceId> service, Once<Removed> once) -> Task<Answered> {
  return remove_once<Service>(database_, std::move(service), std::move(once));
}
auto PgCatalogStore::remove_stylist(AsSeen<domain::StylistId> stylist, Once<Removed> once) -> Task<Answered> {
  return remove_once<Stylist>(database_, std::move(stylist), std::move(once));
}

}  // namespace salon::storage
