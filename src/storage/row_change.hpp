// A change of one row under its version, as the catalogue, the rules and the accounts make it.
#pragma once

#include <functional>
#include <optional>

#include "domain/if_version.hpp"

namespace salon::storage {

// The row as it shall be, one version on; nothing when the edit changes nothing.
template <class Row, class Same>
domain::Result<std::optional<Row>> edited(const Row& before, const domain::IfVersion& if_version,
                                          const std::function<domain::Result<Row>(const Row&)>& edit, Same is_same) {
  if (auto current = if_version.check(before.version); !current) return std::unexpected(std::move(current.error()));
  domain::Result<Row> after = edit(before);
  if (!after) return std::unexpected(std::move(after.error()));
  if constexpr (requires { after->id; }) after->id = before.id;
  after->version = before.version;
  if (is_same(before, *after)) return std::optional<Row>{};
  ++after->version;
  return std::optional<Row>(std::move(*after));
}

}  // namespace salon::storage
