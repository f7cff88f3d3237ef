#include "adapters/local_shown_tally.hpp"

#include <gtest/gtest.h>

#include "testing/builders.hpp"

namespace salon::adapters {
namespace {

using namespace testing;
using domain::Variant;

struct Passed final : ports::Funnel {
  void exposed(Exposed what) override { shown += what.shown; }
  void held(std::optional<Variant>) override { ++holds; }
  void confirmed(std::optional<Variant>, domain::seconds) override { ++confirmations; }
  void conflict(domain::Refusal) override { ++conflicts; }
  int shown = 0, holds = 0, confirmations = 0, conflicts = 0;
};

struct Tallied : ::testing::Test {
  void show(std::uint64_t location, Variant variant, int shown) {
    tally.exposed({.location_id = location_id(location),
                   .date = date("2027-03-01"),
                   .variant = variant,
                   .total = 40,
                   .shown = shown});
  }
  Passed metrics;
  LocalShownTally tally{metrics};
};

TEST_F(Tallied, lists_are_counted_by_place_day_and_variant_and_taken_once) {
  show(1, Variant::control, 3);
  show(1, Variant::control, 5);
  show(2, Variant::control, 4);
  show(1, Variant::compact, 2);
  const auto counts = tally.take();
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts.at(0), (ports::ShownCount{location_id(1), date("2027-03-01"), Variant::control, 2, 8}));
  EXPECT_TRUE(tally.take().empty());
}

TEST_F(Tallied, what_could_not_be_kept_is_counted_with_what_came_since) {
  show(1, Variant::control, 3);
  const auto counts = tally.take();
  show(1, Variant::control, 4);
  tally.give_back(counts);
  EXPECT_EQ(tally.take(), (std::vector{ports::ShownCount{location_id(1), date("2027-03-01"), Variant::control, 2, 7}}));
}

TEST_F(Tallied, the_metrics_hear_of_everything_as_before) {
  show(1, Variant::control, 3);
  tally.held(Variant::control);
  tally.confirmed(Variant::control, domain::seconds{5});
  tally.conflict(domain::Refusal::slot_full);
  EXPECT_EQ(metrics.shown + metrics.holds + metrics.confirmations + metrics.conflicts, 6);
}

}  // namespace
}  // namespace salon::adapters
