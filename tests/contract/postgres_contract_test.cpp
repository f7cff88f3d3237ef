// The contract, kept by the PostgreSQL stores; and both stores telling the same story of the same random days.
#include "../storage/storage_fixture.hpp"
#include "memory_fixture.hpp"
#include "script.hpp"

namespace salon::contract {
namespace {

class PostgresFixture final : public StoreFixture {
 public:
  [[nodiscard]] StoreSet stores() override {
    return {kept_.catalog, kept_.rules, kept_.slots, kept_.bookings, kept_.accounts, kept_.events, kept_.jobs};
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

 private:
  storage::BorrowedDatabase database_;
  storage::Stores kept_{database_.url(), 1, {.connections = 1}};
};

INSTANTIATE_TEST_SUITE_P(Postgres, StoreContract,
                         ::testing::Values(StoreFactory{"postgres", [] { return std::make_unique<PostgresFixture>(); },
                                                        10}),
                         [](const auto& info) { return info.param.name; });

TEST(PostgresScripts, memory_and_postgres_tell_the_same_story_of_the_same_days) {
  for (std::uint64_t seed = 1; seed <= 25; ++seed) {
    MemoryFixture memory;
    PostgresFixture postgres;
    const std::string difference = first_difference(run_script(memory, seed), run_script(postgres, seed));
    ASSERT_EQ(difference, "") << "seed " << seed;
  }
}

}  // namespace
}  // namespace salon::contract
