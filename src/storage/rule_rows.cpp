#include "storage/rule_rows.hpp"

#include <tuple>

namespace salon::storage {

using domain::Rule;

namespace {

constexpr Statement rules_statement{"SELECT " SALON_RULE_COLUMNS
                                    " FROM availability_rules r WHERE r.location_id = $1 ORDER BY r.id"};
constexpr Statement rule_statement{"SELECT " SALON_RULE_COLUMNS " FROM availability_rules r WHERE r.id = $1"};

constexpr Statement write_statement{R"sql(
  INSERT INTO availability_rules (id, location_id, stylist_id, service_id, rule_kind, days_of_week, start_time, end_time, end_day_offset,
                                  slot_capacity, slot_granularity_minutes, valid_from, valid_to, is_closed, version)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
  ON CONFLICT (id) DO UPDATE SET location_id = EXCLUDED.location_id, stylist_id = EXCLUDED.stylist_id, service_id = EXCLUDED.service_id,
    rule_kind = EXCLUDED.rule_kind, days_of_week = EXCLUDED.days_of_week, start_time = EXCLUDED.start_time, end_time = EXCLUDED.end_time,
    end_day_offset = EXCLUDED.end_day_offset, slot_capacity = EXCLUDED.slot_capacity,
    slot_granularity_minutes = EXCLUDED.slot_granularity_minutes, valid_from = EXCLUDED.valid_from, valid_to = EXCLUDED.valid_to,
    is_closed = EXCLUDED.is_closed, version = EXCLUDED.version
)sql"};

std::optional<std::vector<int>> weekday_numbers(const std::optional<domain::Weekdays>& days) {
  return days ? std::optional(days->list()) : std::nullopt;
}

std::optional<domain::Weekdays> weekdays_of(const std::optional<std::vector<int>>& numbers) {
  if (!numbers) return std::nullopt;
  domain::Weekdays days;
  for (const int day : *numbers) days.add(day);
  return days;
}

}  // namespace

Rule read_rule(RowReader& row) {
  Rule rule;
  rule.id = row.get<domain::RuleId>();
  rule.location_id = row.get<domain::LocationId>();
  rule.stylist_id = row.get<std::optional<domain::StylistId>>();
  rule.service_id = row.get<std::optional<domain::ServiceId>>();
  rule.kind = domain::parse_rule_kind(row.get<std::string>()).value();
  rule.days_of_week = weekdays_of(row.get<std::optional<std::vector<int>>>());
  rule.start_time = row.get<domain::WallTime>();
  rule.end_time = row.get<domain::WallTime>();
  rule.end_day_offset = row.get<int>();
  rule.slot_capacity = row.get<int>();
  rule.slot_granularity_minutes = row.get<int>();
  rule.valid_from = row.get<std::optional<domain::Date>>();
  rule.valid_to = row.get<std::optional<domain::Date>>();
  rule.is_closed = row.get<bool>();
  rule.version = row.get<std::int64_t>();
  return rule;
}

bool is_same_rule(const Rule& one, const Rule& other) {
  const auto columns = [](const Rule& rule) {
    return std::tie(rule.location_id, rule.stylist_id, rule.service_id, rule.kind, rule.days_of_week, rule.start_time,
                    rule.end_time, rule.end_day_offset, rule.slot_capacity, rule.slot_granularity_minutes,
                    rule.valid_from, rule.valid_to, rule.is_closed);
  };
  return columns(one) == columns(other);
}

Task<std::vector<Rule>> rules_in(Transaction& transaction, domain::LocationId location) {
  const Params params = Params::of(location);
  auto reading = transaction.run(rules_statement, params);
  const Rows rows = co_await reading;
  co_return rows.map(read_rule);
}

Task<std::optional<Rule>> find_rule(Transaction& transaction, domain::RuleId id) {
  const Params params = Params::of(id);
  auto reading = transaction.run(rule_statement, params);
  const Rows rows = co_await reading;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  co_return read_rule(row);
}

Task<void> write_rule(Transaction& transaction, const Rule& rule) {
  const Params params = Params::of(
      rule.id, rule.location_id, rule.stylist_id, rule.service_id, domain::text_of(rule.kind),
      weekday_numbers(rule.days_of_week), rule.start_time, rule.end_time, rule.end_day_offset, rule.slot_capacity,
      rule.slot_granularity_minutes, rule.valid_from, rule.valid_to, rule.is_closed, rule.version);
  auto writing = transaction.run(write_statement, params);
  co_await writing;
}

}  // namespace salon::storage
