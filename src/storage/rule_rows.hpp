// Availability rules as rows.
#pragma once

#include "domain/rule.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// The SELECT list that read_rule() reads, for `availability_rules r`.
#define SALON_RULE_COLUMNS                                                                                   \
  "r.id, r.location_id, r.stylist_id, r.service_id, r.rule_kind, r.days_of_week, r.start_time, r.end_time, " \
  "r.end_day_offset, "                                                                                       \
  "r.slot_capacity, r.slot_granularity_minutes, r.valid_from, r.valid_to, r.is_closed, r.version"

[[nodiscard]] domain::Rule read_rule(RowReader& row);
[[nodiscard]] bool is_same_rule(const domain::Rule& one, const domain::Rule& other);  // but for id and version

// By id.
Task<std::vector<domain::Rule>> rules_in(Transaction& transaction, domain::LocationId location);
Task<std::optional<domain::Rule>> find_rule(Transaction& transaction, domain::RuleId id);
// New, or every column anew. Throws PgRefused with this constraint where there is the same rule already (D2).
inline constexpr std::string_view one_rule_once = "availability_rules_once";
Task<void> write_rule(Transaction& transaction, const domain::Rule& rule);

}  // namespace salon::storage
