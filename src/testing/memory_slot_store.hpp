// Slot instances in memory; the rules are those of ports/slot_store.hpp.
#pragma once

#include "domain/time.hpp"
#include "ports/slot_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemorySlotStore final : public ports::SlotStore {
 public:
  template <class T>
  using Task = ports::Task<T>;

  explicit MemorySlotStore(MemoryBrand& brand) : brand_(brand) {}

  Task<domain::Result<ports::Offer>> offer(ports::OfferQuery query) override;
  Task<std::vector<domain::SlotInstance>> slots_of_day(ports::SlotQuery query) override;
  Task<std::optional<domain::SlotInstance>> slot(domain::SlotId id) override;
  Task<domain::Result<domain::GenerationReport>> generate(ports::GenerateSlots what, ports::Requester by) override;
  Task<domain::Result<domain::Answer>> generate_once(ports::GenerateSlots what,
                                                     ports::Once<domain::GenerationReport> once) override;
  Task<ports::Sweep> prune(std::chrono::days kept) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
