// The company whose salons these are: what it is called, and who may show its booking page in a frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace salon::domain {

struct Brand {
  std::string name = "Salon";
  std::vector<std::string> widget_origins;  // each once, in the order given
  std::int64_t version = 1;
  bool operator==(const Brand&) const = default;
};

// What a page is known by: https://host, or http:// for a machine of one's own; a port may follow, a path may not. In
// small letters.
[[nodiscard]] std::optional<std::string> parse_origin(std::string_view text);

}  // namespace salon::domain
