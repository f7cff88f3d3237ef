#include <thread>

#include "adapters/local_rate_limiter.hpp"
#include "adapters/rate_arithmetic.hpp"
#include "adapters/redis_rate_limiter.hpp"
#include "redis_fixture.hpp"
#include "testing/manual_clock.hpp"

namespace salon::adapters {
namespace {

using ports::RateRule;
using ports::RateVerdict;
using std::chrono::milliseconds;
using std::chrono::seconds;

const domain::Instant noon = *domain::parse_instant("2026-03-02T12:00:00Z");
constexpr RateRule ten_a_minute{10, seconds(60)};

struct LocalRateLimiterTest : ::testing::Test {
  RateVerdict take(const std::string& key, RateRule rule) { return platform::run_ready(limiter.take(key, rule)); }

  salon::testing::ManualClock clock{noon};
  LocalRateLimiter limiter{clock, 100};
};

TEST_F(LocalRateLimiterTest, a_quota_is_let_through_at_once_and_not_one_more) {
  for (int left = 9; left >= 0; --left) {
    const auto verdict = take("a", ten_a_minute);
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.remaining, left);
    EXPECT_EQ(verdict.reset, seconds(60 - 6 * left));
    EXPECT_TRUE(verdict.counted_locally);
  }
  const auto refused = take("a", ten_a_minute);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_EQ(refused.reset, seconds(6));
}

TEST_F(LocalRateLimiterTest, who_waits_as_long_as_told_is_let_through_and_not_sooner) {
  for (int i = 0; i < 10; ++i) take("a", ten_a_minute);
  const auto refused = take("a", ten_a_minute);
  clock.advance(refused.reset - milliseconds(1));
  EXPECT_FALSE(take("a", ten_a_minute).allowed);
  clock.advance(milliseconds(1));
  EXPECT_TRUE(take("a", ten_a_minute).allowed);
  EXPECT_FALSE(take("a", ten_a_minute).allowed);
}

TEST_F(LocalRateLimiterTest, the_quota_is_whole_again_after_the_window) {
  for (int i = 0; i < 10; ++i) take("a", ten_a_minute);
  clock.advance(seconds(60));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(take("a", ten_a_minute).allowed);
  EXPECT_FALSE(take("a", ten_a_minute).allowed);
}

TEST_F(LocalRateLimiterTest, a_quota_that_does_not_divide_its_window_is_kept_all_the_same) {
  const RateRule seven{7, seconds(60)};
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(take("a", seven).allowed);
  EXPECT_FALSE(take("a", seven).allowed);
}

TEST_F(LocalRateLimiterTest, keys_are_counted_apart) {
  for (int i = 0; i < 11; ++i) take("a", ten_a_minute);
  EXPECT_TRUE(take("b", ten_a_minute).allowed);
}

TEST_F(LocalRateLimiterTest, a_limit_of_zero_is_none) {
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(take("a", RateRule{0, seconds(60)}).allowed);
  EXPECT_EQ(limiter.keys(), 0U);
}

TEST_F(LocalRateLimiterTest, memory_is_bounded_and_the_key_unused_for_longest_is_forgotten) {
  for (int i = 0; i < 11; ++i) take("busy", ten_a_minute);
  for (int i = 0; i < 500; ++i) {
    take("visitor " + std::to_string(i), ten_a_minute);
    EXPECT_FALSE(take("busy", ten_a_minute).allowed);
  }
  EXPECT_EQ(limiter.keys(), 100U);
  EXPECT_EQ(take("visitor 499", ten_a_minute).remaining, 8);
  EXPECT_EQ(take("visitor 0", ten_a_minute).remaining, 9);
}

TEST_F(LocalRateLimiterTest, a_clock_set_back_locks_nobody_out_for_longer_than_the_window) {
  for (int i = 0; i < 10; ++i) take("a", ten_a_minute);
  clock.advance(-std::chrono::hours(24));
  EXPECT_LE(take("a", ten_a_minute).reset, seconds(60));
  clock.advance(seconds(60));
  EXPECT_TRUE(take("a", ten_a_minute).allowed);
}

TEST_F(LocalRateLimiterTest, threads_may_ask_together_and_get_the_quota_once) {
  std::array<int, 4> allowed{};
  std::vector<std::thread> threads;
  for (int& mine : allowed) {
    threads.emplace_back([this, &mine] {
      for (int i = 0; i < 100; ++i) mine += take("a", RateRule{50, seconds(60)}).allowed ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(allowed[0] + allowed[1] + allowed[2] + allowed[3], 50);
}

struct RedisRateLimiterTest : RedisFixture {
  RedisRateLimiterTest() { EXPECT_TRUE(connected(client)); }
  RateVerdict take(const std::string& key, RateRule rule) { return run(limiter.take(key, rule)); }

  salon::testing::ManualClock clock{noon};
  RedisClient client{loop, address(), patient()};
  LocalRateLimiter local{clock};
  RedisRateLimiter limiter{client, local};
};

constexpr RateRule ten_an_hour{10, seconds(3600)};

TEST_F(RedisRateLimiterTest, a_quota_is_let_through_at_once_and_not_one_more) {
  for (int left = 9; left >= 0; --left) {
    const auto verdict = take("a", ten_an_hour);
    EXPECT_TRUE(verdict.allowed);
    EXPECT_EQ(verdict.remaining, left);
    EXPECT_LE(verdict.reset, seconds(3600 - 360 * left));
    EXPECT_GT(verdict.reset, seconds(0));
    EXPECT_FALSE(verdict.counted_locally);
  }
  const auto refused = take("a", ten_an_hour);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.remaining, 0);
  EXPECT_LE(refused.reset, seconds(360));
  EXPECT_GT(refused.reset, seconds(0));
  EXPECT_TRUE(take("b", ten_an_hour).allowed);
}

TEST_F(RedisRateLimiterTest, another_replica_counts_the_same_quota) {
  RedisClient other_client(loop, address(), patient());
  LocalRateLimiter other_local(clock);
  RedisRateLimiter other(other_client, other_local);
  ASSERT_TRUE(connected(other_client));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(take("a", ten_an_hour).allowed);
    EXPECT_TRUE(run(other.take("a", ten_an_hour)).allowed);
  }
  EXPECT_FALSE(take("a", ten_an_hour).allowed);
  EXPECT_FALSE(run(other.take("a", ten_an_hour)).allowed);
}

// The kept time is moved instead of waiting for it.
TEST_F(RedisRateLimiterTest, the_next_is_let_through_when_its_time_has_come) {
  for (int i = 0; i < 11; ++i) take("a", ten_an_hour);
  const auto kept = std::stoll(text(client, {"GET", "rate:a"}));
  const std::int64_t one_interval = 360'000'000;
  EXPECT_EQ(text(client, {"SET", "rate:a", std::to_string(kept - one_interval)}), "OK");
  EXPECT_TRUE(take("a", ten_an_hour).allowed);
  EXPECT_FALSE(take("a", ten_an_hour).allowed);
}

TEST_F(RedisRateLimiterTest, script_and_program_compute_the_same) {
  const auto verdict = take("a", ten_an_hour);
  const auto step = next_rate_step(0, 1'700'000'000'000'000, 10, 3'600'000'000);
  EXPECT_EQ(verdict.remaining, step.remaining);
  EXPECT_EQ(verdict.reset, verdict_of(step, false).reset);
  const RateRule seven{7, seconds(60)};
  EXPECT_EQ(take("b", seven).remaining, next_rate_step(0, 1'700'000'000'000'000, 7, 60'000'000).remaining);
}

TEST_F(RedisRateLimiterTest, a_kept_time_beyond_reason_locks_nobody_out_for_longer_than_the_window) {
  EXPECT_EQ(text(client, {"SET", "rate:a", "9000000000000000"}), "OK");
  const auto refused = take("a", ten_a_minute);
  EXPECT_FALSE(refused.allowed);
  EXPECT_LE(refused.reset, seconds(60));
}

TEST_F(RedisRateLimiterTest, what_is_counted_is_forgotten_when_the_quota_is_whole) {
  take("a", ten_an_hour);
  const auto life = number(client, {"PTTL", "rate:a"});
  EXPECT_GT(life, 0);
  EXPECT_LE(life, 360'000);
}

TEST_F(RedisRateLimiterTest, a_script_that_redis_forgot_is_given_again) {
  EXPECT_EQ(take("a", ten_an_hour).remaining, 9);
  EXPECT_EQ(text(client, {"SCRIPT", "FLUSH"}), "OK");
  const auto verdict = take("a", ten_an_hour);
  EXPECT_EQ(verdict.remaining, 8);
  EXPECT_FALSE(verdict.counted_locally);
}

TEST_F(RedisRateLimiterTest, a_limit_of_zero_is_none_and_asks_nobody) {
  const auto writes = client.writes();
  EXPECT_TRUE(take("a", RateRule{0, seconds(60)}).allowed);
  EXPECT_EQ(client.writes(), writes);
}

TEST_F(RedisRateLimiterTest, an_answer_that_makes_no_sense_is_counted_locally) {
  EXPECT_EQ(number(client, {"LPUSH", "rate:a", "x"}), 1);
  EXPECT_TRUE(take("a", ten_an_hour).counted_locally);
}

TEST_F(RedisRateLimiterTest, R7_without_redis_limits_are_counted_here_and_there_again_when_it_is_back) {
  EXPECT_FALSE(take("a", ten_an_hour).counted_locally);
  server.kill();
  wait_until_lost(client);
  for (int i = 0; i < 10; ++i) {
    const auto verdict = take("a", ten_an_hour);
    EXPECT_TRUE(verdict.allowed);
    EXPECT_TRUE(verdict.counted_locally);
  }
  EXPECT_FALSE(take("a", ten_an_hour).allowed);
  server.start();
  ASSERT_TRUE(connected(client));
  const auto back = take("a", ten_an_hour);
  EXPECT_TRUE(back.allowed);
  EXPECT_FALSE(back.counted_locally);
}

}  // namespace
}  // namespace salon::adapters
