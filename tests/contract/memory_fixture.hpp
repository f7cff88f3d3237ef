// The memory stores under the contract.
#pragma once

#include "store_contract.hpp"
#include "testing/memory_stores.hpp"
#include "testing/memory_violations.hpp"

namespace salon::contract {

class MemoryFixture : public StoreFixture {
 public:
  [[nodiscard]] StoreSet stores() override {
    return {kept_.catalog, kept_.rules, kept_.slots,     kept_.bookings, kept_.accounts,
            kept_.events,  kept_.jobs,  kept_.analytics, kept_.itself};
  }
  void set_now(domain::Instant now) override { clock_.set(now); }
  [[nodiscard]] std::vector<ports::Violation> violations() override { return testing::memory_violations(kept_.brand); }
  void run(Task<void> task) override { platform::run_ready(std::move(task)); }

  [[nodiscard]] testing::MemoryBrand& brand() { return kept_.brand; }

 private:
  testing::ManualClock clock_{domain::Instant{}};
  testing::CountingIds ids_;
  testing::MemoryStores kept_{clock_, ids_};
};

}  // namespace salon::contract
