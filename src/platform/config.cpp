#include "platform/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <stdexcept>

namespace salon::platform {
namespace {

constexpr std::string_view masked = "(set, not shown)";

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<bool> parse_flag(std::string_view text) {
  if (text == "1" || text == "true" || text == "yes" || text == "on") return true;
  if (text == "0" || text == "false" || text == "no" || text == "off") return false;
  return std::nullopt;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string_view item = trimmed(text.substr(0, comma));
    if (!item.empty()) items.emplace_back(item);
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
  }
  return items;
}

// What is wrong with a value, without quoting what might be a secret.
std::optional<std::string> complaint(const SettingSpec& spec, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return "must not hold a zero byte";
  if (spec.kind == SettingKind::integer) {
    const auto number = parse_integer(text);
    if (!number || *number < spec.least || *number > spec.most) {
      return fmt::format("must be a whole number from {} to {}, but is \"{}\"", spec.least, spec.most, text);
    }
  }
  if (spec.kind == SettingKind::flag && !parse_flag(text)) return fmt::format("must be 0 or 1, but is \"{}\"", text);
  return std::nullopt;
}

// `//user:password@` and `password=…` go.
std::string without_password(std::string text) {
  if (const auto start = text.find("//"); start != std::string::npos) {
    const auto end = text.find('/', start + 2);
    const auto at = text.substr(0, end).rfind('@');
    const auto colon = text.find(':', start + 2);
    if (at != std::string::npos && colon < at) text.replace(colon + 1, at - colon - 1, "***");
  }
  for (auto found = text.find("password="); found != std::string::npos; found = text.find("password=", found + 9)) {
    const auto end = text.find_first_of("& ", found);
    text.replace(found + 9, (end == std::string::npos ? text.size() : end) - found - 9, "***");
  }
  return text;
}

std::string shown(const SettingSpec& spec, const std::string& text) {
  if (text.empty()) return "(none)";
  if (spec.kind == SettingKind::secret) return std::string(masked);
  return spec.kind == SettingKind::url ? without_password(text) : text;
}

std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "1" : "0";
  return std::nullopt;
}

std::optional<std::string> text_of_list(const toml::array& array) {
  std::string joined;
  for (const toml::node& item : array) {
    const auto text = text_of(item);
    if (!text) return std::nullopt;
    if (!joined.empty()) joined += ',';
    joined += *text;
  }
  return joined;
}

std::string full_name(std::string_view prefix, std::string_view key) {
  std::string name(prefix);
  std::ranges::transform(key, std::back_inserter(name),
                         [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return name;
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

std::expected<Config, std::string> Config::load(const Sources& sources) {
  Config config;
  for (const SettingSpec& spec : sources.table) {
    config.order_.push_back(spec.name);
    config.values_.emplace(spec.name, Value{&spec, std::string(spec.default_value), "default"});
  }
  if (sources.file) {
    if (auto read = config.read_file(*sources.file, sources.prefix); !read) return std::unexpected(read.error());
  }
  for (const SettingSpec& spec : sources.table) {
    const std::string name(spec.name);
    auto text = sources.environment(name);
    if (!text) continue;
    auto set = config.set(config.values_.find(name)->second, std::move(*text), "environment");
    if (!set) return std::unexpected(set.error());
  }
  return config;
}

std::expected<void, std::string> Config::read_file(const std::filesystem::path& path, std::string_view prefix) {
  toml::table read;
  try {
    read = toml::parse_file(path.string());
  } catch (const toml::parse_error& error) {
    return std::unexpected(fmt::format("The settings file {}, line {}: {}.", path.string(), error.source().begin.line,
                                       error.description()));
  }
  for (const auto& [key, node] : read) {
    const auto where = fmt::format("{}, line {}", path.string(), node.source().begin.line);
    const bool is_plain = std::ranges::none_of(key.str(), [](char c) { return c >= 'A' && c <= 'Z'; });
    const auto found = values_.find(full_name(prefix, key.str()));
    if (found == values_.end() || !is_plain) {
      return std::unexpected(fmt::format("There is no setting \"{}\" ({}).", std::string(key.str()), where));
    }
    Value& value = found->second;
    if (value.spec->has_no_place_in_a_file) {
      return std::unexpected(
          fmt::format("The setting \"{}\" has no place in a file ({}).", std::string(key.str()), where));
    }
    const auto* array = node.as_array();
    auto text = array && value.spec->kind == SettingKind::list ? text_of_list(*array) : text_of(node);
    if (!text) {
      return std::unexpected(
          fmt::format("The setting \"{}\" has a value of the wrong kind ({}).", std::string(key.str()), where));
    }
    if (auto set = this->set(value, std::move(*text), where); !set) return set;
  }
  return {};
}

std::expected<void, std::string> Config::set(Value& value, std::string text, std::string source) {
  text = std::string(trimmed(text));
  if (const auto wrong = complaint(*value.spec, text)) {
    return std::unexpected(fmt::format("{} {} ({}).", value.spec->name, *wrong, source));
  }
  value.text = std::move(text);
  value.source = std::move(source);
  return {};
}

std::expected<void, std::string> Config::override_with(std::string_view name, std::string value) {
  (void)at(name);
  return set(values_.find(name)->second, std::move(value), "command line");
}

const Config::Value& Config::at(std::string_view name) const {
  const auto found = values_.find(name);
  if (found == values_.end()) throw std::logic_error(fmt::format("no setting is called {}", name));
  return found->second;
}

const std::string& Config::text(std::string_view name) const { return at(name).text; }
std::int64_t Config::integer(std::string_view name) const { return parse_integer(at(name).text).value(); }
bool Config::flag(std::string_view name) const { return parse_flag(at(name).text).value(); }
std::vector<std::string> Config::list(std::string_view name) const { return split(at(name).text); }
bool Config::is_default(std::string_view name) const { return at(name).source == "default"; }

std::string Config::explain() const {
  std::string out;
  for (const std::string_view name : order_) {
    const Value& value = at(name);
    const SettingSpec& spec = *value.spec;
    out += fmt::format("{} = {}  ({})\n    {}{}{}{}\n", name, shown(spec, value.text), value.source, spec.meaning,
                       spec.unit.empty() ? "" : " In ", spec.unit, spec.unit.empty() ? "" : ".");
  }
  return out;
}

}  // namespace salon::platform
