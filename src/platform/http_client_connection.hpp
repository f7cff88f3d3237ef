// One connection of the HTTP client, and Beast's parser filling a plain HttpResponse. Only http_client uses it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/asio_task.hpp"
#include "platform/deadline.hpp"
#include "platform/http_client.hpp"

namespace salon::platform {

class ReplyParser final : public boost::beast::http::basic_parser<false> {
 public:
  struct Limits {
    std::uint32_t longest_head;
    std::uint64_t longest_body;
  };
  explicit ReplyParser(Limits limits);

  HttpResponse reply;
  [[nodiscard]] bool is_event_stream() const { return is_event_stream_; }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, string_view, string_view, int, error_code&) override {}
  void on_response_impl(int status, string_view, int, error_code&) override { reply.status = status; }
  void on_field_impl(boost::beast::http::field, string_view name, string_view value, error_code&) override;
  void on_header_impl(error_code&) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  std::size_t on_body_impl(string_view body, error_code&) override;
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code& error) override {
    return on_body_impl(body, error);
  }
  void on_finish_impl(error_code&) override {}

  bool has_head_ = false;
  bool is_event_stream_ = false;
};

// What went wrong on a connection; the client adds what that means for the request.
class ConnectionFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class ClientConnection {
 public:
  ClientConnection(boost::asio::io_context& io, const HttpClientOptions& options);

  // Each throws ConnectionFailed, "timed out" among its causes.
  Task<void> connect(std::vector<boost::asio::ip::tcp::endpoint> endpoints);
  Task<void> write(std::string bytes);
  // To the reply's end, or to the end of an event stream's head.
  Task<void> read_reply(bool is_head_request);
  // More of an event stream, or its end.
  Task<void> read_more();

  void limit(std::chrono::steady_clock::duration length) { deadline_.set(length); }
  void close();
  [[nodiscard]] bool is_timed_out() const { return deadline_.is_expired(); }
  [[nodiscard]] bool has_sent() const { return has_sent_; }
  [[nodiscard]] bool has_heard() const { return has_heard_; }
  [[nodiscard]] ReplyParser& parser() { return *parser_; }
  // The reply is whole and the server keeps the connection.
  [[nodiscard]] bool is_reusable() const;
  // A kept connection on which the server has said or closed something is of no use any more.
  [[nodiscard]] bool is_quiet();
  // Into and out of the pool: since when it is idle.
  std::chrono::steady_clock::time_point idle_since;
  void begin_request();

 private:
  void parse();
  Task<bool> read_some();

  boost::asio::ip::tcp::socket socket_;
  Deadline deadline_;
  HttpClientOptions options_;
  boost::beast::flat_buffer in_;
  std::optional<ReplyParser> parser_;
  bool is_head_request_ = false;
  bool has_sent_ = false;
  bool has_heard_ = false;
};

}  // namespace salon::platform
