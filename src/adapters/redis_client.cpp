#include "adapters/redis_client.hpp"

#include <algorithm>

namespace salon::adapters {

RedisClient::RedisClient(Loop& loop, RedisAddress address, RedisLimits limits)
    : io_(loop.io()), address_(std::move(address)), limits_(limits), pause_(limits.first_pause), pause_timer_(io_) {
  connect();
}

RedisClient::~RedisClient() {
  pause_timer_.cancel();
  if (connection_) connection_->close();
}

void RedisClient::connect() {
  connection_ = std::make_shared<RedisConnection>(io_, address_, limits_);
  RedisConnection::Listener listener;
  listener.on_ready = [this] {
    is_connected_ = true;
    pause_ = limits_.first_pause;
    tell_waiting();
  };
  listener.on_end = [this] {
    is_connected_ = false;
    connect_later();
  };
  connection_->start(std::move(listener));
}

void RedisClient::connect_later() {
  pause_timer_.expires_after(pause_);
  pause_ = std::min(pause_ * 2, limits_.longest_pause);
  pause_timer_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](boost::system::error_code error) {
    if (!error && !alive.expired()) connect();
  });
}

void RedisClient::tell_waiting() {
  for (const auto& timer : std::exchange(waiting_, {})) timer->cancel();
}

Task<std::optional<RedisReply>> RedisClient::call(RedisCommand command) {
  std::vector<RedisCommand> commands;
  commands.push_back(std::move(command));
  auto calling = call_all(std::move(commands), limits_.call);
  auto replies = co_await calling;
  if (!replies) co_return std::nullopt;
  co_return std::move(replies->front());
}

Task<std::optional<std::vector<RedisReply>>> RedisClient::call_all(std::vector<RedisCommand> commands) {
  return call_all(std::move(commands), limits_.call);
}

Task<std::optional<RedisReply>> RedisClient::get(std::string key) {
  std::string bytes;
  bytes.reserve(key.size() + 32);
  append_command(bytes, {"GET", key});
  auto sending = send(std::move(bytes), 1, limits_.call);
  auto replies = co_await sending;
  if (!replies) co_return std::nullopt;
  co_return std::move(replies->front());
}

Task<std::optional<std::vector<RedisReply>>> RedisClient::call_all(std::vector<RedisCommand> commands,
                                                                   std::chrono::milliseconds deadline) {
  if (commands.empty() && connection_->accepts_calls()) co_return std::vector<RedisReply>{};
  std::string bytes;
  for (const RedisCommand& command : commands) append_command(bytes, command);
  auto sending = send(std::move(bytes), commands.size(), deadline);
  co_return co_await sending;
}

Task<std::optional<std::vector<RedisReply>>> RedisClient::send(std::string bytes, std::size_t expected,
                                                               std::chrono::milliseconds deadline) {
  if (!connection_->accepts_calls()) co_return std::nullopt;
  auto request = std::make_shared<RedisCall>();
  request->expected = expected;
  request->deadline = std::chrono::steady_clock::now() + deadline;
  RedisConnection& connection = *connection_;
  auto waiting = platform::asio_wait<bool>([&](auto handler) {
    request->done = std::move(handler);
    connection.send(bytes, request);
  });
  const bool has_replies = co_await waiting;
  if (!has_replies) co_return std::nullopt;
  co_return std::move(request->replies);
}

Task<bool> RedisClient::connected_within(std::chrono::milliseconds at_most) {
  if (is_connected_) co_return true;
  auto timer = std::make_shared<boost::asio::steady_timer>(io_);
  waiting_.push_back(timer);
  auto pause = platform::wait_for(*timer, at_most);
  co_await pause;
  std::erase(waiting_, timer);
  co_return is_connected_;
}

std::uint64_t RedisClient::writes() const { return connection_->writes(); }

}  // namespace salon::adapters
