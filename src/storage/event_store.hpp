// ports::EventStore on PostgreSQL: the outbox and the audit trail, from the side that reads them (D50–D52).
#pragma once

#include "ports/event_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgEventStore final : public ports::EventStore {
 public:
  explicit PgEventStore(Database& database) : database_(database) {}

  using Publish = std::function<Task<bool>(std::vector<domain::Event>)>;

  // The rows stay locked while `publish` runs; a transaction idle for five seconds is ended by the server, and the rows
  // are published again by whoever comes next.
  Task<int> relay(int limit, Publish publish) override;
  Task<int> seal(int limit) override;
  Task<std::vector<domain::Event>> events_after(std::int64_t position, int limit) override;
  Task<std::int64_t> last_position() override;
  // Sealed rows by position, then those that wait for the sealer.
  Task<domain::Result<ports::Page<ports::AuditRow>>> audit(ports::AuditFilter filter, ports::PageRequest page) override;
  Task<int> prune() override;

 private:
  Database& database_;
};

}  // namespace salon::storage
