#include "edge/http_connection.hpp"

#include <boost/core/demangle.hpp>
#include <typeinfo>

#include "edge/http_reply_stream.hpp"
#include "platform/log.hpp"

namespace salon::edge {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using platform::asio_wait;

namespace {

constexpr std::size_t read_bytes = 4096;
constexpr std::size_t body_read_bytes = 16 * 1024;
// Replies to pipelined requests are gathered up to here, then sent.
constexpr std::size_t most_gathered_bytes = 256 * 1024;
// Buffers beyond this are given back when the connection falls idle: ten thousand idle ones must cost little.
constexpr std::size_t most_kept_bytes = 16 * 1024;
constexpr std::size_t most_lingering_bytes = 1024 * 1024;

std::string peer_of(const Socket& socket) {
  error_code error;
  const auto endpoint = socket.remote_endpoint(error);
  if (error) return {};
  const auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

std::string_view view(const boost::beast::flat_buffer& buffer) {
  return {static_cast<const char*>(buffer.cdata().data()), buffer.size()};
}

// Only the type: what the text says may come from a request.
void log_handler_failure(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& e) {
    platform::log(platform::Level::error, "a request handler threw",
                  {{"type", boost::core::demangle(typeid(e).name())}});
  } catch (...) {
    platform::log(platform::Level::error, "a request handler threw", {{"type", "unknown"}});
  }
}

}  // namespace

HttpConnection::HttpConnection(std::shared_ptr<HttpServerCore> core, Socket socket)
    : core_(std::move(core)),
      socket_(std::move(socket)),
      deadline_(core_->loop.io(),
                [this] {
                  error_code ignored;
                  socket_.cancel(ignored);
                }),
      peer_(peer_of(socket_)),
      scanner_(core_->options.longest_head) {
  core_->connections.insert(this);
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

HttpConnection::~HttpConnection() {
  core_->connections.erase(this);
  if (core_->is_draining && core_->connections.empty()) core_->emptied.cancel();
}

Task<void> HttpConnection::serve(std::shared_ptr<HttpConnection> self) {
  auto running = self->run();
  co_await running;
}

Task<void> HttpConnection::turn_away(std::shared_ptr<HttpConnection> self) {
  self->append_problem(HttpProblem::overloaded);
  auto lingering = self->linger();
  co_await lingering;
}

void HttpConnection::leave() {
  if (stream_) stream_->end();
  if (!is_reading_idly_) return;  // run() looks at is_draining after each reply
  if (!has_served_ && !is_closing_) {
    deadline_.set(core_->options.first_request_in_drain);  // its request may be on the way
  } else {
    is_closing_ = true;
    error_code ignored;
    socket_.cancel(ignored);
  }
}

void HttpConnection::abort() {
  is_closing_ = true;
  if (stream_) stream_->end();
  error_code ignored;
  socket_.close(ignored);
}

Task<void> HttpConnection::run() {
  while (!is_closing_) {
    const Step step = advance();
    if (step == Step::request) {
      auto answering = answer();
      co_await answering;
      if (out_.size() < most_gathered_bytes) continue;
    } else if (step == Step::refused) {
      append_problem(problem_);
      break;
    } else {
      say_continue();
    }
    if (!out_.empty()) {
      auto flushing = flush();
      const bool is_sent = co_await flushing;
      if (!is_sent) co_return;
    }
    if (step == Step::request) continue;
    expect_more();
    if (is_closing_) break;
    auto filling = fill();
    const bool is_filled = co_await filling;
    if (is_filled) continue;
    if (!deadline_.is_expired() || waiting_ == Waiting::request) break;
    append_problem(HttpProblem::timeout);
  }
  auto lingering = linger();
  co_await lingering;
}

HttpConnection::Step HttpConnection::advance() {
  if (parser_) return advance_body();
  std::string_view bytes = view(in_);
  // One blank line before a request is forgiven (RFC 9112 section 2.2).
  if (!skipped_blank_line_ && bytes.starts_with("\r\n")) {
    skipped_blank_line_ = true;
    in_.consume(2);
    bytes = view(in_);
  }
  if (bytes.empty() || (!skipped_blank_line_ && bytes == "\r")) return Step::needs_more;
  switch (scanner_.scan(bytes)) {
    case HeadScanner::State::incomplete:
      return Step::needs_more;
    case HeadScanner::State::refused:
      return refuse(scanner_.problem());
    case HeadScanner::State::complete:
      break;
  }
  if (scanner_.content_length().value_or(0) > core_->options.longest_body) return refuse(HttpProblem::body_too_large);
  parser_.emplace(RequestParser::Limits{.longest_head = static_cast<std::uint32_t>(core_->options.longest_head),
                                        .longest_body = core_->options.longest_body});
  return advance_body();
}

HttpConnection::Step HttpConnection::advance_body() {
  error_code error;
  while (in_.size() > 0 && !parser_->is_done()) {
    const std::size_t parsed = parser_->put(in_.cdata(), error);
    if (!are_trailers_good(parsed)) return refuse(HttpProblem::bad_request);
    in_.consume(parsed);
    if (error) break;
  }
  if (parser_->is_done() && !error) return Step::request;
  if (error == http::error::body_limit) return refuse(HttpProblem::body_too_large);
  if (error && error != http::error::need_more) return refuse(HttpProblem::bad_request);
  // What the parser leaves is a chunk's size line or the trailers: small, in honest requests.
  if (in_.size() > core_->options.longest_head) return refuse(HttpProblem::bad_request);
  return Step::needs_more;
}

// Beast unfolds lines in trailers and lets some control characters pass, so their bytes are looked at here.
bool HttpConnection::are_trailers_good(std::size_t parsed) const {
  const char* const begin = parser_->trailers();
  if (!begin || !parser_->is_done()) return true;
  const char* const end = view(in_).data() + parsed - 2;
  const std::string_view trailers(begin, static_cast<std::size_t>(end - begin));
  return trailers.size() <= core_->options.longest_head && are_good_fields(trailers);
}

HttpConnection::Step HttpConnection::refuse(HttpProblem problem) {
  problem_ = problem;
  return Step::refused;
}

// The peer waits for leave to send its body, unless it sent some already.
void HttpConnection::say_continue() {
  if (!parser_ || said_continue_ || !scanner_.expects_continue()) return;
  said_continue_ = true;
  if (in_.size() == 0 && parser_->request().body.empty()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
}

// Before a read: what is waited for, how long, and whether to wait at all.
void HttpConnection::expect_more() {
  const Waiting next = parser_ ? Waiting::body : in_.size() > 0 ? Waiting::head : Waiting::request;
  const HttpServerOptions& options = core_->options;
  is_reading_idly_ = next == Waiting::request;
  if (next == Waiting::request) {
    if (in_.capacity() > most_kept_bytes) in_ = {};
    const bool is_leaving = core_->is_draining || (core_->discourages_reuse && has_served_);
    if (is_leaving && has_served_) is_closing_ = true;
    deadline_.set(core_->is_draining ? options.first_request_in_drain : options.idle);
  } else if (next != waiting_) {
    deadline_.set(next == Waiting::head ? options.head_deadline : options.body_deadline);
  }
  waiting_ = next;
}

// False: the peer has closed, or the deadline is over. It may have passed between two reads, when there was none to
// cancel.
Task<bool> HttpConnection::fill() {
  if (deadline_.is_expired()) co_return false;
  const auto room = in_.prepare(waiting_ == Waiting::body ? body_read_bytes : read_bytes);
  auto reading = asio_wait<error_code, std::size_t>(
      [this, room](auto handler) { socket_.async_read_some(room, std::move(handler)); });
  const auto result = co_await reading;
  is_reading_idly_ = false;
  in_.commit(std::get<1>(result));
  co_return !std::get<0>(result) && std::get<1>(result) > 0;
}

Task<bool> HttpConnection::flush() {
  std::size_t sent = 0;
  bool was_full = false;
  while (sent < out_.size()) {
    error_code error;
    sent += socket_.write_some(asio::buffer(out_.data() + sent, out_.size() - sent), error);
    if (!error) continue;
    if (error != asio::error::would_block) co_return false;
    deadline_.set(core_->options.write_deadline);
    was_full = true;
    auto waiting =
        asio_wait<error_code>([this](auto handler) { socket_.async_wait(Socket::wait_write, std::move(handler)); });
    error = co_await waiting;
    if (error) co_return false;
  }
  if (was_full) {
    deadline_.clear();
    waiting_ = Waiting::nothing;
  }
  out_.clear();
  if (out_.capacity() > most_kept_bytes) out_.shrink_to_fit();
  co_return true;
}

// Closing while the peer still sends would reset the connection and could destroy the last reply on its way.
Task<void> HttpConnection::linger() {
  is_closing_ = true;
  if (!out_.empty()) {
    auto flushing = flush();
    const bool is_sent = co_await flushing;
    if (!is_sent) co_return;
  }
  error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  if (error) co_return;
  deadline_.set(core_->options.linger);
  std::size_t discarded = 0;
  while (discarded < most_lingering_bytes && socket_.is_open()) {
    in_.clear();
    is_reading_idly_ = true;
    auto filling = fill();
    const bool is_filled = co_await filling;
    if (!is_filled) break;
    discarded += in_.size();
  }
  socket_.close(error);
}

Task<void> HttpConnection::answer() {
  ReplyFrame frame{.is_http_1_1 = scanner_.is_http_1_1(), .is_head_request = false, .is_last = false, .date = {}};
  frame.is_last = !parser_->keep_alive();
  HttpRequest request = std::move(parser_->request());
  frame.is_head_request = request.method == "HEAD";
  request.peer = peer_;
  parser_.reset();
  scanner_.reset();
  skipped_blank_line_ = said_continue_ = false;
  waiting_ = Waiting::nothing;
  deadline_.clear();
  auto responding = respond(std::move(request));
  HttpResponse response = co_await responding;
  has_served_ = true;
  const bool is_begun = append(response, frame);
  if (!is_begun || !response.stream || frame.is_head_request) co_return;
  auto streaming = stream_reply(std::move(response), frame.is_http_1_1);
  co_await streaming;
}

Task<HttpResponse> HttpConnection::respond(HttpRequest request) {
  std::exception_ptr failure;
  try {
    auto handling = core_->handler(std::move(request));
    HttpResponse response = co_await handling;
    co_return response;
  } catch (...) {
    failure = std::current_exception();
  }
  log_handler_failure(failure);
  co_return problem_response(HttpProblem::internal, {});
}

Task<void> HttpConnection::stream_reply(HttpResponse response, bool is_http_1_1) {
  ReplyStream stream(*this, is_http_1_1);
  stream_ = &stream;
  if (core_->is_draining || !socket_.is_open()) stream.end();
  watch_peer();
  std::exception_ptr failure;
  try {
    auto opening = flush();
    const bool is_sent = co_await opening;
    if (!is_sent) stream.end();
    auto streaming = response.stream(stream);
    co_await streaming;
  } catch (...) {
    failure = std::current_exception();
  }
  stream_ = nullptr;
  error_code ignored;
  socket_.cancel(ignored);
  if (failure || stream.has_failed()) {
    // Without the last chunk, so that the peer sees that something is missing.
    if (failure) log_handler_failure(failure);
    socket_.close(ignored);
    is_closing_ = true;
    co_return;
  }
  if (is_http_1_1) out_ += "0\r\n\r\n";
}

void HttpConnection::watch_peer() {
  socket_.async_wait(Socket::wait_read,
                     [self = shared_from_this()](const error_code& error) { self->on_readable(error); });
}

// While a stream runs nobody reads, so only this tells that the peer is gone. A next request's bytes end the watch:
// they stay where they are.
void HttpConnection::on_readable(const error_code& error) {
  if (error || !stream_) return;
  char byte = 0;
  error_code nothing_to_read;
  socket_.non_blocking(true, nothing_to_read);
  const std::size_t seen = socket_.receive(boost::asio::buffer(&byte, 1), Socket::message_peek, nothing_to_read);
  if (seen > 0) return;
  const bool waits =
      nothing_to_read == boost::asio::error::would_block || nothing_to_read == boost::asio::error::interrupted;
  if (waits) return watch_peer();
  stream_->fail();
}

bool HttpConnection::append(const HttpResponse& response, ReplyFrame frame) {
  const std::string* wish = response.header("connection");
  const bool is_unbounded = response.stream && !frame.is_http_1_1;
  frame.is_last = frame.is_last || is_unbounded || core_->is_draining || core_->discourages_reuse || is_closing_ ||
                  (wish && platform::equals_ignoring_case(*wish, "close"));
  frame.date = core_->date.now();
  const bool is_good = append_reply(out_, response, frame);
  if (!is_good) {
    platform::log(platform::Level::error, "a reply could not be written: a header or its status is not HTTP");
    frame.is_last = true;
    if (!append_reply(out_, problem_response(HttpProblem::internal, {}), frame))
      (void)append_reply(out_, {.status = 500}, frame);
  }
  is_closing_ = is_closing_ || frame.is_last;
  return is_good;
}

void HttpConnection::append_problem(HttpProblem problem) {
  is_closing_ = true;
  append(problem_response(problem, read_so_far()), {});
}

// Of a request that is refused. Its body is nobody's business any more.
HttpRequest HttpConnection::read_so_far() {
  HttpRequest request = parser_ ? std::move(parser_->request()) : scanner_.read_so_far(view(in_));
  request.body.clear();
  request.peer = peer_;
  return request;
}

HttpResponse HttpConnection::problem_response(HttpProblem problem, HttpRequest request) const {
  try {
    return core_->on_problem(problem, std::move(request));
  } catch (...) {
    log_handler_failure(std::current_exception());
    return {.status = http_status(problem)};
  }
}

}  // namespace salon::edge
