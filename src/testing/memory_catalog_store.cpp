#include "testing/memory_catalog_store.hpp"

#include <algorithm>

#include "domain/zone.hpp"
#include "testing/memory_catalog_rows.hpp"
#include "testing/memory_change.hpp"

namespace salon::testing {

using domain::Answer;
using domain::Location;
using domain::Refusal;
using domain::Result;
using domain::Service;
using domain::Stylist;
using ports::Removed;

namespace {

template <class Row, class Id>
Result<Answer> add_row(MemoryBrand& brand, std::map<Id, Row>& rows, const Row& row, const ports::Once<Row>& once) {
  return do_once(brand, once, [&](domain::Instant) -> Decided<Row> {
    if (auto allowed = check_row(brand, row); !allowed) return refused<Row>(std::move(allowed.error()));
    if (rows.contains(row.id)) return refused<Row>(Refusal::conflict, "This id is taken.");
    return {row, [&brand, &rows, row, by = once.by] {
              rows.emplace(row.id, row);
              announce(brand, by, nullptr, &row);
            }};
  });
}

template <class Row, class Id>
Result<Answer> change_row(MemoryBrand& brand, std::map<Id, Row>& rows, Id id, const ports::Change<Row>& change,
                          const ports::Once<Row>& once) {
  return do_once(brand, once, [&](domain::Instant) {
    const auto same = [](const Row& one, const Row& other) { return is_same_row(one, other); };
    const auto check = [&brand](const Row& row) { return check_row(brand, row); };
    const auto write = [&brand, &rows, by = once.by](const Row& before, const Row& after) {
      rows.insert_or_assign(after.id, after);
      announce(brand, by, &before, &after);
    };
    return decide_change(rows, id, change.if_version, change.edit, same, check, write);
  });
}

template <class Row, class Id>
Result<Answer> remove_row(MemoryBrand& brand, std::map<Id, Row>& rows, const ports::AsSeen<Id>& seen,
                          const ports::Once<Removed>& once) {
  return do_once(brand, once, [&](domain::Instant) -> Decided<Removed> {
    const auto found = rows.find(seen.id);
    if (found == rows.end()) return refused<Removed>(Refusal::not_found, "There is no such thing.");
    const Row before = found->second;
    auto current = seen.if_version.check(before.version);
    if (!current) return refused<Removed>(std::move(current.error()));
    if (!was_ever_booked(brand, before)) {
      return {Removed::deleted, [&brand, before, by = once.by] {
                announce(brand, by, &before, static_cast<const Row*>(nullptr));
                erase_row(brand, before);
              }};
    }
    if (!before.active) return {Removed::deactivated, {}};
    Row after = before;
    after.active = false;
    ++after.version;
    return {Removed::deactivated, [&brand, &rows, before, after, by = once.by] {
              rows.insert_or_assign(after.id, after);
              announce(brand, by, &before, &after);
            }};
  });
}

template <class Row, class Id>
std::optional<Row> row_of(const std::map<Id, Row>& rows, Id id) {
  const auto found = rows.find(id);
  return found == rows.end() ? std::nullopt : std::optional<Row>(found->second);
}

template <class Row, class Id, class Which>
std::vector<Row> rows_by_name(const std::map<Id, Row>& rows, Which is_asked) {
  std::vector<Row> out;
  for (const auto& [id, row] : rows) {
    if (is_asked(row)) out.push_back(row);
  }
  std::ranges::sort(out, {}, [](const Row& row) { return std::pair(row.name, row.id); });
  return out;
}

// A date is the location's own (D17).
void redate_slots(MemoryBrand& brand, domain::LocationId id) {
  const auto location = brand.locations.find(id);
  if (location == brand.locations.end()) return;
  const domain::Zone zone = domain::Zone::find(location->second.timezone).value();
  for (auto& [slot_id, kept] : brand.slots) {
    if (kept.slot.location_id == id) kept.slot.date = zone.date_of(kept.slot.start_at);
  }
}

}  // namespace

auto MemoryCatalogStore::locations() -> Task<std::vector<Location>> {
  co_return rows_by_name(brand_.locations, [](const Location&) { return true; });
}
auto MemoryCatalogStore::location(domain::LocationId id) -> Task<std::optional<Location>> {
  co_return row_of(brand_.locations, id);
}
auto MemoryCatalogStore::services_of(domain::LocationId location) -> Task<std::vector<Service>> {
  co_return rows_by_name(brand_.services, [location](const Service& row) { return row.location_id == location; });
}
auto MemoryCatalogStore::service(domain::ServiceId id) -> Task<std::optional<Service>> {
  co_return row_of(brand_.services, id);
}
auto MemoryCatalogStore::stylists_of(domain::LocationId location) -> Task<std::vector<Stylist>> {
  co_return rows_by_name(brand_.stylists, [location](const Stylist& row) { return row.works_at(location); });
}
auto MemoryCatalogStore::stylist(domain::StylistId id) -> Task<std::optional<Stylist>> {
  co_return row_of(brand_.stylists, id);
}

auto MemoryCatalogStore::add_location(Location location, Once<Location> once) -> Task<Answered> {
  co_return add_row(brand_, brand_.locations, location, once);
}
auto MemoryCatalogStore::add_service(Service service, Once<Service> once) -> Task<Answered> {
  co_return add_row(brand_, brand_.services, service, once);
}
auto MemoryCatalogStore::add_stylist(Stylist stylist, Once<Stylist> once) -> Task<Answered> {
  co_return add_row(brand_, brand_.stylists, stylist, once);
}

auto MemoryCatalogStore::change_location(domain::LocationId id, Change<Location> change, Once<Location> once)
    -> Task<Answered> {
  auto answer = change_row(brand_, brand_.locations, id, change, once);
  redate_slots(brand_, id);
  co_return answer;
}
auto MemoryCatalogStore::change_service(domain::ServiceId id, Change<Service> change, Once<Service> once)
    -> Task<Answered> {
  co_return change_row(brand_, brand_.services, id, change, once);
}
auto MemoryCatalogStore::change_stylist(domain::StylistId id, Change<Stylist> change, Once<Stylist> once)
    -> Task<Answered> {
  co_return change_row(brand_, brand_.stylists, id, change, once);
}

auto MemoryCatalogStore::remove_location(AsSeen<domain::LocationId> location, Once<Removed> once) -> Task<Answered> {
  co_return remove_row(brand_, brand_.locations, location, once);
}
auto MemoryCatalogStore::remove_service(AsSeen<domain::ServiceId> service, Once<Removed> once) -> Task<Answered> {
  co_return remove_row(brand_, brand_.services, service, once);
}
auto MemoryCatalogStore::remove_stylist(AsSeen<domain::StylistId> stylist, Once<Removed> once) -> Task<Answered> {
  co_return remove_row(brand_, brand_.stylists, stylist, once);
}

}  // namespace salon::testing
