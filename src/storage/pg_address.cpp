#include "storage/pg_address.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <ranges>

#include "platform/deadline.hpp"
#include "platform/lookup.hpp"

namespace salon::storage {
namespace {

// What was sent and not acknowledged so long: the network or the other machine is gone (reliability.md rule 6).
constexpr const char* user_timeout_milliseconds = "5000";

ConnectParameters parsed(const std::string& url) {
  char* problem = nullptr;
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url.c_str(), &problem),
                                                                             &PQconninfoFree);
  const std::unique_ptr<char, decltype(&PQfreemem)> owner(problem, &PQfreemem);
  // The problem may quote the password.
  if (!options) throw std::runtime_error("the database's URL is malformed");
  ConnectParameters out;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) out.set(option->keyword, option->val);
  }
  return out;
}

std::vector<std::string> listed(const std::string& text) {
  std::vector<std::string> items;
  for (const auto item : text | std::views::split(',')) items.emplace_back(item.begin(), item.end());
  return items;
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) text += (i == 0 ? "" : ",") + items[i];
  return text;
}

// Not a socket's folder, and not an address.
bool is_name(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return error && !host.empty() && !host.starts_with('/') && !host.starts_with('@');
}

// libpq's lists: each address of a host stands as an entry of its own beside the host's name and port.
struct Entries {
  std::vector<std::string> hosts;
  std::vector<std::string> addresses;
  std::vector<std::string> ports;

  void add(const std::string& host, std::string address, const std::string& port) {
    hosts.push_back(host);
    addresses.push_back(std::move(address));
    ports.push_back(port);
  }
};

}  // namespace

void ConnectParameters::set(const std::string& name, std::string value) {
  const auto found = std::ranges::find(all_, name, &Parameter::name);
  if (found == all_.end()) {
    all_.push_back({name, std::move(value)});
  } else {
    found->value = std::move(value);
  }
}

void ConnectParameters::set_if_absent(const std::string& name, std::string value) {
  if (std::ranges::find(all_, name, &Parameter::name) == all_.end()) all_.push_back({name, std::move(value)});
}

std::string ConnectParameters::value(const std::string& name) const {
  const auto found = std::ranges::find(all_, name, &Parameter::name);
  return found == all_.end() ? std::string() : found->value;
}

std::vector<const char*> ConnectParameters::names() const {
  std::vector<const char*> out;
  for (const Parameter& parameter : all_) out.push_back(parameter.name.c_str());
  out.push_back(nullptr);
  return out;
}

std::vector<const char*> ConnectParameters::values() const {
  std::vector<const char*> out;
  for (const Parameter& parameter : all_) out.push_back(parameter.value.c_str());
  out.push_back(nullptr);
  return out;
}

platform::Task<ConnectParameters> connect_parameters(boost::asio::io_context& io, std::string url,
                                                     std::chrono::steady_clock::time_point deadline) {
  ConnectParameters parameters = parsed(url);
  parameters.set_if_absent("tcp_user_timeout", user_timeout_milliseconds);
  parameters.set_if_absent("fallback_application_name", "salon");
  const std::vector<std::string> hosts = listed(parameters.value("host"));
  const std::vector<std::string> ports = listed(parameters.value("port"));
  if (!parameters.value("hostaddr").empty() || std::ranges::none_of(hosts, is_name)) co_return parameters;

  Entries entries;
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    const std::string port = ports.empty() ? std::string() : ports[std::min(i, ports.size() - 1)];
    if (!is_name(hosts[i])) {
      entries.add(hosts[i], {}, port);
      continue;
    }
    platform::HostAndPort wanted{.host = hosts[i], .port = 0};
    auto looking_up = platform::look_up(io, std::move(wanted), deadline - platform::from_now({}));
    const auto endpoints = co_await looking_up;
    for (const auto& endpoint : endpoints) entries.add(hosts[i], endpoint.address().to_string(), port);
  }
  parameters.set("host", joined(entries.hosts));
  parameters.set("hostaddr", joined(entries.addresses));
  parameters.set("port", joined(entries.ports));
  co_return parameters;
}

}  // namespace salon::storage
