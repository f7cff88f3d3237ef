#include "platform/lookup.hpp"

#include <memory>

namespace salon::platform {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

struct Lookup {
  explicit Lookup(asio::io_context& io) : resolver(io), timer(io) {}
  tcp::resolver resolver;
  asio::steady_timer timer;
  error_code error = asio::error::timed_out;
  std::vector<tcp::endpoint> endpoints;
};

}  // namespace

Task<std::vector<tcp::endpoint>> look_up(asio::io_context& io, HostAndPort wanted,
                                         std::chrono::steady_clock::duration limit) {
  error_code error;
  const auto address = asio::ip::make_address(wanted.host, error);
  if (!error) {
    const std::vector<tcp::endpoint> known{tcp::endpoint(address, wanted.port)};
    co_return known;
  }
  const auto lookup = std::make_shared<Lookup>(io);
  const std::string service = std::to_string(wanted.port);
  lookup->resolver.async_resolve(wanted.host, service,
                                 [lookup](const error_code& failure, const tcp::resolver::results_type& found) {
                                   lookup->error = failure;
                                   for (const auto& entry : found) lookup->endpoints.push_back(entry.endpoint());
                                   lookup->timer.cancel();
                                 });
  auto waiting = wait_for(lookup->timer, limit);
  co_await waiting;
  if (lookup->error) throw LookupFailed("cannot look up " + wanted.host + ": " + lookup->error.message());
  co_return lookup->endpoints;
}

}  // namespace salon::platform
