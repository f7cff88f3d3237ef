// What a caller knows of a thing, by its entity tags: If-Match and If-None-Match (RFC 9110 sections 8.8.3 and 13.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http_message.hpp"

namespace salon::edge {

struct EntityTags {
  bool is_any = false;            // "*"
  std::vector<std::string> tags;  // with their quotes, weak ones with W/ before them

  // Of two copies that mean the same, for If-None-Match.
  [[nodiscard]] bool has_weakly(std::string_view etag) const;
};

// All headers of that name together; words that are no entity tag are left out. Nothing: there is no such header.
[[nodiscard]] std::optional<EntityTags> entity_tags(const platform::HttpRequest& request, std::string_view lower_name);

}  // namespace salon::edge
