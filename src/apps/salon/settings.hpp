// The settings of an installation, typed. The table in settings.cpp is the one list of them: name, default, unit,
// meaning.
#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "domain/exposure.hpp"
#include "platform/config.hpp"
#include "platform/log.hpp"

namespace salon::apps {

// Requests a minute; 0 is none.
struct RateLimits {
  int reads = 0;
  int bookings = 0;
  int staff = 0;
  int login = 0;
};

struct HostPort {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const HostPort&) const = default;
};

// Threads share nothing, so each has connections of its own: two, that one slow statement does not stop all requests of
// a thread. A process has eight at most.
inline constexpr int connections_of_a_thread = 2;
inline constexpr int most_threads_with_database = 4;

// "http://host:port/path", taken apart.
struct HttpPlace {
  HostPort at;
  std::string path;
  bool operator==(const HttpPlace&) const = default;
};

// Where the gateway forwards to; several of one kind share the load.
struct Upstreams {
  std::vector<HostPort> auth;
  std::vector<HostPort> availability;
  std::vector<HostPort> slot;
  std::vector<HostPort> booking;
};

struct Settings {
  std::string database_url;  // empty: none given. May hold a password: never log it
  std::string redis_url;     // of a form that RedisAddress knows
  int database_connections = 0;
  std::size_t day_book_bytes = 0;  // of pages kept in memory
  std::filesystem::path key_file;
  std::filesystem::path postgres_folder;  // of the programs that `up` runs
  std::string redis_program;

  std::string address;
  std::uint16_t port = 0;  // 0: one that the system chooses
  int threads = 1;
  std::filesystem::path web_folder;         // empty: beside the program's own folder
  std::filesystem::path photos_folder;      // empty: none
  std::vector<std::string> widget_origins;  // whose pages may frame the booking page
  platform::Level log_level = platform::Level::info;
  std::chrono::seconds drain{};
  bool secure_cookies = false;
  std::vector<std::string> trusted_proxies;  // addresses or networks (CIDR)

  std::string issuer;
  std::optional<HttpPlace> jwks;  // none: the keys in the database
  Upstreams upstreams;

  std::optional<std::chrono::seconds> hold;              // over every location's own
  int max_live_holds = 0;                                // 0: no limit
  std::optional<std::chrono::days> unbooked_times_kept;  // after their day; nothing: for good
  RateLimits rate_limits;

  bool enforce_exposure = true;
  std::optional<domain::ExposureKey> exposure_key;  // over the key file's
  std::vector<domain::Variant> exposure_variants;
  int exposure_compact_percent = 0;
};

[[nodiscard]] std::span<const platform::SettingSpec> setting_table();
// SALON_* of the environment, over the file, over the defaults. No file given: the one that SALON_CONFIG names, if it
// does.
[[nodiscard]] std::expected<platform::Config, std::string> load_config(const std::optional<std::filesystem::path>& file,
                                                                       const platform::Environment& environment);
[[nodiscard]] std::expected<Settings, std::string> settings_from(const platform::Config& config);

}  // namespace salon::apps
