// Every state change leaves an outbox event and an audit row in its own transaction, written together (D50, D52).
#pragma once

#include "domain/booking_event.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

struct LedgerEntry {
  domain::EventType type = domain::EventType::booking_created;
  domain::LocationId location_id;
  std::optional<domain::BookingId> booking_id;  // for events of bookings
  std::int64_t version = 1;
  domain::Instant at;
  std::string data;                // JSON, without personal data
  std::string action;              // of the audit row; empty: the event's type
  std::string entity = "booking";  // of the audit row
  std::string entity_id;
  std::string before;  // JSON, or empty
  std::string after;   // JSON, or empty
  ports::Requester by;
};

Task<void> record(Transaction& transaction, std::vector<LedgerEntry> entries);
[[nodiscard]] Query record_query(const Transaction& transaction, const std::vector<LedgerEntry>& entries);

// An audit row of something that is no event.
struct AuditNote {
  std::string action;
  std::optional<domain::LocationId> location_id;
  std::string entity;
  std::string entity_id;
  std::int64_t version = 1;
  domain::Instant at;
  std::string before;  // JSON, or empty
  std::string after;   // JSON, or empty
};
Task<void> note_in_audit(Transaction& transaction, AuditNote note, const ports::Requester& by);

// The entry of a booking's transition.
struct BookingChange {
  domain::EventType type;
  const domain::Booking* before = nullptr;  // none: it is new
  const domain::Booking* after = nullptr;
  domain::Instant at;
};
[[nodiscard]] LedgerEntry entry_of(const BookingChange& change, const ports::Requester& by);

// Who acts when nobody asked: the worker.
[[nodiscard]] ports::Requester the_worker();
// The worker's part in somebody's request.
[[nodiscard]] ports::Requester the_worker_for(const ports::Requester& by);

}  // namespace salon::storage
