#include "edge/entity_tags.hpp"

#include <algorithm>

namespace salon::edge {
namespace {

constexpr std::string_view weak = "W/";

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Up to the comma behind it: one inside of quotes is a part of the tag.
std::string_view take_word(std::string_view& list) {
  bool is_quoted = false;
  std::size_t end = 0;
  while (end < list.size() && (is_quoted || list[end] != ',')) is_quoted ^= list[end++] == '"';
  const std::string_view word = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return without_blanks(word);
}

bool is_entity_tag(std::string_view word) {
  if (word.starts_with(weak)) word.remove_prefix(weak.size());
  return word.size() >= 2 && word.starts_with('"') && word.find_first_of("\" \t", 1) == word.size() - 1;
}

}  // namespace

bool EntityTags::has_weakly(std::string_view etag) const {
  const auto is_same = [etag](std::string_view tag) {
    return tag == etag || (tag.starts_with(weak) && tag.substr(weak.size()) == etag);
  };
  return is_any || std::ranges::any_of(tags, is_same);
}

std::optional<EntityTags> entity_tags(const platform::HttpRequest& request, std::string_view lower_name) {
  std::optional<EntityTags> found;
  for (const platform::HttpHeader& header : request.headers) {
    if (header.name != lower_name) continue;
    if (!found) found.emplace();
    std::string_view list = header.value;
    while (!list.empty()) {
      const std::string_view word = take_word(list);
      if (word == "*") found->is_any = true;
      if (is_entity_tag(word)) found->tags.emplace_back(word);
    }
  }
  return found;
}

}  // namespace salon::edge
