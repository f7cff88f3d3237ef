// A change of one row under its version, as the catalogue, the rules and the accounts make it.
#pragma once

#include <functional>
#include <optional>

#include "domain/refusal.hpp"

namespace salon::storage {

// The row as it shall be, one version on; nothing when the edit changes nothing.
template <class Row, class Same>
domain::Result<std::optional<Row>> edited(const Row& before, std::optional<std::int64_t> if_version,
                                          const std::function<domain::Result<Row>(const Row&)>& edit, Same is_same) {
  if (if_version && *if_version != before.version) {
    return domain::refuse(domain::Refusal::version_mismatch, "Someone else has changed this in the meantime.");
  }
  domain::Result<Row> after = edit(before);
  if (!after) return std::unexpected(std::move(after.error()));
  after->id = before.id;
  after->version = before.version;
  if (is_same(before, *after)) return std::optional<Row>{};
  ++after->version;
  return std::optional<Row>(std::move(*after));
}

}  // namespace salon::storage
