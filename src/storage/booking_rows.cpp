#include "storage/booking_rows.hpp"

namespace salon::storage {
namespace {

using domain::Booking;
using domain::BookingStatus;

constexpr Statement insert_visits_statement{R"sql(
  INSERT INTO visits (id, location_id, created_at)
  SELECT DISTINCT ON (id) * FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS t(id, location_id, created_at)
  ON CONFLICT (id) DO NOTHING
)sql"};

// Whoever comes with a phone for the first time. What is known of a customer stays as it was: anybody may type a
// number.
constexpr Statement insert_customers_statement{R"sql(
  INSERT INTO customers (id, name, phone, email, phone_index, email_index, created_at)
  SELECT DISTINCT ON (phone_index) *
    FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::timestamptz[])
      AS t(id, name, phone, email, phone_index, email_index, created_at)
   ORDER BY phone_index
  ON CONFLICT (phone_index) DO NOTHING
)sql"};

constexpr Statement insert_statement{R"sql(
  INSERT INTO bookings (id, visit_id, slot_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id,
                        customer_name, customer_phone, customer_email, notes, phone_index, email_index, search_terms,
                        status, hold_expires_at, confirmed_at, cancelled_at, attendance, source, price_minor, currency,
                        payment_reference, created_at, version, sequence, variant, customer_id)
  SELECT id, visit_id, slot_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id,
         customer_name, customer_phone, customer_email, notes, phone_index, email_index, search_terms::bytea[],
         status, hold_expires_at, confirmed_at, cancelled_at, attendance, source, price_minor, currency,
         payment_reference, created_at, version, sequence, variant,
         CASE WHEN phone_index IS NOT NULL THEN (SELECT c.id FROM customers c WHERE c.phone_index = t.phone_index) END
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::timestamptz[], $9::uuid[],
                $10::uuid[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[], $17::text[],
                $18::text[], $19::timestamptz[], $20::timestamptz[], $21::timestamptz[], $22::text[], $23::text[], $24::bigint[],
                $25::text[], $26::text[], $27::timestamptz[], $28::bigint[], $29::int[], $30::text[])
      AS t(id, visit_id, slot_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id,
           customer_name, customer_phone, customer_email, notes, phone_index, email_index, search_terms,
           status, hold_expires_at, confirmed_at, cancelled_at, attendance, source, price_minor, currency,
           payment_reference, created_at, version, sequence, variant)
)sql"};

constexpr Statement update_statement{R"sql(
  UPDATE bookings b
     SET slot_id = t.slot_id, location_id = t.location_id, service_id = t.service_id, stylist_id = t.stylist_id, start_at = t.start_at,
         end_at = t.end_at, status = t.status, hold_expires_at = coalesce(t.hold_expires_at, b.hold_expires_at),
         confirmed_at = t.confirmed_at, cancelled_at = t.cancelled_at, attendance = t.attendance, price_minor = t.price_minor,
         currency = t.currency, payment_reference = t.payment_reference, version = t.version, sequence = t.sequence
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::timestamptz[], $7::timestamptz[], $8::text[],
                $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::text[], $13::bigint[], $14::text[], $15::text[],
                $16::bigint[], $17::int[])
      AS t(id, slot_id, location_id, service_id, stylist_id, start_at, end_at, status, hold_expires_at, confirmed_at, cancelled_at,
           attendance, price_minor, currency, payment_reference, version, sequence)
   WHERE b.id = t.id
)sql"};

constexpr Statement update_customers_statement{R"sql(
  UPDATE bookings b
     SET customer_name = t.name, customer_phone = t.phone, customer_email = t.email, notes = t.notes, phone_index = t.phone_index,
         email_index = t.email_index, search_terms = t.search_terms::bytea[],
         customer_id = CASE WHEN t.phone_index IS NOT NULL THEN (SELECT c.id FROM customers c WHERE c.phone_index = t.phone_index) END
    FROM unnest($1::uuid[], $2::bytea[], $3::bytea[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[], $8::text[])
      AS t(id, name, phone, email, notes, phone_index, email_index, search_terms)
   WHERE b.id = t.id
)sql"};

// The four sealed columns and the three blind ones of a customer.
struct SealedCustomer {
  std::optional<Bytes> name, phone, email, notes, phone_index, email_index;
  std::optional<std::vector<Bytes>> search_terms;
};

SealedCustomer sealed(const Booking& booking, const ports::SecretBox& secrets) {
  const std::string row = booking.id.text();
  SealedCustomer out;
  const domain::CustomerDetails& customer = booking.customer;
  if (customer.name) {
    out.name = Bytes{secrets.seal(customer.name->reveal(), {"bookings.customer_name", row})};
    std::vector<Bytes> terms;
    for (const std::string& term : domain::name_search_terms(*customer.name))
      terms.push_back(name_term_index(secrets, term));
    if (!terms.empty()) out.search_terms = std::move(terms);
  }
  if (customer.phone) {
    out.phone = Bytes{secrets.seal(customer.phone->reveal(), {"bookings.customer_phone", row})};
    out.phone_index = phone_index(secrets, *customer.phone);
  }
  if (customer.email) {
    out.email = Bytes{secrets.seal(customer.email->reveal(), {"bookings.customer_email", row})};
    out.email_index = email_index(secrets, *customer.email);
  }
  if (customer.notes) out.notes = Bytes{secrets.seal(customer.notes->reveal(), {"bookings.notes", row})};
  return out;
}

// The columns that a state is made of.
struct StateColumns {
  std::optional<domain::Instant> hold_expires_at, confirmed_at, cancelled_at;
};

StateColumns columns_of(const domain::BookingState& state) {
  StateColumns out;
  if (const auto* held = std::get_if<domain::Held>(&state)) out.hold_expires_at = held->expires_at;
  if (const auto* confirmed = std::get_if<domain::Confirmed>(&state)) out.confirmed_at = confirmed->confirmed_at;
  if (const auto* expired = std::get_if<domain::Expired>(&state)) out.hold_expires_at = expired->expired_at;
  if (const auto* cancelled = std::get_if<domain::Cancelled>(&state)) {
    out.cancelled_at = cancelled->cancelled_at;
    out.confirmed_at = cancelled->confirmed_at;
  }
  return out;
}

domain::BookingState state_of(BookingStatus status, const StateColumns& columns) {
  switch (status) {
    case BookingStatus::held:
      return domain::Held{columns.hold_expires_at.value()};
    case BookingStatus::confirmed:
      return domain::Confirmed{columns.confirmed_at.value()};
    case BookingStatus::cancelled:
      return domain::Cancelled{columns.cancelled_at.value(), columns.confirmed_at};
    case BookingStatus::expired:
      return domain::Expired{columns.hold_expires_at.value()};
  }
  throw RowShape("a booking's status");
}

// Bookings turned by ninety degrees: one array a column.
struct BookingColumns {
  std::vector<domain::BookingId> ids;
  std::vector<domain::VisitId> visits;
  std::vector<domain::SlotId> slots;
  std::vector<domain::LocationId> locations;
  std::vector<domain::ServiceId> services;
  std::vector<std::optional<domain::StylistId>> stylists;
  std::vector<domain::Instant> starts, ends, created;
  std::vector<std::optional<domain::AccountId>> users;
  std::vector<std::optional<domain::SessionId>> sessions;
  std::vector<std::optional<Bytes>> names, phones, emails, notes, phone_indexes, email_indexes;
  std::vector<std::optional<std::string>> terms, payments, variants;
  std::vector<std::string> statuses, attendances, sources, currencies;
  std::vector<std::optional<domain::Instant>> expiries, confirmed, cancelled;
  std::vector<std::int64_t> prices, versions;
  std::vector<int> sequences;

  void add(const Booking& booking) {
    ids.push_back(booking.id);
    visits.push_back(booking.visit_id);
    slots.push_back(booking.slot_id);
    locations.push_back(booking.location_id);
    services.push_back(booking.service_id);
    stylists.push_back(booking.stylist_id);
    starts.push_back(booking.start_at);
    ends.push_back(booking.end_at);
    created.push_back(booking.created_at);
    users.push_back(booking.owner.user);
    sessions.push_back(booking.owner.session);
    prices.push_back(booking.price.minor);
    currencies.push_back(booking.price.currency.text());
    payments.push_back(booking.payment_reference);
    versions.push_back(booking.version);
    sequences.push_back(booking.sequence);
    variants.push_back(booking.variant ? std::optional<std::string>(domain::text_of(*booking.variant)) : std::nullopt);
    add_state(booking);
  }
  void add_customer(SealedCustomer customer) {
    terms.push_back(customer.search_terms ? std::optional(to_text(*customer.search_terms)) : std::nullopt);
    names.push_back(std::move(customer.name));
    phones.push_back(std::move(customer.phone));
    emails.push_back(std::move(customer.email));
    notes.push_back(std::move(customer.notes));
    phone_indexes.push_back(std::move(customer.phone_index));
    email_indexes.push_back(std::move(customer.email_index));
  }
  void add_state(const Booking& booking) {
    const StateColumns state = columns_of(booking.state);
    statuses.emplace_back(domain::text_of(booking.status()));
    expiries.push_back(state.hold_expires_at);
    confirmed.push_back(state.confirmed_at);
    cancelled.push_back(state.cancelled_at);
    attendances.emplace_back(domain::text_of(booking.attendance));
    sources.emplace_back(domain::text_of(booking.source));
  }
  [[nodiscard]] Params visit_params() const { return Params::of(visits, locations, created); }
  [[nodiscard]] Params params() const {
    return Params::of(ids, visits, slots, locations, services, stylists, starts, ends, users, sessions, names, phones,
                      emails, notes, phone_indexes, email_indexes, terms, statuses, expiries, confirmed, cancelled,
                      attendances, sources, prices, currencies, payments, created, versions, sequences, variants);
  }
};

// People who may be new to the salon, one row a phone.
struct CustomerColumns {
  std::vector<domain::CustomerId> ids;
  std::vector<std::optional<Bytes>> names, phones, emails, phone_indexes, email_indexes;
  std::vector<domain::Instant> created;

  void add(const Booking& booking, const Transaction& transaction) {
    const domain::CustomerDetails& customer = booking.customer;
    if (!customer.phone) return;
    const ports::SecretBox& secrets = transaction.secrets();
    const auto id = transaction.ids().next_id<domain::CustomerId>();
    const std::string row = id.text();
    ids.push_back(id);
    names.emplace_back();
    emails.emplace_back();
    email_indexes.emplace_back();
    if (customer.name) names.back() = Bytes{secrets.seal(customer.name->reveal(), {"customers.name", row})};
    phones.emplace_back(Bytes{secrets.seal(customer.phone->reveal(), {"customers.phone", row})});
    phone_indexes.emplace_back(phone_index(secrets, *customer.phone));
    if (customer.email) {
      emails.back() = Bytes{secrets.seal(customer.email->reveal(), {"customers.email", row})};
      email_indexes.back() = email_index(secrets, *customer.email);
    }
    created.push_back(booking.created_at);
  }
  void append_query(std::vector<Query>& queries) const {
    if (ids.empty()) return;
    queries.push_back(
        {insert_customers_statement, Params::of(ids, names, phones, emails, phone_indexes, email_indexes, created)});
  }
};

std::optional<std::string> opened(const std::optional<Bytes>& sealed_value, std::string_view column,
                                  const std::string& row, const ports::SecretBox& secrets) {
  if (!sealed_value) return std::nullopt;
  auto plain = secrets.open(sealed_value->bytes, {column, row});
  if (!plain) throw RowShape("a sealed value does not open: " + std::string(column) + " of " + row);
  return plain;
}

}  // namespace

Bytes phone_index(const ports::SecretBox& secrets, const domain::PhoneNumber& phone) {
  return bytes_of(secrets.blind_index("phone", phone.reveal()));
}
Bytes email_index(const ports::SecretBox& secrets, const domain::EmailAddress& email) {
  return bytes_of(secrets.blind_index("email", domain::email_lookup_form(email)));
}
Bytes name_term_index(const ports::SecretBox& secrets, const std::string& term) {
  return bytes_of(secrets.blind_index("name", term));
}

Booking read_booking(RowReader& row, const ports::SecretBox& secrets) {
  Booking booking;
  booking.id = row.get<domain::BookingId>();
  booking.visit_id = row.get<domain::VisitId>();
  booking.slot_id = row.get<domain::SlotId>();
  booking.location_id = row.get<domain::LocationId>();
  booking.service_id = row.get<domain::ServiceId>();
  booking.stylist_id = row.get<std::optional<domain::StylistId>>();
  booking.start_at = row.get<domain::Instant>();
  booking.end_at = row.get<domain::Instant>();
  booking.timezone = row.get<std::string>();
  const auto status = domain::parse_booking_status(row.get<std::string>());
  StateColumns columns;
  columns.hold_expires_at = row.get<std::optional<domain::Instant>>();
  columns.confirmed_at = row.get<std::optional<domain::Instant>>();
  columns.cancelled_at = row.get<std::optional<domain::Instant>>();
  booking.state = state_of(status.value(), columns);
  booking.attendance = domain::parse_attendance(row.get<std::string>()).value();
  booking.source = domain::parse_booking_source(row.get<std::string>()).value();
  booking.owner.user = row.get<std::optional<domain::AccountId>>();
  booking.owner.session = row.get<std::optional<domain::SessionId>>();
  const std::string id = booking.id.text();
  const auto name = opened(row.get<std::optional<Bytes>>(), "bookings.customer_name", id, secrets);
  const auto phone = opened(row.get<std::optional<Bytes>>(), "bookings.customer_phone", id, secrets);
  const auto email = opened(row.get<std::optional<Bytes>>(), "bookings.customer_email", id, secrets);
  const auto notes = opened(row.get<std::optional<Bytes>>(), "bookings.notes", id, secrets);
  if (name) booking.customer.name = domain::PersonName(*name);
  if (phone) booking.customer.phone = domain::phone_from_e164(*phone);
  if (email) booking.customer.email = domain::EmailAddress(*email);
  if (notes) booking.customer.notes = domain::Notes(*notes);
  booking.price.minor = row.get<std::int64_t>();
  booking.price.currency = domain::Currency::of_the_past(row.get<std::string>()).value();
  booking.payment_reference = row.get<std::optional<std::string>>();
  booking.created_at = row.get<domain::Instant>();
  booking.version = row.get<std::int64_t>();
  booking.sequence = row.get<int>();
  if (const auto variant = row.get<std::optional<std::string>>()) booking.variant = domain::parse_variant(*variant);
  return booking;
}

std::vector<Query> insert_queries(const Transaction& transaction, const std::vector<Booking>& bookings) {
  std::vector<Query> queries;
  if (bookings.empty()) return queries;
  BookingColumns columns;
  CustomerColumns customers;
  for (const Booking& booking : bookings) {
    columns.add(booking);
    columns.add_customer(sealed(booking, transaction.secrets()));
    customers.add(booking, transaction);
  }
  customers.append_query(queries);
  queries.push_back({insert_visits_statement, columns.visit_params()});
  queries.push_back({insert_statement, columns.params()});
  return queries;
}

std::vector<Query> update_queries(const Transaction& transaction, const std::vector<ChangedBooking>& bookings) {
  std::vector<Query> queries;
  if (bookings.empty()) return queries;
  BookingColumns all;
  BookingColumns others;
  CustomerColumns customers;
  for (const ChangedBooking& changed : bookings) {
    all.add(changed.booking);
    if (!changed.has_other_customer) continue;
    others.ids.push_back(changed.booking.id);
    others.add_customer(sealed(changed.booking, transaction.secrets()));
    customers.add(changed.booking, transaction);
  }
  customers.append_query(queries);
  // States first: a hold that is over must not stand in the way of a phone that comes now.
  queries.push_back(
      {update_statement, Params::of(all.ids, all.slots, all.locations, all.services, all.stylists, all.starts, all.ends,
                                    all.statuses, all.expiries, all.confirmed, all.cancelled, all.attendances,
                                    all.prices, all.currencies, all.payments, all.versions, all.sequences)});
  if (!others.ids.empty()) {
    queries.push_back(
        {update_customers_statement, Params::of(others.ids, others.names, others.phones, others.emails, others.notes,
                                                others.phone_indexes, others.email_indexes, others.terms)});
  }
  return queries;
}

}  // namespace salon::storage
