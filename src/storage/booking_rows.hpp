// Bookings as rows: personal data sealed column by column, blind indexes beside it (D61).
#pragma once

#include "domain/booking.hpp"
#include "ports/secret_box.hpp"
#include "storage/pg_value.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// The SELECT list that read_booking() reads, for `bookings b JOIN locations l`.
#define SALON_BOOKING_COLUMNS                                                                                   \
  "b.id, b.visit_id, b.slot_id, b.location_id, b.service_id, b.stylist_id, b.start_at, b.end_at, l.timezone, "  \
  "b.status, "                                                                                                  \
  "b.hold_expires_at, b.confirmed_at, b.cancelled_at, b.attendance, b.source, b.user_id, b.session_id, "        \
  "b.customer_name, "                                                                                           \
  "b.customer_phone, b.customer_email, b.notes, b.price_minor, b.currency, b.payment_reference, b.created_at, " \
  "b.version, b.sequence, b.variant"

// A held booking among those that another condition finds. Said so that no index answers it: one of all held bookings,
// entered by nothing, is what PostgreSQL takes as long as its statistics know of no hold.
#define SALON_HELD(table) "coalesce(" table ".status, '') = 'held'"

[[nodiscard]] domain::Booking read_booking(RowReader& row, const ports::SecretBox& secrets);

// Blind indexes, one purpose each.
[[nodiscard]] Bytes phone_index(const ports::SecretBox& secrets, const domain::PhoneNumber& phone);
[[nodiscard]] Bytes email_index(const ports::SecretBox& secrets, const domain::EmailAddress& email);
[[nodiscard]] Bytes name_term_index(const ports::SecretBox& secrets, const std::string& term);

// New bookings, all columns, set-based; their visits and customers first.
[[nodiscard]] std::vector<Query> insert_queries(const Transaction& transaction,
                                                const std::vector<domain::Booking>& bookings);

// A booking that a transition has changed.
struct ChangedBooking {
  domain::Booking booking;
  bool has_other_customer = false;  // its customer's details or notes differ from before
};
// What a transition may change: state, times, slot, attendance, price, version, sequence; and the customer where that
// differs. No booking twice.
[[nodiscard]] std::vector<Query> update_queries(const Transaction& transaction,
                                                const std::vector<ChangedBooking>& bookings);

}  // namespace salon::storage
