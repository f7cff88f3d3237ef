// Finding bookings: by id, by filter, by owner.
#include <sstream>

#include "domain/zone.hpp"
#include "storage/booking_rows.hpp"
#include "storage/booking_store.hpp"

namespace salon::storage {

using domain::Booking;
using domain::BookingId;

namespace {

constexpr Statement find_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id WHERE b.id = $1
)sql"};

constexpr Statement token_statement{R"sql(
  SELECT EXISTS (SELECT 1 FROM booking_tokens WHERE token_hash = $1 AND booking_id = $2
                    AND (expires_at IS NULL OR expires_at > clock_timestamp()))
)sql"};

constexpr Statement live_hold_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id JOIN slot_instances s ON s.id = b.slot_id
   WHERE )sql" SALON_HELD("b") R"sql( AND b.hold_expires_at > coalesce($5::timestamptz, statement_timestamp())
     AND (b.user_id = $1 OR b.session_id = $2) AND b.service_id = $3 AND s.date = $4
   ORDER BY b.id LIMIT 1
)sql"};

constexpr Statement list_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id
   WHERE ($1::uuid[] IS NULL OR b.location_id = ANY($1::uuid[]))
     AND ($2::uuid IS NULL OR b.stylist_id = $2)
     AND ($3::uuid IS NULL OR b.service_id = $3)
     AND ($4::text IS NULL OR $4 = CASE WHEN b.status = 'held' AND b.hold_expires_at <= $16 THEN 'expired' ELSE b.status END)
     AND ($5::timestamptz IS NULL OR b.start_at >= $5)
     AND ($6::timestamptz IS NULL OR b.start_at < $6)
     AND ($7::bytea IS NULL OR b.phone_index = $7)
     AND ($8::uuid IS NULL OR b.user_id = $8)
     AND ($9::uuid IS NULL OR b.id = $9)
     AND ($10::bytea IS NULL OR b.email_index = $10)
     AND ($11::bytea[] IS NULL OR b.phone_index = ANY($11::bytea[]))
     AND ($12::bytea[] IS NULL OR b.search_terms @> $12::bytea[])
     AND ($13::timestamptz IS NULL OR (b.start_at, b.id) > ($13, $14::uuid))
   ORDER BY b.start_at, b.id LIMIT $15
)sql"};

constexpr Statement of_phone_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id
   WHERE b.phone_index = $1 AND (cardinality($2::uuid[]) = 0 OR b.location_id = ANY($2::uuid[]))
   ORDER BY b.start_at DESC, b.id DESC LIMIT $3
)sql"};

constexpr Statement of_user_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id
   WHERE b.user_id = $1 AND (cardinality($2::uuid[]) = 0 OR b.location_id = ANY($2::uuid[]))
   ORDER BY b.start_at DESC, b.id DESC LIMIT $3
)sql"};

constexpr Statement regions_statement{"SELECT DISTINCT region FROM locations"};

// What the search words may mean: exactly one of these is set.
struct SearchTerms {
  std::optional<BookingId> booking;
  std::optional<Bytes> email;
  std::optional<std::vector<Bytes>> phones;
  std::optional<std::vector<Bytes>> name_terms;
  bool means_nothing = false;
};

// A word that is asked for is, as a name, its own longest term; one shorter than three letters has none and finds
// nothing.
std::optional<std::vector<Bytes>> name_terms(const ports::SecretBox& secrets, const std::string& words) {
  std::vector<Bytes> out;
  std::istringstream in(words);
  std::string word;
  while (in >> word) {
    const auto terms = domain::name_search_terms(domain::PersonName(word));
    if (terms.empty()) return std::nullopt;
    const auto longest = std::ranges::max_element(terms, {}, &std::string::size);
    out.push_back(name_term_index(secrets, *longest));
  }
  if (out.empty()) return std::nullopt;
  return out;
}

SearchTerms meaning_of(const ports::SecretBox& secrets, const std::string& q, const std::vector<std::string>& regions) {
  SearchTerms terms;
  if ((terms.booking = BookingId::parse(q))) return terms;
  if (q.find('@') != std::string::npos) {
    const auto email = domain::parse_email(q);
    if (email) terms.email = email_index(secrets, *email);
    terms.means_nothing = !email;
    return terms;
  }
  std::vector<Bytes> phones;
  for (const std::string& code : regions) {
    const auto region = domain::Region::parse(code);
    const auto phone = region ? domain::parse_phone(q, *region) : std::nullopt;
    if (phone) phones.push_back(phone_index(secrets, *phone));
  }
  if (!phones.empty()) {
    terms.phones = std::move(phones);
    return terms;
  }
  terms.name_terms = name_terms(secrets, q);
  terms.means_nothing = !terms.name_terms;
  return terms;
}

// The cursor is the last row's place: "<start_at> <id>"; none: before all rows.
struct Place {
  std::optional<domain::Instant> start_at;
  std::optional<BookingId> id;
};

domain::Result<Place> place_of(const std::string& cursor) {
  if (cursor.empty()) return Place{};
  const auto space = std::min(cursor.find(' '), cursor.size() - 1);
  const Place place{domain::parse_instant(cursor.substr(0, space)), BookingId::parse(cursor.substr(space + 1))};
  if (!place.start_at || !place.id) return ports::no_such_cursor();
  return place;
}

Task<std::vector<std::string>> regions(Database& database) {
  auto asking = read(database, regions_statement, Params());
  const Rows rows = co_await asking;
  co_return rows.map([](RowReader& row) { return row.get<std::string>(); });
}

}  // namespace

Task<std::optional<Booking>> PgBookingStore::find(BookingId id) {
  const Params params = Params::of(id);
  auto asking = read(database_, find_statement, params);
  const Rows rows = co_await asking;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  co_return read_booking(row, database_.secrets);
}

Task<bool> PgBookingStore::token_opens(BookingId id, ports::TokenHash token) {
  const Params params = Params::of(bytes_of(token), id);
  auto asking = read(database_, token_statement, params);
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  co_return row.get<bool>();
}

Task<std::optional<Booking>> PgBookingStore::live_hold(domain::BookingOwner owner, domain::ServiceId service,
                                                       domain::Date date) {
  const Params params = Params::of(owner.user, owner.session, service, date, database_.clock.fixed());
  auto asking = read(database_, live_hold_statement, params);
  const Rows rows = co_await asking;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  co_return read_booking(row, database_.secrets);
}

Task<std::vector<Booking>> PgBookingStore::of_person(ports::PersonFilter person, int limit) {
  std::vector<Booking> theirs;
  if (!person.phone && !person.user) co_return theirs;
  const Statement statement = person.phone ? of_phone_statement : of_user_statement;
  const Params params = person.phone
                            ? Params::of(phone_index(database_.secrets, *person.phone), person.location_ids, limit)
                            : Params::of(*person.user, person.location_ids, limit);
  auto asking = read(database_, statement, params);
  const Rows rows = co_await asking;
  const ports::SecretBox& secrets = database_.secrets;
  theirs = rows.map([&secrets](RowReader& row) { return read_booking(row, secrets); });
  co_return theirs;
}

Task<domain::Result<ports::Page<Booking>>> PgBookingStore::list(ports::BookingFilter filter, ports::PageRequest page) {
  const auto after = place_of(page.cursor);
  if (!after) co_return std::unexpected(after.error());
  SearchTerms terms;
  if (filter.q) {
    auto asking_regions = regions(database_);
    const std::vector<std::string> known = co_await asking_regions;
    terms = meaning_of(database_.secrets, *filter.q, known);
  }
  ports::Page<Booking> out;
  if (terms.means_nothing) co_return out;
  const auto locations = filter.location_ids.empty() ? std::nullopt : std::optional(filter.location_ids);
  const auto phone = filter.phone ? std::optional(phone_index(database_.secrets, *filter.phone)) : std::nullopt;
  const auto status = filter.status ? std::optional(domain::text_of(filter.status->status)) : std::nullopt;
  const auto then = filter.status ? std::optional(filter.status->then) : std::nullopt;
  Params params =
      Params::of(locations, filter.stylist_id, filter.service_id, status, filter.from, filter.to, phone, filter.user,
                 terms.booking, terms.email, terms.phones, terms.name_terms, after->start_at, after->id);
  params.add(page.limit + 1);
  params.add(then);
  auto asking = read(database_, list_statement, std::move(params));
  const Rows rows = co_await asking;
  const ports::SecretBox& secrets = database_.secrets;
  out.items = rows.map([&secrets](RowReader& row) { return read_booking(row, secrets); });
  if (static_cast<int>(out.items.size()) > page.limit) {
    out.items.pop_back();
    out.next_cursor = domain::format_instant(out.items.back().start_at) + " " + out.items.back().id.text();
  }
  co_return out;
}

}  // namespace salon::storage
