#include "usecases/keep_shown_counts.hpp"

#include <gtest/gtest.h>

#include "salon_world.hpp"
#include "testing/memory_analytics_store.hpp"

namespace salon::testing {
namespace {

using domain::Variant;
using platform::run_ready;

struct Tally final : ports::ShownTally {
  std::vector<ports::ShownCount> take() override { return std::exchange(counts, {}); }
  void give_back(const std::vector<ports::ShownCount>& given) override { counts = given; }
  std::vector<ports::ShownCount> counts{{location_id(1), date("2027-03-01"), Variant::control, 2, 7}};
};

struct AwayStore final : ports::AnalyticsStore {
  ports::Task<std::vector<domain::DayTally>> days(domain::LocationId, std::vector<domain::Instant>) override {
    throw ports::Unavailable("away");
  }
  ports::Task<std::vector<domain::VariantFunnel>> funnel(domain::LocationId, domain::DateSpan,
                                                         domain::TimeRange) override {
    throw ports::Unavailable("away");
  }
  ports::Task<std::vector<domain::WeighedTime>> booked_times(domain::LocationId, domain::TimeRange) override {
    throw ports::Unavailable("away");
  }
  ports::Task<void> add_shown(std::vector<ports::ShownCount>) override { throw ports::Unavailable("away"); }
};

TEST(KeepShownCounts, what_was_counted_is_kept_once) {
  SalonWorld world;
  MemoryAnalyticsStore store(world.brand);
  Tally tally;
  usecases::KeepShownCounts keep(tally, store);
  run_ready(keep.run());
  run_ready(keep.run());
  EXPECT_EQ(world.brand.shown.begin()->second.lists, 2);
  EXPECT_EQ(world.brand.shown.begin()->second.times, 7);
}

TEST(KeepShownCounts, what_cannot_be_kept_now_waits_for_the_next_time) {
  AwayStore away;
  Tally tally;
  usecases::KeepShownCounts keep(tally, away);
  EXPECT_THROW(run_ready(keep.run()), ports::Unavailable);
  EXPECT_EQ(tally.counts.size(), 1U);
}

}  // namespace
}  // namespace salon::testing
