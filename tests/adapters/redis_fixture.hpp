// A Redis and a loop for one test, with limits that no slow machine reaches; tests about lateness freeze Redis instead
// of racing it.
#pragma once

#include <gtest/gtest.h>

#include "adapters/redis_client.hpp"
#include "testing/private_redis.hpp"

namespace salon::adapters {

inline constexpr std::chrono::seconds ample{30};

inline RedisLimits patient() {
  RedisLimits limits;
  limits.call = ample;
  limits.connect = ample;
  limits.stall = ample;
  return limits;
}

struct RedisFixture : ::testing::Test {
  template <class T>
  T run(platform::Task<T> task) {
    return platform::run_on(loop, std::move(task));
  }
  bool connected(RedisClient& client) { return run(client.connected_within(ample)); }
  RedisAddress address() const { return *RedisAddress::parse(server.url()); }
  std::optional<RedisReply> ask(RedisClient& client, RedisCommand command) {
    return run(client.call(std::move(command)));
  }
  std::string text(RedisClient& client, RedisCommand command) {
    const auto reply = ask(client, std::move(command));
    return reply ? reply->text : "(unavailable)";
  }
  std::int64_t number(RedisClient& client, RedisCommand command) {
    const auto reply = ask(client, std::move(command));
    return reply && reply->is_number() ? reply->number : -1000;
  }
  // Lets the loop notice that the connection is gone, and come back.
  void wait_until_lost(RedisClient& client) {
    const auto end = std::chrono::steady_clock::now() + ample;
    while (client.is_connected() && std::chrono::steady_clock::now() < end) {
      loop.io().restart();
      loop.io().run_one_until(end);
    }
    EXPECT_FALSE(client.is_connected());
  }

  salon::testing::PrivateRedis server;
  platform::Loop loop{[](std::exception_ptr error) { std::rethrow_exception(error); }};
};

}  // namespace salon::adapters
