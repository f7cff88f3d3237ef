// A change of one row under its version, as the catalogue, the rules and the accounts make it.
#pragma once

#include <map>

#include "ports/catalog_store.hpp"
#include "testing/memory_once.hpp"

namespace salon::testing {

// The row as it shall be, one version on; nothing when the edit changes nothing. `check` may refuse what the edit
// makes.
template <class Row, class Edit, class Same, class Check>
domain::Result<std::optional<Row>> edited(const Row& before, const domain::IfVersion& if_version, const Edit& edit,
                                          Same same, Check check) {
  if (auto current = if_version.check(before.version); !current) return std::unexpected(std::move(current.error()));
  domain::Result<Row> after = edit(before);
  if (!after) return std::unexpected(std::move(after.error()));
  if constexpr (requires { after->id; }) after->id = before.id;
  after->version = before.version;
  if (same(before, *after)) return std::optional<Row>{};
  if (domain::Result<void> allowed = check(*after); !allowed) return std::unexpected(std::move(allowed.error()));
  ++after->version;
  return std::optional<Row>(std::move(*after));
}

// `write` is given the row before and after.
template <class Row, class Id, class Edit, class Same, class Check, class Write>
Decided<Row> decide_change(const std::map<Id, Row>& rows, Id id, const domain::IfVersion& if_version, const Edit& edit,
                           Same same, Check check, Write write) {
  const auto found = rows.find(id);
  if (found == rows.end()) return refused<Row>(domain::Refusal::not_found, "There is no such thing.");
  const Row before = found->second;
  auto after = edited(before, if_version, edit, same, check);
  if (!after) return refused<Row>(std::move(after.error()));
  if (!*after) return {before, {}};
  return {**after, [write, before, row = **after] { write(before, row); }};
}

}  // namespace salon::testing
