// Redis as this program uses it: one connection for each loop, made again in the background whenever it is lost. A call
// never waits longer than its deadline, and not at all while there is no connection: its answer is then "unavailable",
// an empty optional. Belongs to one loop, and must outlive its calls.
#pragma once

#include "adapters/redis_connection.hpp"

namespace salon::adapters {

using platform::Loop;
using platform::Task;

class RedisClient {
 public:
  // Starts connecting; whether anyone listens there shows later.
  RedisClient(Loop& loop, RedisAddress address, RedisLimits limits = {});
  ~RedisClient();
  RedisClient(const RedisClient&) = delete;
  RedisClient& operator=(const RedisClient&) = delete;

  [[nodiscard]] Task<std::optional<RedisReply>> call(RedisCommand command);
  // The one that every list asks: the value of a key.
  [[nodiscard]] Task<std::optional<RedisReply>> get(std::string key);
  // All commands in one go, and all replies or none. Redis may have carried out commands whose replies never came.
  [[nodiscard]] Task<std::optional<std::vector<RedisReply>>> call_all(std::vector<RedisCommand> commands);
  [[nodiscard]] Task<std::optional<std::vector<RedisReply>>> call_all(std::vector<RedisCommand> commands,
                                                                      std::chrono::milliseconds deadline);

  [[nodiscard]] bool is_connected() const { return is_connected_; }
  // For commands and tests: true as soon as there is a connection, false when there is none in time.
  [[nodiscard]] Task<bool> connected_within(std::chrono::milliseconds at_most);
  // How many writes all calls so far took.
  [[nodiscard]] std::uint64_t writes() const;

 private:
  // `bytes` is as many commands as `expected`.
  Task<std::optional<std::vector<RedisReply>>> send(std::string bytes, std::size_t expected,
                                                    std::chrono::milliseconds deadline);
  void connect();
  void connect_later();
  void tell_waiting();

  boost::asio::io_context& io_;
  RedisAddress address_;
  RedisLimits limits_;
  std::shared_ptr<RedisConnection> connection_;
  bool is_connected_ = false;
  std::chrono::milliseconds pause_;
  boost::asio::steady_timer pause_timer_;
  std::vector<std::shared_ptr<boost::asio::steady_timer>> waiting_;  // cut short when connected
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);       // a timer that had fired already asks this
};

}  // namespace salon::adapters
