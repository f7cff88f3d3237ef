// The contract, kept by the PostgreSQL stores; and both stores telling the same story of the same random days.
#include "memory_fixture.hpp"
#include "postgres_fixture.hpp"
#include "script.hpp"

namespace salon::contract {
namespace {

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
