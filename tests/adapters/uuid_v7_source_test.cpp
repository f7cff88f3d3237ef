#include "adapters/uuid_v7_source.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

#include "adapters/system_clock.hpp"
#include "testing/manual_clock.hpp"

namespace salon::adapters {
namespace {

const domain::Instant noon = *domain::parse_instant("2026-03-02T12:00:00.123Z");

std::uint64_t milliseconds_of(const domain::Uuid& id) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < 6; ++i) out = out << 8 | id.bytes[i];
  return out;
}

struct UuidV7 : ::testing::Test {
  salon::testing::ManualClock clock{noon};
  UuidV7Source ids{clock};
};

TEST_F(UuidV7, D6_an_id_begins_with_its_time_and_says_what_it_is) {
  const auto id = ids.next();
  EXPECT_EQ(milliseconds_of(id), 1'772'452'800'123U);
  EXPECT_EQ(id.text()[14], '7');
  EXPECT_NE(std::string("89ab").find(id.text()[19]), std::string::npos);
}

TEST_F(UuidV7, D6_ids_of_one_millisecond_ascend_even_when_there_are_very_many) {
  auto last = ids.next();
  for (int i = 0; i < 20'000; ++i) {
    const auto next = ids.next();
    ASSERT_LT(last, next);
    last = next;
  }
  EXPECT_LE(milliseconds_of(last), 1'772'452'800'123U + 10);
}

TEST_F(UuidV7, D6_ids_ascend_when_the_clock_is_set_back) {
  const auto before = ids.next();
  clock.advance(-std::chrono::hours(5));
  const auto after = ids.next();
  EXPECT_LT(before, after);
  clock.advance(std::chrono::hours(6));
  EXPECT_LT(after, ids.next());
}

TEST_F(UuidV7, D6_threads_never_get_the_same_id) {
  std::vector<std::vector<domain::Uuid>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([this, &mine] {
      for (int i = 0; i < 2000; ++i) mine.push_back(ids.next());
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<domain::Uuid> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 8000U);
}

TEST_F(UuidV7, chance_is_not_the_same_twice) {
  std::array<std::uint8_t, 32> one{};
  std::array<std::uint8_t, 32> two{};
  ids.random(one);
  ids.random(two);
  EXPECT_NE(one, two);
  EXPECT_NE(one, (std::array<std::uint8_t, 32>{}));
}

TEST(SystemClock, it_tells_the_machines_time) {
  SystemClock clock;
  const domain::Instant before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto now = clock.now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

}  // namespace
}  // namespace salon::adapters
