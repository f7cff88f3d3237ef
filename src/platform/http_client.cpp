#include "platform/http_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <deque>
#include <vector>

#include "platform/http_client_connection.hpp"
#include "platform/lookup.hpp"

namespace salon::platform {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using Sent = HttpClientError::Sent;

namespace {

struct Waiter {
  explicit Waiter(asio::io_context& io) : timer(io) {}
  asio::steady_timer timer;
  bool has_place = false;
};

}  // namespace

struct HttpClientPool {
  HttpClientPool(Loop& given_loop, HttpClientOptions given) : loop(given_loop), options(std::move(given)) {}

  Loop& loop;
  HttpClientOptions options;
  std::vector<std::shared_ptr<ClientConnection>> idle;  // the last used at the end
  std::deque<std::shared_ptr<Waiter>> waiting;
  std::size_t places_taken = 0;
  std::size_t streams = 0;
  bool is_closed = false;
};

namespace {

using Pool = std::shared_ptr<HttpClientPool>;

// The right to use one connection, or to run one stream. Goes to the longest waiting request when it ends.
class Place {
 public:
  explicit Place(Pool pool) : pool_(std::move(pool)) {}
  Place(Place&& other) noexcept = default;
  Place& operator=(Place&&) = delete;
  ~Place() {
    if (!pool_) return;
    if (pool_->waiting.empty()) {
      --pool_->places_taken;
      return;
    }
    const auto next = std::move(pool_->waiting.front());
    pool_->waiting.pop_front();
    next->has_place = true;
    next->timer.cancel();
  }

 private:
  Pool pool_;
};

class StreamCount {
 public:
  explicit StreamCount(Pool pool) : pool_(std::move(pool)) { ++pool_->streams; }
  StreamCount(const StreamCount&) = delete;
  StreamCount& operator=(const StreamCount&) = delete;
  ~StreamCount() { --pool_->streams; }

 private:
  Pool pool_;
};

Task<Place> take_place(Pool pool, Clock::duration limit) {
  if (pool->places_taken < pool->options.most_connections) {
    ++pool->places_taken;
    co_return Place(pool);
  }
  if (pool->waiting.size() >= pool->options.most_waiting)
    throw HttpClientError("too many requests wait for a connection", Sent::no);
  const auto waiter = std::make_shared<Waiter>(pool->loop.io());
  pool->waiting.push_back(waiter);
  auto waiting = wait_for(waiter->timer, limit);
  co_await waiting;
  if (waiter->has_place) co_return Place(pool);
  std::erase(pool->waiting, waiter);
  throw HttpClientError("waiting for a connection timed out", Sent::no);
}

std::shared_ptr<ClientConnection> take_idle(HttpClientPool& pool) {
  while (!pool.idle.empty()) {
    auto connection = std::move(pool.idle.back());
    pool.idle.pop_back();
    const bool is_young = Clock::now() - connection->idle_since < pool.options.kept_idle;
    if (is_young && connection->is_quiet()) return connection;
  }
  return nullptr;
}

Task<std::shared_ptr<ClientConnection>> open(Pool pool, Clock::duration limit) {
  const Clock::duration bound = std::min<Clock::duration>(limit, pool->options.connect_limit);
  const auto started = Clock::now();
  try {
    HostAndPort wanted{.host = pool->options.host, .port = pool->options.port};
    auto looking_up = look_up(pool->loop.io(), std::move(wanted), bound);
    std::vector<tcp::endpoint> endpoints = co_await looking_up;
    auto connection = std::make_shared<ClientConnection>(pool->loop.io(), pool->options);
    connection->limit(bound - (Clock::now() - started));
    auto connecting = connection->connect(std::move(endpoints));
    co_await connecting;
    co_return connection;
  } catch (const ConnectionFailed& failure) {
    throw HttpClientError(failure.what(), Sent::no);
  } catch (const LookupFailed& failure) {
    throw HttpClientError(failure.what(), Sent::no);
  }
}

bool is_safe(std::string_view method) { return method == "GET" || method == "HEAD" || method == "OPTIONS"; }

std::string host_header(const HttpClientOptions& options) {
  const bool is_v6 = options.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", options.host, is_v6 ? "]" : "", options.port);
}

// Headers the caller's own Connection header names belong to the caller's connection too.
bool is_nominated(const HttpRequest& request, std::string_view name) {
  const std::string* connection = request.header("connection");
  if (!connection) return false;
  std::string_view rest = *connection;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(','), rest.size());
    std::string_view option = rest.substr(0, end);
    while (option.starts_with(' ') || option.starts_with('\t')) option.remove_prefix(1);
    while (option.ends_with(' ') || option.ends_with('\t')) option.remove_suffix(1);
    if (equals_ignoring_case(option, name)) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

std::string serialized(const HttpRequest& request, const HttpClientOptions& options) {
  const bool is_good_target =
      !request.target.empty() && std::ranges::all_of(request.target, [](char c) { return c > 0x20 && c < 0x7F; });
  if (!is_http_token(request.method) || !is_good_target) throw HttpClientError("the request is no HTTP", Sent::no);
  std::string bytes =
      fmt::format("{} {} HTTP/1.1\r\nhost: {}\r\n", request.method, request.target, host_header(options));
  for (const HttpHeader& header : request.headers) {
    if (header.name == "host" || is_connection_header(header.name) || is_nominated(request, header.name)) continue;
    if (!is_http_token(header.name) || !is_http_field_value(header.value))
      throw HttpClientError("a header is no HTTP", Sent::no);
    fmt::format_to(std::back_inserter(bytes), "{}: {}\r\n", header.name, header.value);
  }
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
  if (has_body) fmt::format_to(std::back_inserter(bytes), "content-length: {}\r\n", request.body.size());
  bytes += "\r\n";
  bytes += request.body;
  return bytes;
}

// Framing and connection headers stay behind, but a HEAD's length: it is all there is to know of the body.
HttpResponse without_framing(HttpResponse reply, bool is_head_request) {
  std::erase_if(reply.headers, [&](const HttpHeader& header) {
    return is_connection_header(header.name) && !(is_head_request && header.name == "content-length");
  });
  return reply;
}

struct Stream {
  Stream(std::shared_ptr<ClientConnection> given, Pool pool) : connection(std::move(given)), count(std::move(pool)) {}
  std::shared_ptr<ClientConnection> connection;
  StreamCount count;
};

Task<void> pump(std::shared_ptr<Stream> source, HttpStream& target, std::chrono::milliseconds silence) {
  const auto connection = source->connection;
  target.on_close([connection] { connection->close(); });
  try {
    while (target.is_open()) {
      std::string piece = std::exchange(connection->parser().reply.body, {});
      if (!piece.empty()) {
        auto writing = target.write(std::move(piece));
        const bool is_written = co_await writing;
        if (!is_written) break;
      }
      if (connection->parser().is_done()) break;
      connection->limit(silence);
      auto reading = connection->read_more();
      co_await reading;
    }
  } catch (const ConnectionFailed& failure) {
    if (target.is_open()) throw HttpClientError(failure.what(), Sent::maybe);
  }
  connection->close();
}

HttpResponse streaming_reply(const Pool& pool, std::shared_ptr<ClientConnection> connection) {
  if (pool->streams >= pool->options.most_streams) throw HttpClientError("too many event streams", Sent::maybe);
  ReplyParser& parser = connection->parser();
  const std::string first_piece = std::exchange(parser.reply.body, {});
  HttpResponse reply = without_framing(parser.reply, false);
  parser.reply.body = first_piece;
  connection->limit(pool->options.stream_silence);
  const auto source = std::make_shared<Stream>(std::move(connection), pool);
  const auto silence = pool->options.stream_silence;
  reply.stream = [source, silence](HttpStream& target) { return pump(source, target, silence); };
  return reply;
}

void keep(HttpClientPool& pool, std::shared_ptr<ClientConnection> connection) {
  if (pool.is_closed || !connection->is_reusable()) return;
  connection->idle_since = Clock::now();
  connection->limit(pool.options.kept_idle);
  pool.idle.push_back(std::move(connection));
}

Task<void> exchange(std::shared_ptr<ClientConnection> connection, std::string bytes, bool is_head_request) {
  connection->begin_request();
  auto writing = connection->write(std::move(bytes));
  co_await writing;
  auto reading = connection->read_reply(is_head_request);
  co_await reading;
}

Task<HttpResponse> send_on(Pool pool, HttpRequest request, std::chrono::milliseconds limit) {
  const auto due = Clock::now() + limit;
  const std::string bytes = serialized(request, pool->options);
  const bool is_head_request = request.method == "HEAD";
  auto taking = take_place(pool, limit);
  const Place place = co_await taking;
  for (bool may_reuse = true;; may_reuse = false) {
    auto connection = may_reuse ? take_idle(*pool) : nullptr;
    const bool is_kept = connection != nullptr;
    if (!is_kept) {
      auto opening = open(pool, due - Clock::now());
      connection = co_await opening;
    }
    connection->limit(due - Clock::now());
    try {
      auto exchanging = exchange(connection, bytes, is_head_request);
      co_await exchanging;
      if (connection->parser().is_event_stream()) co_return streaming_reply(pool, connection);
      HttpResponse reply = without_framing(std::move(connection->parser().reply), is_head_request);
      keep(*pool, std::move(connection));
      co_return reply;
    } catch (const ConnectionFailed& failure) {
      const bool is_stale = is_kept && !connection->has_heard() && !connection->is_timed_out();
      const bool is_harmless = is_safe(request.method) || !connection->has_sent();
      if (!is_stale || !is_harmless)
        throw HttpClientError(failure.what(), connection->has_sent() ? Sent::maybe : Sent::no);
    }
  }
}

}  // namespace

HttpClient::HttpClient(Loop& loop, HttpClientOptions options)
    : pool_(std::make_shared<HttpClientPool>(loop, std::move(options))) {}

HttpClient::~HttpClient() {
  pool_->is_closed = true;
  pool_->idle.clear();
}

Task<HttpResponse> HttpClient::send(HttpRequest request, std::chrono::milliseconds limit) {
  return send_on(pool_, std::move(request), limit);
}

}  // namespace salon::platform
