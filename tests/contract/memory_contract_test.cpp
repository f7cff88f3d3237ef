// The contract, kept by the memory stores.
#include "memory_fixture.hpp"
#include "script.hpp"

namespace salon::contract {
namespace {

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract,
                         ::testing::Values(StoreFactory{"memory", [] { return std::make_unique<MemoryFixture>(); }}),
                         [](const auto& info) { return info.param.name; });

TEST(MemoryScripts, the_same_seed_gives_the_same_transcript_and_another_seed_another) {
  MemoryFixture one;
  MemoryFixture again;
  MemoryFixture other;
  const auto transcript = run_script(one, 7);
  EXPECT_EQ(first_difference(transcript, run_script(again, 7)), "");
  EXPECT_NE(first_difference(transcript, run_script(other, 8)), "");
}

}  // namespace
}  // namespace salon::contract
