// A server on a thread and loop of its own, and a blocking client that sends any bytes: for tests of the HTTP layer.
#pragma once

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <future>
#include <optional>
#include <string>
#include <thread>

#include "edge/http_server.hpp"

namespace salon::edge {

using std::chrono::milliseconds;

class RawClient {
 public:
  explicit RawClient(std::uint16_t port, int receive_buffer = 0) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0) ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    is_connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawClient() { close(); }
  RawClient(RawClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        is_connected_(other.is_connected_),
        bytes_(std::move(other.bytes_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  [[nodiscard]] bool is_connected() const { return is_connected_; }
  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }
  // Closes with a reset.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
  }
  void stop_sending() { ::shutdown(socket_, SHUT_WR); }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // Everything until the server closes.
  std::string read_to_the_end() {
    while (receive()) {
    }
    return std::exchange(bytes_, {});
  }
  // Head and body by Content-Length; a HEAD's reply has no body. Empty when the server closed first.
  std::string read_reply(bool has_body = true) {
    const std::string head = read_until("\r\n\r\n");
    const std::size_t length_at = head.find("content-length: ");
    const std::size_t length = has_body && length_at != std::string::npos ? std::stoul(head.substr(length_at + 16)) : 0;
    while (bytes_.size() < length && receive()) {
    }
    std::string reply = head + bytes_.substr(0, length);
    bytes_.erase(0, length);
    return reply;
  }
  // Up to and with `end`; empty when the server closed first.
  std::string read_until(std::string_view end) {
    for (;;) {
      const std::size_t found = bytes_.find(end);
      if (found != std::string::npos) {
        std::string text = bytes_.substr(0, found + end.size());
        bytes_.erase(0, found + end.size());
        return text;
      }
      if (!receive()) return {};
    }
  }
  std::string ask(std::string_view request) {
    send(request);
    return read_reply();
  }

 private:
  bool receive() {
    char buffer[16384];
    const ssize_t received = ::recv(socket_, buffer, sizeof buffer, 0);
    if (received <= 0) return false;
    bytes_.append(buffer, static_cast<std::size_t>(received));
    return true;
  }

  int socket_ = -1;
  bool is_connected_ = false;
  std::string bytes_;
};

inline Task<HttpResponse> echo(HttpRequest request) {
  HttpResponse response{.headers = {{"content-type", "text/plain"}}};
  response.body = request.method + " " + request.target + " " + request.body;
  co_return response;
}

inline HttpResponse plain_problem(HttpProblem problem, const HttpRequest&) {
  return {.status = http_status(problem), .headers = {{"content-type", "application/problem+json"}}, .body = "{}"};
}

class TestServer {
 public:
  explicit TestServer(HttpServerOptions options = {}, HttpServer::Handler handler = echo,
                      HttpServer::OnProblem on_problem = plain_problem)
      : server_(loop_, std::move(options), counted(std::move(handler)), std::move(on_problem)),
        thread_([this] { loop_.run(); }) {}
  ~TestServer() {
    if (thread_.joinable()) stop();
    loop_.io().restart();
    loop_.io().poll();  // what is left of cut connections
  }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  // Drains, then ends the loop.
  void stop(milliseconds limit = milliseconds(2'000)) {
    drain(limit).wait();
    loop_.stop();
    thread_.join();
  }
  std::future<void> drain(milliseconds limit) {
    auto drained = std::make_shared<std::promise<void>>();
    loop_.spawn(drain_and_tell(server_, limit, drained));
    return drained->get_future();
  }
  // On the loop's own thread.
  template <class F>
  auto on_loop(F f) {
    std::packaged_task<std::invoke_result_t<F>()> task(std::move(f));
    auto result = task.get_future();
    boost::asio::post(loop_.io(), [&task] { task(); });
    return result.get();
  }
  void wait_for_connections(std::size_t count) {
    while (on_loop([this] { return server_.connections(); }) != count) std::this_thread::yield();
  }

  void wait_until_handled(int count) const {
    while (handled_ < count) std::this_thread::yield();
  }

  [[nodiscard]] RawClient connect() { return RawClient(port_); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int handled() const { return handled_; }
  [[nodiscard]] int errors() const { return errors_; }
  platform::Loop& loop() { return loop_; }
  HttpServer& server() { return server_; }

 private:
  static Task<void> drain_and_tell(HttpServer& server, milliseconds limit,
                                   std::shared_ptr<std::promise<void>> drained) {
    auto draining = server.drain(limit);
    co_await draining;
    drained->set_value();
  }
  HttpServer::Handler counted(HttpServer::Handler handler) {
    return [this, handler = std::move(handler)](HttpRequest request) {
      ++handled_;
      return handler(std::move(request));
    };
  }

  std::atomic<int> handled_{0};
  std::atomic<int> errors_{0};
  platform::Loop loop_{[this](std::exception_ptr) { ++errors_; }};
  HttpServer server_;
  std::uint16_t port_ = server_.port();
  std::thread thread_;
};

inline int status_of(std::string_view reply) {
  return reply.starts_with("HTTP/1.1 ") ? std::stoi(std::string(reply.substr(9, 3))) : 0;
}

inline std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

}  // namespace salon::edge
