#include "platform/time_limit.hpp"

#include <gtest/gtest.h>

namespace salon::platform {
namespace {

using namespace std::chrono_literals;

Task<TimeLimit*> deepest() {
  auto asking = current_limit();
  co_return co_await asking;
}

Task<TimeLimit*> deep() {
  auto asking = deepest();
  co_return co_await asking;
}

struct Seen {
  TimeLimit* within = nullptr;
  TimeLimit::Clock::time_point due;
};

Task<Seen> within(TimeLimit& limit) {
  auto entering = enter(limit);
  co_await entering;
  auto asking = deep();
  TimeLimit* found = co_await asking;
  co_return Seen{found, found->due()};
}

Task<Seen> within_both(TimeLimit& outer, TimeLimit& inner) {
  auto entering = enter(outer);
  co_await entering;
  auto asking = within(inner);
  co_return co_await asking;
}

Task<TimeLimit*> beside(TimeLimit& limit) {
  auto working = within(limit);
  (void)co_await working;
  auto asking = deep();
  co_return co_await asking;
}

TEST(TimeLimit, is_known_to_everything_below_and_to_nothing_beside) {
  TimeLimit limit(1h);
  EXPECT_EQ(run_ready(within(limit)).within, &limit);
  EXPECT_EQ(run_ready(deep()), nullptr);
  TimeLimit other(1h);
  EXPECT_EQ(run_ready(beside(other)), nullptr);
}

TEST(TimeLimit, nobody_below_has_longer_than_who_waits_for_them) {
  TimeLimit outer(1h);
  TimeLimit longer(2h);
  const auto first_due = outer.due();
  EXPECT_EQ(run_ready(within_both(outer, longer)).due, first_due);
  TimeLimit again(1h);
  TimeLimit shorter(1min);
  const auto own_due = shorter.due();
  EXPECT_EQ(run_ready(within_both(again, shorter)).due, own_due);
}

TEST(TimeLimit, what_may_take_longer_gives_that_time_to_all_who_wait) {
  TimeLimit outer(1ms);
  TimeLimit inner(1ms);
  (void)run_ready(within_both(outer, inner));
  inner.extend(1h);
  EXPECT_GT(outer.left(), 30min);
  EXPECT_GT(inner.left(), 30min);
  const auto due = outer.due();
  inner.extend(1min);
  EXPECT_EQ(outer.due(), due) << "a limit is never brought forward";
}

TEST(TimeLimit, bounds_a_wait_and_leaves_a_shorter_one_alone) {
  TimeLimit limit(1min);
  EXPECT_EQ(due_within(&limit, 1h), limit.due());
  EXPECT_LT(due_within(&limit, 1s), limit.due());
  EXPECT_EQ(at_most(nullptr, 1h), 1h);
  EXPECT_LE(at_most(&limit, 1h), 1min);
  TimeLimit over(-1ms);
  EXPECT_TRUE(over.is_over());
  EXPECT_FALSE(limit.is_over());
}

}  // namespace
}  // namespace salon::platform
