// Settings from a table: an environment variable wins over the TOML file, the file over the default. In a file a
// setting is called by its name in lower case and without the program's prefix (`SALON_PORT` is `port`); lists may be
// arrays or comma-separated text. What is unknown in a file, or malformed anywhere, is refused in one sentence that
// names where it stands.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace salon::platform {

enum class SettingKind : std::uint8_t {
  text,
  integer,
  flag,  // 0 or 1, true or false
  list,
  url,     // shown without its user's password
  secret,  // never shown
};

struct SettingSpec {
  std::string_view name;
  SettingKind kind;
  std::string_view default_value;
  std::string_view unit;
  std::string_view meaning;
  std::int64_t least = 0;  // of an integer
  std::int64_t most = 0;
  bool has_no_place_in_a_file = false;
};

using Environment = std::function<std::optional<std::string>(const std::string&)>;
[[nodiscard]] Environment process_environment();

class Config {
 public:
  struct Sources {
    std::span<const SettingSpec> table;  // must outlive the Config
    std::string_view prefix;
    Environment environment;
    std::optional<std::filesystem::path> file;
  };
  [[nodiscard]] static std::expected<Config, std::string> load(const Sources& sources);

  // A name that the table does not have throws std::logic_error.
  [[nodiscard]] const std::string& text(std::string_view name) const;
  [[nodiscard]] std::int64_t integer(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
  [[nodiscard]] bool is_default(std::string_view name) const;

  // A value given on the command line.
  [[nodiscard]] std::expected<void, std::string> override_with(std::string_view name, std::string value);
  // Every setting: its value, where that came from, what it means. Secrets are masked.
  [[nodiscard]] std::string explain() const;

 private:
  struct Value {
    const SettingSpec* spec;
    std::string text;
    std::string source;
  };
  [[nodiscard]] std::expected<void, std::string> read_file(const std::filesystem::path& path, std::string_view prefix);
  [[nodiscard]] std::expected<void, std::string> set(Value& value, std::string text, std::string source);
  [[nodiscard]] const Value& at(std::string_view name) const;

  std::map<std::string, Value, std::less<>> values_;
  std::vector<std::string_view> order_;
};

}  // namespace salon::platform
