// Outbox and audit trail in memory; the rules are those of ports/event_store.hpp.
#pragma once

#include "ports/event_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryEventStore final : public ports::EventStore {
 public:
  template <class T>
  using Task = ports::Task<T>;

  explicit MemoryEventStore(MemoryBrand& brand) : brand_(brand) {}

  Task<int> relay(int limit, std::function<Task<bool>(std::vector<domain::Event>)> publish) override;
  Task<int> seal(int limit) override;
  Task<std::vector<domain::Event>> events_after(std::int64_t position, int limit) override;
  Task<std::int64_t> last_position() override;
  Task<domain::Result<ports::Page<ports::AuditRow>>> audit(ports::AuditFilter filter, ports::PageRequest page) override;
  Task<int> prune() override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
