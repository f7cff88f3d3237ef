// Jobs in memory; the rules are those of ports/job_store.hpp.
#pragma once

#include "domain/time.hpp"
#include "ports/job_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryJobStore final : public ports::JobStore {
 public:
  template <class T>
  using Task = ports::Task<T>;

  explicit MemoryJobStore(MemoryBrand& brand) : brand_(brand) {}

  Task<domain::Result<domain::Answer>> add(ports::Job job, ports::Once<ports::Job> once) override;
  Task<std::optional<ports::Job>> find(domain::JobId id) override;
  Task<std::optional<ports::Job>> claim() override;
  Task<void> report(ports::Job job) override;
  Task<int> add_due_horizons(domain::Instant since) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
