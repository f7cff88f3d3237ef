// Finding the addresses of a host without stopping the loop.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "platform/asio_task.hpp"

namespace salon::platform {

class LookupFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct HostAndPort {
  std::string host;  // a name, or an address, which is not looked up
  std::uint16_t port = 0;
};

// Throws LookupFailed: unknown, or no answer within `limit`. The system's lookup cannot be cut short, so it is then
// left to itself.
Task<std::vector<boost::asio::ip::tcp::endpoint>> look_up(boost::asio::io_context& io, HostAndPort wanted,
                                                          std::chrono::steady_clock::duration limit);

}  // namespace salon::platform
