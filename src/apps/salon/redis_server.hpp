// How a private Redis is found and run. It keeps what it knows (appendonly, every second), but nothing that decides.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "apps/salon/data_folder.hpp"
#include "apps/salon/supervisor.hpp"

namespace salon::apps {

[[nodiscard]] std::expected<std::filesystem::path, std::string> find_redis(const std::string& program);
[[nodiscard]] std::expected<Service, std::string> redis_service(const DataFolder& data,
                                                                const std::filesystem::path& program);

}  // namespace salon::apps
