// ports::JobStore on PostgreSQL. A job whose worker falls silent is taken up again; one location's jobs run one after
// another as long as there is other work.
#pragma once

#include "ports/job_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgJobStore final : public ports::JobStore {
 public:
  explicit PgJobStore(Database& database) : database_(database) {}

  Task<domain::Result<domain::Answer>> add(ports::Job job, ports::Once<ports::Job> once) override;
  Task<std::optional<ports::Job>> find(domain::JobId id) override;
  Task<std::optional<ports::Job>> claim() override;
  Task<void> report(ports::Job job) override;
  Task<int> add_due_horizons(domain::Instant since) override;

 private:
  Database& database_;
};

}  // namespace salon::storage
