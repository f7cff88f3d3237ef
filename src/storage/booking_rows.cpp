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

constexpr Statement insert_statement{R"sql(
  INSERT INTO bookings (id, visit_id, slot_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id,
                        customer_name, customer_phone, customer_email, notes, phone_index, email_index, search_terms,
                        status, hold_expires_at, confirmed_at, cancelled_at, attendance, source, price_minor, currency,
                        payment_reference, created_at, version, sequence)
  SELECT id, visit_id, slot_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id,
         customer_name, customer_phone, customer_email, notes, phone_index, email_index, search_terms::bytea[],
         status, hold_expires_at, confirmed_at, cancelled_at, attendance, source, price_minor, currency,
         payment_reference, created_at, version, sequence
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::timestamptz[], $9::uuid[],
                $10::uuid[], $11::bytea[], $12::bytea[], $13::bytea[], $14::bytea[], $15::bytea[], $16::bytea[], $17::text[],
                $18::text[], $19::timestamptz[], $20::timestamptz[], $21::timestamptz[], $22::text[], $23::text[], $24::bigint[],
                $25::text[], $26::text[], $27::timestamptz[], $28::bigint[], $29::int[])
      AS t(id, visit_id, slot_id, location_id, service_id, stylist_id, start_at, end_at, user_id, session_id,
           customer_name, customer_phone, customer_email, notes, phone_index, email_index, search_terms,
           status, hold_expires_at, confirmed_at, cancelled_at, attendance, source, price_minor, currency,
           payment_reference, created_at, version, sequence)
)sql"};

constexpr Statement update_statement{R"sql(
  UPDATE bookings SET slot_id = $2, location_id = $3, service_id = $4, stylist_id = $5, start_at = $6, end_at = $7,
    customer_name = $8, customer_phone = $9, customer_email = $10, notes = $11, phone_index = $12, email_index = $13, search_terms = $14,
    status = $15, hold_expires_at = coalesce($16, hold_expires_at), confirmed_at = $17, cancelled_at = $18, attendance = $19,
    price_minor = $20, currency = $21, payment_reference = $22, version = $23, sequence = $24
  WHERE id = $1
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
  std::vector<std::optional<std::string>> terms, payments;
  std::vector<std::string> statuses, attendances, sources, currencies;
  std::vector<std::optional<domain::Instant>> expiries, confirmed, cancelled;
  std::vector<std::int64_t> prices, versions;
  std::vector<int> sequences;

  void add(const Booking& booking, const ports::SecretBox& secrets) {
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
    add_customer(sealed(booking, secrets));
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
                      attendances, sources, prices, currencies, payments, created, versions, sequences);
  }
};

std::optional<std::string> opened(const std::optional<Bytes>& sealed_value, std::string_view column,
                                  const std::string& row, const ports::SecretBox& secrets) {
  if (!sealed_value) return std::nullopt;
  auto plain = secrets.open(sealed_value->bytes, {column, row});
  if (!plain) throw RowShape("a sealed value does not open: " + std::string(column) + " of " + row);
  return plain;
}

Bytes index_of(const ports::SecretBox& secrets, std::string_view purpose, std::string_view text) {
  return bytes_of(secrets.blind_index(purpose, text));
}

}  // namespace

Bytes phone_index(const ports::SecretBox& secrets, const domain::PhoneNumber& phone) {
  return index_of(secrets, "phone", phone.reveal());
}
Bytes email_index(const ports::SecretBox& secrets, const domain::EmailAddress& email) {
  return index_of(secrets, "email", domain::email_lookup_form(email));
}
Bytes name_term_index(const ports::SecretBox& secrets, const std::string& term) {
  return index_of(secrets, "name", term);
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
  booking.price.currency = domain::Currency::parse(row.get<std::string>()).value();
  booking.payment_reference = row.get<std::optional<std::string>>();
  booking.created_at = row.get<domain::Instant>();
  booking.version = row.get<std::int64_t>();
  booking.sequence = row.get<int>();
  return booking;
}

Task<void> insert_bookings(Transaction& transaction, std::vector<Booking> bookings) {
  if (bookings.empty()) co_return;
  BookingColumns columns;
  for (const Booking& booking : bookings) columns.add(booking, transaction.secrets());
  auto making_visits = transaction.run(insert_visits_statement, columns.visit_params());
  co_await making_visits;
  auto inserting = transaction.run(insert_statement, columns.params());
  co_await inserting;
}

Task<void> update_booking(Transaction& transaction, Booking booking) {
  const SealedCustomer customer = sealed(booking, transaction.secrets());
  const StateColumns state = columns_of(booking.state);
  Params params =
      Params::of(booking.id, booking.slot_id, booking.location_id, booking.service_id, booking.stylist_id,
                 booking.start_at, booking.end_at, customer.name, customer.phone, customer.email, customer.notes,
                 customer.phone_index, customer.email_index, customer.search_terms, domain::text_of(booking.status()),
                 state.hold_expires_at, state.confirmed_at, state.cancelled_at, domain::text_of(booking.attendance));
  params.add(booking.price.minor)
      .add(booking.price.currency.text())
      .add(booking.payment_reference)
      .add(booking.version)
      .add(booking.sequence);
  auto updating = transaction.run(update_statement, params);
  co_await updating;
}

}  // namespace salon::storage
