#include "adapters/redis_connection.hpp"

#include <algorithm>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace salon::adapters {
namespace {

using Clock = std::chrono::steady_clock;
using boost::asio::generic::stream_protocol;

}  // namespace

void RedisCall::finish(bool has_replies) {
  if (!done) return;
  const auto tell = std::exchange(done, nullptr);
  tell(has_replies);
}

RedisConnection::RedisConnection(boost::asio::io_context& io, RedisAddress address, RedisLimits limits)
    : io_(io), address_(std::move(address)), limits_(limits), resolver_(io), socket_(io), deadline_timer_(io) {}

void RedisConnection::start(Listener listener) {
  listener_ = std::move(listener);
  // Until the handshake is queued this timer bounds the connecting itself.
  deadline_timer_.expires_after(limits_.connect);
  deadline_timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error && self->waiting_.empty() && self->state_ == State::connecting) self->fail();
  });
  if (address_.socket_path.empty()) {
    resolve();
    return;
  }
  try {
    connect(boost::asio::local::stream_protocol::endpoint(address_.socket_path));
  } catch (const boost::system::system_error&) {  // a path longer than the system takes
    boost::asio::post(io_, [self = shared_from_this()] { self->fail(); });
  }
}

void RedisConnection::close() {
  if (state_ == State::ended) return;
  listener_ = {};
  release();
}

bool RedisConnection::accepts_calls() const {
  if (state_ != State::ready || waiting_.size() >= limits_.most_waiting) return false;
  return waiting_.empty() || waiting_.front()->done != nullptr;
}

void RedisConnection::send(std::string_view bytes, std::shared_ptr<RedisCall> call) { enqueue(bytes, std::move(call)); }

void RedisConnection::resolve() {
  resolver_.async_resolve(address_.host, std::to_string(address_.port),
                          [self = shared_from_this()](error_code error, const auto& found) {
                            if (self->state_ == State::ended) return;
                            if (error || found.empty()) return self->fail();
                            self->connect(found.begin()->endpoint());
                          });
}

void RedisConnection::connect(const stream_protocol::endpoint& endpoint) {
  socket_.async_connect(endpoint, [self = shared_from_this()](error_code error) {
    if (self->state_ == State::ended) return;
    if (error) return self->fail();
    if (self->address_.socket_path.empty()) {
      error_code ignored;
      self->socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    }
    self->shake_hands();
  });
}

// A server that takes the connection but does not answer (stopped, or still loading its data) is not one to send calls
// to.
void RedisConnection::shake_hands() {
  std::vector<RedisCommand> greeting;
  if (!address_.password.empty()) {
    greeting.push_back({"AUTH", address_.password});
    if (!address_.user.empty()) greeting.back().insert(greeting.back().begin() + 1, address_.user);
  }
  if (address_.database != 0) greeting.push_back({"SELECT", std::to_string(address_.database)});
  greeting.push_back({"PING"});

  std::string bytes;
  for (const RedisCommand& command : greeting) append_command(bytes, command);
  auto call = std::make_shared<RedisCall>();
  call->expected = greeting.size();
  call->deadline = Clock::now() + limits_.connect;
  const std::weak_ptr<RedisCall> weak = call;
  call->done = [this, weak](bool has_replies) {
    const auto answered = weak.lock();
    become_ready(has_replies, answered->replies);
  };
  deadline_timer_.cancel();
  read();
  enqueue(bytes, std::move(call));
}

void RedisConnection::become_ready(bool has_replies, const std::vector<RedisReply>& replies) {
  if (state_ == State::ended) return;
  const bool is_welcome = has_replies && std::ranges::none_of(replies, &RedisReply::is_error);
  if (!is_welcome) return fail();
  state_ = State::ready;
  if (listener_.on_ready) listener_.on_ready();
}

void RedisConnection::enqueue(std::string_view bytes, std::shared_ptr<RedisCall> call) {
  queued_.append(bytes);
  const auto deadline = call->deadline;
  waiting_.push_back(std::move(call));
  if (!is_watching_ || deadline < watched_) watch_deadlines();
  if (flush_planned_ || !in_flight_.empty()) return;
  flush_planned_ = true;
  boost::asio::post(io_, [self = shared_from_this()] {
    self->flush_planned_ = false;
    self->flush();
  });
}

void RedisConnection::flush() {
  if (state_ == State::ended || queued_.empty() || !in_flight_.empty()) return;
  in_flight_.swap(queued_);
  ++writes_;
  boost::asio::async_write(socket_, boost::asio::buffer(in_flight_),
                           [self = shared_from_this()](error_code error, std::size_t) {
                             if (self->state_ == State::ended) return;
                             if (error) return self->fail();
                             self->in_flight_.clear();
                             self->flush();
                           });
}

void RedisConnection::read() {
  socket_.async_read_some(boost::asio::buffer(input_), [self = shared_from_this()](error_code error, std::size_t size) {
    if (self->state_ == State::ended) return;
    if (error) return self->fail();
    self->take(std::string_view(self->input_.data(), size));
    if (self->state_ != State::ended) self->read();
  });
}

void RedisConnection::take(std::string_view bytes) {
  std::vector<RedisReply> replies;
  const bool is_understood = reader_.feed(bytes, replies);
  std::vector<std::shared_ptr<RedisCall>> answered;
  bool is_orderly = is_understood;
  for (RedisReply& reply : replies) {
    if (waiting_.empty()) {
      is_orderly = false;  // an answer that nobody asked for: the order is lost
      break;
    }
    RedisCall& call = *waiting_.front();
    call.replies.push_back(std::move(reply));
    if (call.replies.size() < call.expected) continue;
    answered.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  // Callers go on from here and may call again, or close this connection; nothing of ours is half done by now.
  for (const auto& call : answered) call->finish(true);
  if (!is_orderly && state_ != State::ended) fail();
}

// One timer for all calls: set for the earliest time at which something is to be done, and looked at again only then.
void RedisConnection::watch_deadlines() {
  is_watching_ = false;
  if (waiting_.empty() || state_ == State::ended) return;
  watched_ = waiting_.front()->done ? Clock::time_point::max() : waiting_.front()->deadline + limits_.stall;
  for (const auto& call : waiting_) {
    if (call->done) watched_ = std::min(watched_, call->deadline);
  }
  is_watching_ = true;
  deadline_timer_.expires_at(watched_);
  deadline_timer_.async_wait([self = shared_from_this()](error_code error) {
    if (!error && self->state_ != State::ended) self->expire();
  });
}

void RedisConnection::expire() {
  const auto now = Clock::now();
  if (!waiting_.empty() && waiting_.front()->deadline + limits_.stall <= now) return fail();
  std::vector<std::shared_ptr<RedisCall>> overdue;
  for (const auto& call : waiting_) {
    if (call->done && call->deadline <= now) overdue.push_back(call);
  }
  for (const auto& call : overdue) call->finish(false);
  watch_deadlines();
}

void RedisConnection::fail() {
  if (state_ == State::ended) return;
  const auto self = shared_from_this();
  const Listener listener = std::exchange(listener_, {});
  release();
  if (listener.on_end) listener.on_end();
}

void RedisConnection::release() {
  const auto self = shared_from_this();
  state_ = State::ended;
  error_code ignored;
  socket_.close(ignored);
  resolver_.cancel();
  deadline_timer_.cancel();
  const auto waiting = std::exchange(waiting_, {});
  for (const auto& call : waiting) call->finish(false);
}

}  // namespace salon::adapters
