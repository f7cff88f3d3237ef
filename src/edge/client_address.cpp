#include "edge/client_address.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <ranges>
#include <stdexcept>

namespace salon::edge {

namespace ip = boost::asio::ip;

namespace {

std::optional<ip::address> parse(std::string_view text) {
  boost::system::error_code error;
  ip::address address = ip::make_address(std::string(text), error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  return address;
}

// In the order of the hops, over all headers of that name; a word that is no address ends the trust in what stands
// before it.
std::vector<std::string> forwarded_for(const platform::HttpRequest& request) {
  std::vector<std::string> hops;
  for (const platform::HttpHeader& header : request.headers) {
    if (header.name != "x-forwarded-for") continue;
    for (const auto word : header.value | std::views::split(',')) {
      std::string hop(word.begin(), word.end());
      std::erase_if(hop, [](char c) { return c == ' ' || c == '\t'; });
      hops.push_back(std::move(hop));
    }
  }
  return hops;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& network : networks) {
    boost::system::error_code error;
    const bool has_length = network.find('/') != std::string::npos;
    const bool is_v6 = network.find(':') != std::string::npos;
    if (is_v6) {
      v6_.push_back(ip::make_network_v6(has_length ? network : network + "/128", error));
    } else {
      v4_.push_back(ip::make_network_v4(has_length ? network : network + "/32", error));
    }
    if (error) throw std::invalid_argument("no address or network: " + network);
  }
}

bool TrustedProxies::is_trusted(std::string_view address) const {
  const auto parsed = parse(address);
  if (!parsed) return false;
  const auto holds = [&parsed](const auto& network) {
    if constexpr (std::is_same_v<std::decay_t<decltype(network)>, ip::network_v4>) {
      const auto hosts = ip::network_v4(parsed->to_v4(), network.prefix_length());
      return hosts.network() == network.network();
    } else {
      const auto hosts = ip::network_v6(parsed->to_v6(), network.prefix_length());
      return hosts.network() == network.network();
    }
  };
  return parsed->is_v4() ? std::ranges::any_of(v4_, holds) : std::ranges::any_of(v6_, holds);
}

std::string TrustedProxies::client_of(const platform::HttpRequest& request) const {
  std::string client = request.peer;
  if (v4_.empty() && v6_.empty()) return client;
  const auto hops = forwarded_for(request);
  for (const std::string& hop : hops | std::views::reverse) {
    if (!is_trusted(client) || !parse(hop)) break;
    client = hop;
  }
  return client;
}

std::string TrustedProxies::host_of(const platform::HttpRequest& request) const {
  const std::string* forwarded = is_trusted(request.peer) ? request.header("x-forwarded-host") : nullptr;
  if (forwarded) return forwarded->substr(0, forwarded->find(','));
  const std::string* host = request.header("host");
  return host ? *host : std::string{};
}

std::string limit_key_of(const std::string& address) {
  const auto parsed = parse(address);
  if (!parsed || parsed->is_v4()) return parsed ? parsed->to_string() : address;
  const ip::network_v6 network(parsed->to_v6(), 64);
  return network.network().to_string() + "/64";
}

}  // namespace salon::edge
