#include "domain/brand.hpp"

#include <algorithm>
#include <cctype>

namespace salon::domain {
namespace {

bool is_digit(unsigned char c) { return std::isdigit(c) != 0; }

bool is_host_letter(unsigned char c) { return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_'; }

bool is_port(std::string_view text) { return !text.empty() && text.size() <= 5 && std::ranges::all_of(text, is_digit); }

}  // namespace

std::optional<std::string> parse_origin(std::string_view text) {
  const auto scheme = text.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string_view name = std::string_view(out).substr(0, scheme);
  if (name != "https" && name != "http") return std::nullopt;
  const std::string_view rest = std::string_view(out).substr(scheme + 3);
  const auto colon = std::min(rest.find(':'), rest.size());
  const std::string_view host = rest.substr(0, colon);
  const bool is_origin = !host.empty() && std::ranges::all_of(host, is_host_letter) &&
                         (colon == rest.size() || is_port(rest.substr(colon + 1)));
  return is_origin ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace salon::domain
