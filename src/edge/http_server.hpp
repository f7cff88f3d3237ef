// The HTTP/1.1 server: one for each loop. Requests that arrive together on a connection are answered in order by one
// write. It refuses what is not plainly one request (http_head) and bounds heads, bodies, time and connections.
// Handlers get whole requests. Source: RFC 9110, RFC 9112. Used on its loop's thread only; its connections end before
// the loop does if drain() was awaited.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "domain/policy.hpp"
#include "edge/http_head.hpp"
#include "platform/asio_task.hpp"
#include "platform/http_message.hpp"

namespace salon::edge {

using platform::HttpRequest;
using platform::HttpResponse;
using platform::Task;

struct HttpServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;                            // 0: any free one
  bool reuse_port = false;                           // several loops share one port; see require_free_port
  std::chrono::milliseconds head_deadline{10'000};   // from a head's first byte to its last
  std::chrono::milliseconds body_deadline{10'000};   // from the head's end to the body's
  std::chrono::milliseconds write_deadline{30'000};  // for a peer that does not read
  std::chrono::milliseconds idle{75'000};            // between requests
  std::chrono::milliseconds linger{2'000};           // reading on after the last reply, so that a reset does not eat it
  std::chrono::milliseconds first_request_in_drain{1'000};
  std::size_t longest_head = domain::policy::longest_head_bytes;
  std::size_t longest_body = domain::policy::longest_body_bytes;
  std::size_t most_connections = 20'000;
};

struct HttpServerCore;

class HttpServer {
 public:
  using Handler = std::function<Task<HttpResponse>(HttpRequest)>;
  // With as much of the request as could be read.
  using OnProblem = std::function<HttpResponse(HttpProblem, HttpRequest)>;

  // Listens and accepts at once. Throws std::runtime_error that names address, port and cause.
  // What a handler throws becomes HttpProblem::internal; a HEAD comes to it as HEAD, and the body it makes is not sent.
  HttpServer(platform::Loop& loop, HttpServerOptions options, Handler handler, OnProblem on_problem);
  // Closes everything at once.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::size_t connections() const;

  // Every reply from now on asks its peer to connect anew, elsewhere: before drain(), so that it finds few idle
  // connections.
  void discourage_reuse();
  // Takes no new connections, ends streams, answers what is in flight, closes; what is left after `limit` is cut off.
  Task<void> drain(std::chrono::milliseconds limit);

 private:
  std::shared_ptr<HttpServerCore> core_;
};

// With reuse_port a second program would quietly share the port with the first: ask before the first server is made.
void require_free_port(const std::string& address, std::uint16_t port);

}  // namespace salon::edge
