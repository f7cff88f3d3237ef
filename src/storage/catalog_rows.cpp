#include "storage/catalog_rows.hpp"

#include <charconv>
#include <cstdlib>
#include <tuple>

namespace salon::storage {

using domain::Location;
using domain::LocationId;
using domain::Service;
using domain::ServiceId;
using domain::Stylist;
using domain::StylistId;

namespace {

constexpr Statement write_location_statement{R"sql(
  INSERT INTO locations (id, name, timezone, currency, region, minimum_notice_minutes, horizon_days, cancellation_window_minutes,
                         hold_minutes, address, map_url, photo_url, active, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, timezone = EXCLUDED.timezone, currency = EXCLUDED.currency,
    region = EXCLUDED.region, minimum_notice_minutes = EXCLUDED.minimum_notice_minutes, horizon_days = EXCLUDED.horizon_days,
    cancellation_window_minutes = EXCLUDED.cancellation_window_minutes, hold_minutes = EXCLUDED.hold_minutes,
    address = EXCLUDED.address, map_url = EXCLUDED.map_url, photo_url = EXCLUDED.photo_url, active = EXCLUDED.active,
    version = EXCLUDED.version
)sql"};

constexpr Statement write_service_statement{R"sql(
  INSERT INTO services (id, location_id, name, category, description, duration_minutes, requires_stylist, active, price_minor,
                        required_skill, phases, buffer_before_minutes, buffer_after_minutes, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
  ON CONFLICT (id) DO UPDATE SET location_id = EXCLUDED.location_id, name = EXCLUDED.name, category = EXCLUDED.category,
    description = EXCLUDED.description, duration_minutes = EXCLUDED.duration_minutes, requires_stylist = EXCLUDED.requires_stylist,
    active = EXCLUDED.active, price_minor = EXCLUDED.price_minor, required_skill = EXCLUDED.required_skill, phases = EXCLUDED.phases,
    buffer_before_minutes = EXCLUDED.buffer_before_minutes, buffer_after_minutes = EXCLUDED.buffer_after_minutes,
    version = EXCLUDED.version
)sql"};

constexpr Statement write_stylist_statement{R"sql(
  INSERT INTO stylists (id, location_id, name, skills, active, version) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (id) DO UPDATE SET location_id = EXCLUDED.location_id, name = EXCLUDED.name, skills = EXCLUDED.skills,
    active = EXCLUDED.active, version = EXCLUDED.version
)sql"};

constexpr Statement forget_places_statement{"DELETE FROM stylist_locations WHERE stylist_id = $1"};
constexpr Statement write_places_statement{R"sql(
  INSERT INTO stylist_locations (stylist_id, location_id) SELECT $1, place FROM unnest($2::uuid[]) AS place
  ON CONFLICT DO NOTHING
)sql"};

constexpr Statement forget_terms_statement{"DELETE FROM stylist_services WHERE stylist_id = $1"};
constexpr Statement write_terms_statement{R"sql(
  INSERT INTO stylist_services (stylist_id, service_id, duration_minutes, price_minor)
  SELECT $1, t.service_id, t.duration_minutes, t.price_minor
    FROM unnest($2::uuid[], $3::int[], $4::bigint[]) AS t(service_id, duration_minutes, price_minor)
)sql"};

constexpr Statement find_location_statement{"SELECT " SALON_LOCATION_COLUMNS " FROM locations l WHERE l.id = $1"};
constexpr Statement find_service_statement{"SELECT " SALON_SERVICE_COLUMNS " FROM services v WHERE v.id = $1"};
constexpr Statement find_stylist_statement{"SELECT " SALON_STYLIST_COLUMNS " FROM stylists y WHERE y.id = $1"};

// Signed minutes: positive the stylist is busy, negative the colour works.
std::vector<int> phase_numbers(const std::vector<domain::Phase>& phases) {
  std::vector<int> out;
  for (const domain::Phase& phase : phases) out.push_back(phase.active ? phase.minutes : -phase.minutes);
  return out;
}

std::vector<domain::Phase> phases_of(const std::vector<int>& numbers) {
  std::vector<domain::Phase> out;
  for (const int number : numbers) out.push_back({std::abs(number), number > 0});
  return out;
}

template <class Number>
std::optional<Number> number_or_nothing(const std::string& text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

template <class Row>
std::optional<Row> first_of(const Rows& rows, Row (*read_row)(RowReader&)) {
  if (rows.empty()) return std::nullopt;
  RowReader row = rows.row(0);
  return read_row(row);
}

}  // namespace

Location read_location(RowReader& row) {
  Location location;
  location.id = row.get<LocationId>();
  location.name = row.get<std::string>();
  location.timezone = row.get<std::string>();
  location.currency = domain::Currency::of_the_past(row.get<std::string>()).value();
  location.region = domain::Region::parse(row.get<std::string>()).value();
  location.minimum_notice = domain::minutes{row.get<int>()};
  location.horizon_days = row.get<int>();
  location.cancellation_window = domain::minutes{row.get<int>()};
  location.hold = domain::minutes{row.get<int>()};
  location.address = row.get<std::string>();
  location.map_url = row.get<std::string>();
  location.photo_url = row.get<std::string>();
  location.active = row.get<bool>();
  location.version = row.get<std::int64_t>();
  return location;
}

Service read_service(RowReader& row) {
  Service service;
  service.id = row.get<ServiceId>();
  service.location_id = row.get<LocationId>();
  service.name = row.get<std::string>();
  service.category = row.get<std::string>();
  service.description = row.get<std::string>();
  service.duration_minutes = row.get<int>();
  service.requires_stylist = row.get<bool>();
  service.active = row.get<bool>();
  service.price_minor = row.get<std::int64_t>();
  service.required_skill = row.get<std::optional<std::string>>();
  service.phases = phases_of(row.get<std::vector<int>>());
  service.buffer_before_minutes = row.get<int>();
  service.buffer_after_minutes = row.get<int>();
  service.version = row.get<std::int64_t>();
  return service;
}

Stylist read_stylist(RowReader& row) {
  Stylist stylist;
  stylist.id = row.get<StylistId>();
  stylist.location_id = row.get<LocationId>();
  stylist.name = row.get<std::string>();
  stylist.skills = row.get<std::vector<std::string>>();
  stylist.active = row.get<bool>();
  stylist.version = row.get<std::int64_t>();
  stylist.location_ids = row.get<std::vector<LocationId>>();
  const auto services = row.get<std::vector<ServiceId>>();
  const auto durations = row.get<std::vector<std::string>>();
  const auto prices = row.get<std::vector<std::string>>();
  for (std::size_t i = 0; i < services.size(); ++i) {
    stylist.terms.push_back(
        {services[i], number_or_nothing<int>(durations.at(i)), number_or_nothing<std::int64_t>(prices.at(i))});
  }
  return stylist;
}

bool is_same_row(const Location& one, const Location& other) {
  const auto columns = [](const Location& row) {
    return std::tie(row.name, row.timezone, row.currency, row.region.code, row.minimum_notice, row.horizon_days,
                    row.cancellation_window, row.hold, row.address, row.map_url, row.photo_url, row.active);
  };
  return columns(one) == columns(other);
}

bool is_same_row(const Service& one, const Service& other) {
  const auto columns = [](const Service& row) {
    return std::tie(row.location_id, row.name, row.category, row.description, row.duration_minutes,
                    row.requires_stylist, row.active, row.price_minor, row.required_skill, row.phases,
                    row.buffer_before_minutes, row.buffer_after_minutes);
  };
  return columns(one) == columns(other);
}

bool is_same_row(const Stylist& one, const Stylist& other) {
  const auto columns = [](const Stylist& row) {
    return std::tie(row.location_id, row.location_ids, row.name, row.skills, row.terms, row.active);
  };
  return columns(one) == columns(other);
}

Task<void> write_row(Transaction& transaction, const Location& row) {
  const Params params = Params::of(
      row.id, row.name, row.timezone, row.currency.text(), row.region.text(),
      static_cast<int>(row.minimum_notice.count()), row.horizon_days, static_cast<int>(row.cancellation_window.count()),
      static_cast<int>(row.hold.count()), row.address, row.map_url, row.photo_url, row.active, row.version);
  auto writing = transaction.run(write_location_statement, params);
  co_await writing;
}

Task<void> write_row(Transaction& transaction, const Service& row) {
  const Params params =
      Params::of(row.id, row.location_id, row.name, row.category, row.description, row.duration_minutes,
                 row.requires_stylist, row.active, row.price_minor, row.required_skill, phase_numbers(row.phases),
                 row.buffer_before_minutes, row.buffer_after_minutes, row.version);
  auto writing = transaction.run(write_service_statement, params);
  co_await writing;
}

Task<void> write_row(Transaction& transaction, const Stylist& row) {
  const Params params = Params::of(row.id, row.location_id, row.name, row.skills, row.active, row.version);
  auto writing = transaction.run(write_stylist_statement, params);
  co_await writing;
  const Params only_id = Params::of(row.id);
  auto forgetting_places = transaction.run(forget_places_statement, only_id);
  co_await forgetting_places;
  const Params places = Params::of(row.id, row.location_ids);
  auto writing_places = transaction.run(write_places_statement, places);
  co_await writing_places;
  auto forgetting_terms = transaction.run(forget_terms_statement, only_id);
  co_await forgetting_terms;
  if (row.terms.empty()) co_return;
  std::vector<ServiceId> services;
  std::vector<std::optional<int>> durations;
  std::vector<std::optional<std::int64_t>> prices;
  for (const domain::StylistTerms& terms : row.terms) {
    services.push_back(terms.service_id);
    durations.push_back(terms.duration_minutes);
    prices.push_back(terms.price_minor);
  }
  const Params terms_params = Params::of(row.id, services, durations, prices);
  auto writing_terms = transaction.run(write_terms_statement, terms_params);
  co_await writing_terms;
}

Task<std::optional<Location>> find_row(Transaction& transaction, LocationId id) {
  const Params params = Params::of(id);
  auto finding = transaction.run(find_location_statement, params);
  const Rows rows = co_await finding;
  co_return first_of(rows, read_location);
}

Task<std::optional<Service>> find_row(Transaction& transaction, ServiceId id) {
  const Params params = Params::of(id);
  auto finding = transaction.run(find_service_statement, params);
  const Rows rows = co_await finding;
  co_return first_of(rows, read_service);
}

Task<std::optional<Stylist>> find_row(Transaction& transaction, StylistId id) {
  const Params params = Params::of(id);
  auto finding = transaction.run(find_stylist_statement, params);
  const Rows rows = co_await finding;
  co_return first_of(rows, read_stylist);
}

}  // namespace salon::storage
