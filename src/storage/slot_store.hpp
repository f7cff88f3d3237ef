// ports::SlotStore on PostgreSQL.
#pragma once

#include "ports/slot_store.hpp"
#include "storage/shared_read.hpp"

namespace salon::storage {

class PgSlotStore final : public ports::SlotStore {
 public:
  explicit PgSlotStore(Database& database);

  Task<domain::Result<ports::Offer>> offer(ports::OfferQuery query) override;
  Task<std::vector<domain::SlotInstance>> slots_of_day(ports::SlotQuery query) override;
  Task<std::optional<domain::SlotInstance>> slot(domain::SlotId id) override;
  Task<domain::Result<domain::GenerationReport>> generate(ports::GenerateSlots what, ports::Requester by) override;
  Task<domain::Result<domain::Answer>> generate_once(ports::GenerateSlots what,
                                                     ports::Once<domain::GenerationReport> once) override;
  Task<ports::Sweep> prune(std::chrono::days kept) override;

 private:
  Database& database_;
  SharedRead<domain::SlotId, domain::SlotInstance> slot_by_id_;
};

}  // namespace salon::storage
