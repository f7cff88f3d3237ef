// Ports of this machine: whether one is free, which are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace salon::apps {

// Nothing listens there and we may. Port 0 is always free.
[[nodiscard]] std::expected<void, std::string> port_is_free(const std::string& address, std::uint16_t port);
// Different ones of the loopback address, free at this moment.
[[nodiscard]] std::vector<std::uint16_t> free_loopback_ports(std::size_t count);
[[nodiscard]] bool accepts_connections(std::uint16_t loopback_port);

}  // namespace salon::apps
