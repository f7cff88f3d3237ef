#include "apps/salon/network_port.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace salon::apps {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

const boost::asio::ip::address loopback = boost::asio::ip::address_v4::loopback();

}  // namespace

std::expected<void, std::string> port_is_free(const std::string& address, std::uint16_t port) {
  if (port == 0) return {};
  boost::asio::io_context io;
  error_code error;
  const tcp::endpoint endpoint(boost::asio::ip::make_address(address), port);
  tcp::acceptor acceptor(io);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1, error);
  if (!error) return {};
  if (error == boost::asio::error::address_in_use) {
    return std::unexpected(fmt::format("Port {} of {} is in use: choose another with --port.", port, address));
  }
  return std::unexpected(fmt::format("Cannot listen on port {} of {}: {}.", port, address, error.message()));
}

std::vector<std::uint16_t> free_loopback_ports(std::size_t count) {
  boost::asio::io_context io;
  // All open at once, so that none is given twice.
  std::vector<tcp::acceptor> held;
  std::vector<std::uint16_t> ports;
  for (std::size_t i = 0; i < count; ++i) {
    held.emplace_back(io, tcp::endpoint(loopback, 0));
    ports.push_back(held.back().local_endpoint().port());
  }
  return ports;
}

bool accepts_connections(std::uint16_t loopback_port) {
  boost::asio::io_context io;
  tcp::socket socket(io);
  error_code error;
  socket.connect(tcp::endpoint(loopback, loopback_port), error);
  return !error;
}

}  // namespace salon::apps
