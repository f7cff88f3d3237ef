// The stores on a PostgreSQL database of their own.
#pragma once

#include "../storage/storage_fixture.hpp"
#include "store_contract.hpp"

namespace salon::contract {

class PostgresFixture final : public StoreFixture {
 public:
  [[nodiscard]] StoreSet stores() override {
    return {kept_.catalog, kept_.rules, kept_.slots,     kept_.bookings, kept_.accounts,
            kept_.events,  kept_.jobs,  kept_.analytics, kept_.brand};
  }
  void set_now(domain::Instant now) override { kept_.clock.fix(now); }
  // Nothing is ever late here: the tests' clock is not the database's.
  [[nodiscard]] std::vector<ports::Violation> violations() override {
    std::vector<ports::Violation> out;
    const auto rows = testing::PrivatePostgres::shared().run(
        database_.name(), "SELECT invariant, detail FROM invariant_violations_at('-infinity', '-infinity')");
    for (const auto& row : rows) out.push_back({row.at(0), row.at(1)});
    return out;
  }
  void run(Task<void> task) override { kept_.run(std::move(task)); }
  void settle() { kept_.settle(); }
  [[nodiscard]] storage::Database& database() { return kept_.database; }

 private:
  storage::BorrowedDatabase database_;
  storage::Stores kept_{database_.url(), 1, {.connections = 1}};
};

}  // namespace salon::contract
