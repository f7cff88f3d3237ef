#include "edge/http_server.hpp"

#include <netinet/tcp.h>

#include <stdexcept>
#include <vector>

#include "edge/http_connection.hpp"

namespace salon::edge {

namespace asio = boost::asio;
using boost::system::error_code;
using platform::asio_wait;

namespace {

// Beyond the limit a peer still hears why; this many at a time.
constexpr std::size_t most_turned_away = 100;
// Out of file descriptors: wait until some are free.
constexpr std::chrono::milliseconds accept_pause{50};

asio::ip::tcp::endpoint endpoint_of(const std::string& address, std::uint16_t port) {
  error_code error;
  const auto parsed = asio::ip::make_address(address, error);
  if (error) throw std::runtime_error("cannot listen on \"" + address + "\": it is not an IP address");
  return {parsed, port};
}

[[noreturn]] void throw_cannot_listen(const std::string& address, std::uint16_t port, const error_code& error) {
  const std::string cause =
      error == asio::error::address_in_use ? "the port is taken by another program" : error.message();
  throw std::runtime_error("cannot listen on " + address + ":" + std::to_string(port) + ": " + cause);
}

void listen(Acceptor& acceptor, const HttpServerOptions& options) {
  const auto endpoint = endpoint_of(options.address, options.port);
  using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error && options.reuse_port) acceptor.set_option(ReusePort(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) acceptor.non_blocking(true, error);
  if (error) throw_cannot_listen(options.address, options.port, error);
}

void admit(const std::shared_ptr<HttpServerCore>& core, Socket socket) {
  const std::size_t open = core->connections.size();
  if (open >= core->options.most_connections + most_turned_away) return;
  auto connection = std::make_shared<HttpConnection>(core, std::move(socket));
  if (open >= core->options.most_connections) {
    core->loop.spawn(HttpConnection::turn_away(std::move(connection)));
  } else {
    core->loop.spawn(HttpConnection::serve(std::move(connection)));
  }
}

Task<void> accept_all(std::shared_ptr<HttpServerCore> core) {
  while (!core->is_draining) {
    Socket socket(core->loop.io());
    auto accepting =
        asio_wait<error_code>([&](auto handler) { core->acceptor.async_accept(socket, std::move(handler)); });
    const error_code error = co_await accepting;
    if (!error) {
      admit(core, std::move(socket));
    } else if (core->is_draining || error == asio::error::operation_aborted) {
      co_return;
    } else {
      auto pause = platform::sleep_for(core->loop.io(), accept_pause);
      co_await pause;
    }
  }
}

// Closing a listener resets what the kernel has accepted for it, so take those first.
void accept_the_last(const std::shared_ptr<HttpServerCore>& core) {
  for (;;) {
    error_code error;
    Socket socket(core->loop.io());
    core->acceptor.accept(socket, error);
    if (error) break;
    admit(core, std::move(socket));
  }
  error_code ignored;
  core->acceptor.close(ignored);
}

std::vector<std::shared_ptr<HttpConnection>> open_connections(const HttpServerCore& core) {
  std::vector<std::shared_ptr<HttpConnection>> open;
  for (HttpConnection* connection : core.connections) {
    if (auto shared = connection->weak_from_this().lock()) open.push_back(std::move(shared));
  }
  return open;
}

Task<void> drain_core(std::shared_ptr<HttpServerCore> core, std::chrono::milliseconds limit) {
  if (!core->is_draining) {
    core->is_draining = true;
    for (const auto& connection : open_connections(*core)) connection->leave();
    accept_the_last(core);
  }
  if (!core->connections.empty()) {
    auto waiting = platform::wait_for(core->emptied, limit);
    co_await waiting;
  }
  for (const auto& connection : open_connections(*core)) connection->abort();
}

}  // namespace

HttpServer::HttpServer(platform::Loop& loop, HttpServerOptions options, Handler handler, OnProblem on_problem)
    : core_(std::make_shared<HttpServerCore>(loop, std::move(options), std::move(handler), std::move(on_problem))) {
  listen(core_->acceptor, core_->options);
  loop.spawn(accept_all(core_));
}

HttpServer::~HttpServer() {
  core_->is_draining = true;
  error_code ignored;
  core_->acceptor.close(ignored);
  for (const auto& connection : open_connections(*core_)) connection->abort();
}

std::uint16_t HttpServer::port() const {
  error_code error;
  const auto endpoint = core_->acceptor.local_endpoint(error);
  return error ? core_->options.port : endpoint.port();
}

std::size_t HttpServer::connections() const { return core_->connections.size(); }

void HttpServer::discourage_reuse() { core_->discourages_reuse = true; }

Task<void> HttpServer::drain(std::chrono::milliseconds limit) { return drain_core(core_, limit); }

void require_free_port(const std::string& address, std::uint16_t port) {
  asio::io_context io;
  Acceptor probe(io);
  HttpServerOptions options;
  options.address = address;
  options.port = port;
  listen(probe, options);
}

}  // namespace salon::edge
