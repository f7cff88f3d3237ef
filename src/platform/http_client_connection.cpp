#include "platform/http_client_connection.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/beast/http/error.hpp>

namespace salon::platform {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

namespace {

constexpr std::size_t read_bytes = 16 * 1024;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool is_event_stream_type(const HttpResponse& reply) {
  const std::string* type = reply.header("content-type");
  return type &&
         equals_ignoring_case(std::string_view(*type).substr(0, type->find_first_of("; \t")), "text/event-stream");
}

}  // namespace

ReplyParser::ReplyParser(Limits limits) {
  header_limit(limits.longest_head);
  body_limit(limits.longest_body);
  eager(true);
}

void ReplyParser::on_field_impl(http::field, string_view name, string_view value, error_code&) {
  if (!has_head_) reply.headers.push_back({.name = lower_case(view(name)), .value = std::string(view(value))});
}

void ReplyParser::on_header_impl(error_code&) {
  has_head_ = true;
  is_event_stream_ = chunked() && is_event_stream_type(reply);
  if (is_event_stream_) body_limit(boost::none);
}

std::size_t ReplyParser::on_body_impl(string_view body, error_code&) {
  reply.body.append(body.data(), body.size());
  return body.size();
}

ClientConnection::ClientConnection(asio::io_context& io, const HttpClientOptions& options)
    : socket_(io), deadline_(io, [this] { close(); }), options_(options) {}

void ClientConnection::close() {
  error_code ignored;
  socket_.close(ignored);
}

void ClientConnection::begin_request() {
  has_sent_ = has_heard_ = false;
  parser_.reset();
}

Task<void> ClientConnection::connect(std::vector<tcp::endpoint> endpoints) {
  error_code error = asio::error::host_not_found;
  for (const tcp::endpoint& endpoint : endpoints) {
    if (is_timed_out()) break;
    socket_.close(error);
    auto connecting =
        asio_wait<error_code>([this, &endpoint](auto handler) { socket_.async_connect(endpoint, std::move(handler)); });
    error = co_await connecting;
    if (!error) break;
  }
  if (is_timed_out()) throw ConnectionFailed("connecting timed out");
  if (error) throw ConnectionFailed("cannot connect: " + error.message());
  socket_.set_option(tcp::no_delay(true), error);
  socket_.non_blocking(true, error);
}

Task<void> ClientConnection::write(std::string bytes) {
  std::size_t sent = 0;
  while (sent < bytes.size()) {
    error_code error;
    sent += socket_.write_some(asio::buffer(bytes.data() + sent, bytes.size() - sent), error);
    has_sent_ = has_sent_ || sent > 0;
    if (!error) continue;
    if (error == asio::error::would_block) {
      auto waiting = asio_wait<error_code>(
          [this](auto handler) { socket_.async_wait(tcp::socket::wait_write, std::move(handler)); });
      error = co_await waiting;
    }
    if (is_timed_out()) throw ConnectionFailed("sending timed out");
    if (error) throw ConnectionFailed("cannot send: " + error.message());
  }
}

// False at the end of what the server sends.
Task<bool> ClientConnection::read_some() {
  const auto room = in_.prepare(read_bytes);
  auto reading = asio_wait<error_code, std::size_t>(
      [this, room](auto handler) { socket_.async_read_some(room, std::move(handler)); });
  const auto result = co_await reading;
  const error_code error = std::get<0>(result);
  in_.commit(std::get<1>(result));
  has_heard_ = has_heard_ || std::get<1>(result) > 0;
  if (is_timed_out()) throw ConnectionFailed("waiting for the reply timed out");
  if (error && error != asio::error::eof) throw ConnectionFailed("cannot read the reply: " + error.message());
  co_return !error;
}

void ClientConnection::parse() {
  error_code error;
  while (in_.size() > 0 && !parser_->is_done() && !error) in_.consume(parser_->put(in_.cdata(), error));
  if (error && error != http::error::need_more) throw ConnectionFailed("the reply is no HTTP: " + error.message());
  if (in_.size() > options_.longest_head && !parser_->is_done())
    throw ConnectionFailed("the reply is no HTTP: too long a line");
}

Task<void> ClientConnection::read_reply(bool is_head_request) {
  const ReplyParser::Limits limits{.longest_head = static_cast<std::uint32_t>(options_.longest_head),
                                   .longest_body = options_.longest_body};
  is_head_request_ = is_head_request;
  parser_.emplace(limits);
  parser_->skip(is_head_request);
  for (;;) {
    parse();
    if (parser_->is_done() && parser_->reply.status / 100 == 1) {  // 100 Continue and its like come before the reply
      parser_.emplace(limits);
      parser_->skip(is_head_request);
      continue;
    }
    if (parser_->is_done() || parser_->is_event_stream()) co_return;
    auto reading = read_some();
    const bool has_more = co_await reading;
    if (has_more) continue;
    error_code error = http::error::end_of_stream;
    if (parser_->got_some()) parser_->put_eof(error);
    if (error || !parser_->is_done()) throw ConnectionFailed("the server closed the connection");
    co_return;
  }
}

Task<void> ClientConnection::read_more() {
  auto reading = read_some();
  const bool has_more = co_await reading;
  if (!has_more) throw ConnectionFailed("the server cut the stream off");
  parse();
}

bool ClientConnection::is_reusable() const {
  return socket_.is_open() && parser_ && parser_->is_done() && parser_->keep_alive() && in_.size() == 0;
}

bool ClientConnection::is_quiet() {
  char byte = 0;
  const ssize_t seen = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace salon::platform
