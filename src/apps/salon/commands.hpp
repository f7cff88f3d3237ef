// What the program's commands do. Each returns the exit code: 0, 1 when it failed (a sentence is on stderr), 2 when it
// was asked wrongly.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "apps/salon/settings.hpp"

namespace salon::apps {

inline constexpr int exit_failed = 1;
inline constexpr int exit_asked_wrongly = 2;
inline constexpr const char* default_data = "var";

// Which database a command is for: --data's, else SALON_DATABASE_URL's, else that of `up` in this folder.
struct Place {
  std::optional<std::filesystem::path> data;
};

struct UpOptions {
  std::filesystem::path data = default_data;
  std::optional<std::uint16_t> port;
  std::optional<std::filesystem::path> config;
  bool is_empty = false;
  bool is_split = false;
};

struct AdminOptions {
  std::string email;
  std::string password_file;  // "-": stdin
};

int run_up(Settings settings, const UpOptions& options);
int run_serve(const Settings& settings, const std::string& target_names);
int run_migrate(const Settings& settings, const Place& place);
int run_verify(const Settings& settings, const Place& place);
int run_admin_create(const Settings& settings, const Place& place, const AdminOptions& options);
int run_demo_load(const Settings& settings, const Place& place);
int run_keys_create(const Settings& settings, const std::string& file);

// How something goes on, on stderr: a sentence where a person reads, a line of the log where a machine does.
void tell(std::string_view sentence);
// The last word: `salon: <sentence>` on stderr.
int fail(const std::string& sentence, int code = exit_failed);

}  // namespace salon::apps
