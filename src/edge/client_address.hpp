// Who is asking, by address: the peer, or what a trusted proxy says of the peer before it. For rate limits only;
// nothing is allowed because of an address.
#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <vector>

#include "platform/http_message.hpp"

namespace salon::edge {

class TrustedProxies {
 public:
  // Addresses and networks ("10.0.0.0/8", "::1"). Throws std::invalid_argument for what is neither: a setting that is
  // wrong is said at start.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  // X-Forwarded-For is read from its end for as long as proxies vouch for each other; what a client put in front of it
  // never counts.
  [[nodiscard]] std::string client_of(const platform::HttpRequest& request) const;

  // The host that the browser asked for: a trusted proxy may have asked us by another name.
  [[nodiscard]] std::string host_of(const platform::HttpRequest& request) const;

 private:
  [[nodiscard]] bool is_trusted(std::string_view address) const;

  std::vector<boost::asio::ip::network_v4> v4_;
  std::vector<boost::asio::ip::network_v6> v6_;
};

// What counts as one client: an IPv4 address, or the /64 that an IPv6 host may roam in.
[[nodiscard]] std::string limit_key_of(const std::string& address);

}  // namespace salon::edge
