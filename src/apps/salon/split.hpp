// `salon up --split`: each target in a process of its own, as a larger installation runs them, and the gateway in front
// in this one.
#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>

#include "apps/salon/settings.hpp"
#include "apps/salon/supervisor.hpp"
#include "apps/salon/wire.hpp"

namespace salon::apps {

struct SplitOptions {
  std::optional<std::filesystem::path> config;
  Say say;
  ServeOptions serving;
};

[[nodiscard]] std::expected<void, std::string> serve_split(Settings settings, const SplitOptions& options);

}  // namespace salon::apps
