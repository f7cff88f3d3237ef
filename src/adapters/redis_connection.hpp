// One connection to Redis, from connecting to its end: it never recovers, redis_client makes the next one.
// Commands that arrive in one turn of the loop, or while a write is under way, leave in one write. Replies come in the
// order of the commands; a caller who gave up leaves a gap that keeps its place in that order. Times are of the loop's
// steady clock.
#pragma once

#include <array>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>

#include "adapters/redis_protocol.hpp"
#include "platform/asio_task.hpp"

namespace salon::adapters {

struct RedisLimits {
  std::chrono::milliseconds call{50};         // an answer later than this is of no use to a request
  std::chrono::milliseconds connect{1000};    // from the first packet to the end of the handshake
  std::chrono::milliseconds stall{1000};      // this much later than promised, and the connection is given up
  std::chrono::milliseconds first_pause{50};  // before connecting again; doubled each time
  std::chrono::milliseconds longest_pause{1000};
  std::size_t most_waiting = 10'000;  // calls that wait for an answer
};

// Commands whose replies one caller awaits. `done` is called once: with all replies there, or false.
struct RedisCall {
  std::size_t expected = 0;
  std::vector<RedisReply> replies;
  std::chrono::steady_clock::time_point deadline;
  std::function<void(bool)> done;

  void finish(bool has_replies);
};

class RedisConnection : public std::enable_shared_from_this<RedisConnection> {
 public:
  struct Listener {
    std::function<void()> on_ready;
    std::function<void()> on_end;  // once, also when it never became ready
  };

  RedisConnection(boost::asio::io_context& io, RedisAddress address, RedisLimits limits);

  void start(Listener listener);
  // Ends it without a word to the listener; those who wait get nothing.
  void close();

  // False: not connected yet or any more, or Redis owes an answer that is overdue.
  [[nodiscard]] bool accepts_calls() const;
  void send(std::string_view bytes, std::shared_ptr<RedisCall> call);
  [[nodiscard]] std::uint64_t writes() const { return writes_; }

 private:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using error_code = boost::system::error_code;

  void resolve();
  void connect(const boost::asio::generic::stream_protocol::endpoint& endpoint);
  void shake_hands();
  void become_ready(bool has_replies, const std::vector<RedisReply>& replies);
  void enqueue(std::string_view bytes, std::shared_ptr<RedisCall> call);
  void flush();
  void read();
  void take(std::string_view bytes);
  void watch_deadlines();
  void expire();
  void fail();
  void release();

  enum class State : std::uint8_t { connecting, ready, ended };

  boost::asio::io_context& io_;
  RedisAddress address_;
  RedisLimits limits_;
  Listener listener_;
  State state_ = State::connecting;
  boost::asio::ip::tcp::resolver resolver_;
  Socket socket_;
  boost::asio::steady_timer deadline_timer_;
  bool is_watching_ = false;
  std::chrono::steady_clock::time_point watched_;
  std::deque<std::shared_ptr<RedisCall>>
      waiting_;  // in the order of their commands; a call without `done` has given up
  std::string queued_;
  std::string in_flight_;
  bool flush_planned_ = false;
  std::uint64_t writes_ = 0;
  RedisReader reader_;
  std::array<char, 16 * 1024> input_{};
};

}  // namespace salon::adapters
