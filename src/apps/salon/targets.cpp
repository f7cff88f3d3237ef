#include "apps/salon/targets.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace salon::apps {
namespace {

// Named in the plan of the platform, and not built yet.
constexpr std::array<std::string_view, 2> later{"notify", "audit"};

consteval bool table_is_in_order() {
  for (std::size_t i = 0; i < target_table.size(); ++i) {
    if (static_cast<std::size_t>(target_table[i].target) != i) return false;
  }
  return true;
}
static_assert(table_is_in_order(), "name_of reads the table by the target's number");

std::string all_names() {
  std::string names = "all";
  for (const TargetInfo& info : target_table) names += fmt::format(", {}", info.name);
  return names;
}

}  // namespace

std::string_view name_of(Target target) { return target_table.at(static_cast<std::size_t>(target)).name; }

std::expected<TargetSet, std::string> parse_targets(std::string_view text) {
  TargetSet set;
  while (true) {
    const auto comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    const auto found = std::ranges::find(target_table, name, &TargetInfo::name);
    if (name == "all") {
      set = TargetSet::all();
    } else if (found != target_table.end()) {
      set.add(found->target);
    } else if (std::ranges::find(later, name) != later.end()) {
      return std::unexpected(fmt::format("The target {} is not part of this version yet.", name));
    } else {
      return std::unexpected(fmt::format("There is no target \"{}\"; there are {}.", name, all_names()));
    }
    if (comma == std::string_view::npos) return set;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace salon::apps
