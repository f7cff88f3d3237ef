// The outbox and the audit trail, from the side that reads them (D50–D52).
#pragma once

#include "domain/booking_event.hpp"
#include "ports/store.hpp"

namespace salon::ports {

struct AuditRow {
  std::int64_t position = 0;
  domain::EventId id;
  domain::Instant at;
  std::string subject;
  std::string role;
  std::string request_id;
  std::string action;  // the event's type, or a verb of its own
  std::optional<domain::LocationId> location_id;
  std::string entity;  // "booking", "rule" …
  std::string entity_id;
  std::string before;  // JSON objects, or empty
  std::string after;
  std::string hash;  // hex; empty until sealed
};

struct AuditFilter {
  std::vector<domain::LocationId> location_ids;  // empty: every location
  std::optional<std::string> entity_id;
  std::optional<domain::Instant> from;
  std::optional<domain::Instant> to;
};

class EventStore {
 public:
  virtual ~EventStore() = default;

  // The relay: rows no other relay has, oldest first; published by `publish`; exactly the rows it says yes to are
  // marked (D51).
  [[nodiscard]] virtual Task<int> relay(int limit, std::function<Task<bool>(std::vector<domain::Event>)> publish) = 0;
  // Gives committed events their position and seals audit rows into the hash chain; one at a time in the whole
  // installation. How many it took.
  [[nodiscard]] virtual Task<int> seal(int limit) = 0;
  // In order of position, after one.
  [[nodiscard]] virtual Task<std::vector<domain::Event>> events_after(std::int64_t position, int limit) = 0;
  [[nodiscard]] virtual Task<std::int64_t> last_position() = 0;
  // VALIDATION_FAILED (?cursor).
  [[nodiscard]] virtual Task<Result<Page<AuditRow>>> audit(AuditFilter filter, PageRequest page) = 0;
  // Finished idempotency rows, published events and expired tokens past their time. How many rows went.
  [[nodiscard]] virtual Task<int> prune() = 0;
};

}  // namespace salon::ports
