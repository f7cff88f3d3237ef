// What the commands ask of the whole program: adapters, stores, use cases and routes are put together behind these, in
// wire.cpp. A failure is one sentence for the person who typed the command.
#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/salon/settings.hpp"
#include "apps/salon/targets.hpp"
#include "ports/health.hpp"

namespace salon::apps {

struct ServeOptions {
  int stop_file = -1;  // readable: drain, end. One byte for each signal; it need not be read
  std::function<void(std::string_view url)> on_ready;  // once, when requests are answered; "http://127.0.0.1:8080"
};

// What a process of these targets lacks, in a sentence.
[[nodiscard]] std::optional<std::string> why_cannot_serve(const Settings& settings, TargetSet targets);
// Migrates nothing: a database with another schema is a failure. Returns after the drain.
[[nodiscard]] std::expected<void, std::string> serve(const Settings& settings, TargetSet targets,
                                                     const ServeOptions& options);
[[nodiscard]] std::expected<void, std::string> migrate(const Settings& settings);
[[nodiscard]] std::expected<std::vector<ports::Violation>, std::string> find_violations(const Settings& settings);

struct NewAdmin {
  std::string email;
  std::string password;
};
[[nodiscard]] std::expected<void, std::string> create_admin(const Settings& settings, const NewAdmin& admin);

// Loads the demo brand, or what of it is missing.
[[nodiscard]] std::expected<void, std::string> load_demo(const Settings& settings);
// Who may sign in as the demo's administrator; nobody where there is no demo, or once they have a password of their
// own.
[[nodiscard]] std::expected<std::optional<NewAdmin>, std::string> demo_admin(const Settings& settings);

}  // namespace salon::apps
