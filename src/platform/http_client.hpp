// An HTTP/1.1 client for one host and port, without TLS: a bounded pool of kept connections and a bounded queue before
// it. Belongs to a loop. A reply that is an event stream comes back with its `stream` set, and does not count against
// the pool.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>

#include "platform/asio_task.hpp"
#include "platform/http_message.hpp"

namespace salon::platform {

struct HttpClientOptions {
  std::string host;  // an IP address or a name
  std::uint16_t port = 80;
  std::size_t most_connections = 32;
  std::size_t most_waiting = 256;
  std::size_t most_streams = 1000;
  std::chrono::milliseconds connect_limit{1'000};
  std::chrono::milliseconds kept_idle{30'000};       // shorter than any server's own idle time
  std::chrono::milliseconds stream_silence{60'000};  // an event stream that says nothing so long is dead
  std::size_t longest_head = 32 * 1024;
  std::size_t longest_body = std::size_t{16} << 20;
};

class HttpClientError : public std::runtime_error {
 public:
  enum class Sent : bool { no, maybe };
  HttpClientError(const std::string& what, Sent sent) : std::runtime_error(what), sent_(sent) {}

  // False: the other side has not seen a byte of the request, so that sending it again cannot do it twice.
  [[nodiscard]] bool may_have_been_sent() const { return sent_ == Sent::maybe; }

 private:
  Sent sent_;
};

struct HttpClientPool;

class HttpClient {
 public:
  HttpClient(Loop& loop, HttpClientOptions options);
  // Closes what is idle; requests under way end on their own.
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends method, target, headers (without those of a connection, and with a Host of its own) and body. The limit holds
  // from the wait in the queue to the reply's last byte; for an event stream to its head. Throws HttpClientError. A
  // kept connection that turns out to be closed is replaced by a fresh one, once, where that cannot do anything twice.
  Task<HttpResponse> send(HttpRequest request, std::chrono::milliseconds limit);

 private:
  std::shared_ptr<HttpClientPool> pool_;
};

}  // namespace salon::platform
