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

// Stores that are alike in everything but their clock, which is a second slow.
class SlowFixture final : public MemoryFixture {
 public:
  void set_now(domain::Instant now) override { MemoryFixture::set_now(now - std::chrono::seconds{1}); }
};

TEST(MemoryScripts, the_comparison_finds_stores_whose_clock_is_a_second_slow) {
  MemoryFixture right;
  SlowFixture slow;
  const std::string difference = first_difference(run_script(right, 7), run_script(slow, 7));
  EXPECT_NE(difference.find("\n- "), std::string::npos) << difference;
  EXPECT_NE(difference.find("\n+ "), std::string::npos) << difference;
}

TEST(MemoryScripts, the_comparison_finds_a_transcript_that_is_cut_short) {
  const std::vector<std::string> whole{"one", "two"};
  const std::vector<std::string> cut{"one"};
  EXPECT_EQ(first_difference(whole, cut), "line 2\n  one\n- two\n+ (end)\n");
  EXPECT_EQ(first_difference(whole, whole), "");
}

}  // namespace
}  // namespace salon::contract
