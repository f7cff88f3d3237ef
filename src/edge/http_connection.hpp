// One connection of the server, and what all connections of a server share.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "edge/http_head.hpp"
#include "edge/http_reply.hpp"
#include "edge/http_request_parser.hpp"
#include "edge/http_server.hpp"
#include "platform/deadline.hpp"
#include "platform/http_date.hpp"

namespace salon::edge {

// The loop's own executor type: cheaper than the one that can hold any.
using Executor = boost::asio::io_context::executor_type;
using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, Executor>;

class HttpConnection;

struct HttpServerCore {
  HttpServerCore(platform::Loop& given_loop, HttpServerOptions given, HttpServer::Handler on_request,
                 HttpServer::OnProblem problem)
      : loop(given_loop),
        options(std::move(given)),
        handler(std::move(on_request)),
        on_problem(std::move(problem)),
        acceptor(loop.io()),
        emptied(loop.io()) {}

  platform::Loop& loop;
  HttpServerOptions options;
  HttpServer::Handler handler;
  HttpServer::OnProblem on_problem;
  Acceptor acceptor;
  boost::asio::steady_timer emptied;  // cancelled when a draining server has no connection left
  std::unordered_set<HttpConnection*> connections;
  platform::HttpDate date;
  bool discourages_reuse = false;
  bool is_draining = false;
};

class ReplyStream;

class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
 public:
  HttpConnection(std::shared_ptr<HttpServerCore> core, Socket socket);
  ~HttpConnection();

  static Task<void> serve(std::shared_ptr<HttpConnection> self);
  static Task<void> turn_away(std::shared_ptr<HttpConnection> self);
  // The server drains: now if nothing is in flight, else after the current reply.
  void leave();
  void abort();

 private:
  friend class ReplyStream;
  enum class Step : std::uint8_t { needs_more, request, refused };
  enum class Waiting : std::uint8_t { nothing, request, head, body };

  Task<void> run();
  Step advance();
  Step advance_body();
  bool are_trailers_good(std::size_t parsed) const;
  Step refuse(HttpProblem problem);
  void say_continue();
  void expect_more();
  Task<bool> fill();
  Task<bool> flush();
  Task<void> linger();
  Task<void> answer();
  Task<HttpResponse> respond(HttpRequest request);
  Task<void> stream_reply(HttpResponse response, bool is_http_1_1);
  void watch_peer();
  void on_readable(const boost::system::error_code& error);
  // False: the response is no HTTP, and a 500 took its place.
  bool append(const HttpResponse& response, ReplyFrame frame);
  void append_problem(HttpProblem problem);
  [[nodiscard]] HttpRequest read_so_far();
  [[nodiscard]] HttpResponse problem_response(HttpProblem problem, HttpRequest request) const;

  std::shared_ptr<HttpServerCore> core_;
  Socket socket_;
  platform::Deadline deadline_;
  std::string peer_;
  boost::beast::flat_buffer in_;
  std::string out_;
  HeadScanner scanner_;
  std::optional<RequestParser> parser_;  // from a head's end to its body's
  ReplyStream* stream_ = nullptr;
  HttpProblem problem_ = HttpProblem::bad_request;
  Waiting waiting_ = Waiting::nothing;
  bool is_reading_idly_ = false;  // a read is pending that nobody would miss
  bool is_closing_ = false;
  bool has_served_ = false;
  bool skipped_blank_line_ = false;
  bool said_continue_ = false;
};

}  // namespace salon::edge
