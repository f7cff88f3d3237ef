#include "usecases/manage_rules.hpp"

#include <limits>

#include "usecases/field_reader.hpp"
#include "usecases/lists.hpp"
#include "usecases/staff_scope.hpp"

namespace salon::usecases {
namespace {

using domain::Action;
using domain::Refused;
using domain::Rule;

std::unexpected<Refused> no_such_rule() { return domain::refuse(domain::Refusal::not_found, "There is no such rule."); }

void read_days(FieldReader& reader, const std::optional<std::vector<std::int64_t>>& given, Rule& rule) {
  rule.days_of_week.reset();
  if (!given) return;
  domain::Weekdays days;
  for (const std::int64_t day : *given) {
    if (day < 1 || day > 7) return reader.problem("/days_of_week", "weekdays are 1 (Monday) to 7 (Sunday)");
    days.add(static_cast<int>(day));
  }
  rule.days_of_week = days;
}

void read_date(FieldReader& reader, const std::optional<std::optional<std::string>>& given, std::string_view pointer,
               std::optional<domain::Date>& into) {
  if (!given) return;
  into.reset();
  domain::Date date;
  if (!*given) return;
  reader.parsed(*given, pointer, domain::parse_date, date);
  into = date;
}

// What domain::check_rule judges is only made to fit its type here.
FieldReader::Number any_number(std::string_view pointer) {
  return {pointer, -1, std::numeric_limits<std::int16_t>::max()};
}

Result<Rule> read(FieldReader reader, const RuleFields& fields, Rule rule) {
  reader.parsed(fields.rule_kind, "/rule_kind", domain::parse_rule_kind, rule.kind);
  reader.parsed(fields.start_time, "/start_time", domain::WallTime::parse, rule.start_time);
  reader.parsed(fields.end_time, "/end_time", domain::WallTime::parse, rule.end_time);
  reader.number(fields.end_day_offset, any_number("/end_day_offset"), rule.end_day_offset);
  reader.number(fields.slot_capacity, any_number("/slot_capacity"), rule.slot_capacity);
  reader.number(fields.slot_granularity_minutes, any_number("/slot_granularity_minutes"),
                rule.slot_granularity_minutes);
  if (fields.days_of_week) read_days(reader, *fields.days_of_week, rule);
  read_date(reader, fields.valid_from, "/valid_from", rule.valid_from);
  read_date(reader, fields.valid_to, "/valid_to", rule.valid_to);
  rule.stylist_id = fields.stylist_id.value_or(rule.stylist_id);
  rule.service_id = fields.service_id.value_or(rule.service_id);
  rule.is_closed = fields.is_closed.value_or(rule.is_closed);
  if (auto verdict = reader.verdict(); !verdict) return std::unexpected(std::move(verdict.error()));
  return domain::check_rule(std::move(rule));
}

}  // namespace

Result<Rule> new_rule(const RuleFields& fields, domain::RuleId id) {
  FieldReader reader;
  if (!fields.location_id) reader.problem("/location_id", "is needed");
  if (!fields.rule_kind) reader.problem("/rule_kind", "is needed");
  if (!fields.start_time) reader.problem("/start_time", "is needed");
  if (!fields.end_time) reader.problem("/end_time", "is needed");
  Rule rule;
  rule.id = id;
  rule.location_id = fields.location_id.value_or(domain::LocationId{});
  return read(std::move(reader), fields, std::move(rule));
}

Result<Rule> apply(const RuleFields& fields, Rule rule) {
  FieldReader reader;
  const bool moves = fields.location_id && *fields.location_id != rule.location_id;
  if (moves) reader.problem("/location_id", "a rule stays at its location");
  return read(std::move(reader), fields, std::move(rule));
}

Task<Result<ports::Page<Rule>>> ManageRules::list(domain::Actor actor, RulesQuery query) {
  const auto scope = scope_of(actor, Action::manage_rules, query.location_id);
  if (!scope) co_return std::unexpected(scope.error());
  const auto places = co_await locations_in(catalog_, *scope);
  std::vector<Rule> all;
  for (const domain::LocationId id : places) {
    auto rules = co_await rules_.rules_of(id);
    for (Rule& rule : rules) {
      const bool is_of_stylist = !query.stylist_id || rule.stylist_id == query.stylist_id;
      const bool is_of_service = !query.service_id || rule.service_id == query.service_id;
      if (is_of_stylist && is_of_service) all.push_back(std::move(rule));
    }
  }
  co_return page_by_id(std::move(all), query.page);
}

Task<Result<Rule>> ManageRules::view(domain::Actor actor, domain::RuleId id) {
  if (auto allowed = domain::check_access(actor, Action::manage_rules); !allowed)
    co_return std::unexpected(allowed.error());
  auto rule = co_await rules_.rule(id);
  if (!rule) co_return no_such_rule();
  auto here = domain::check_access(actor, Action::manage_rules, rule->location_id);
  if (!here) co_return std::unexpected(std::move(here.error()));
  co_return *std::move(rule);
}

Task<Result<Answer>> ManageRules::add(domain::Actor actor, RuleFields fields, Ask ask, Render<Rule> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_rules); !allowed)
    co_return std::unexpected(allowed.error());
  if (fields.location_id) {
    auto here = domain::check_access(actor, Action::manage_rules, fields.location_id);
    if (!here) co_return std::unexpected(std::move(here.error()));
  }
  auto rule = new_rule(fields, ids_.next_id<domain::RuleId>());
  if (!rule) co_return std::unexpected(std::move(rule.error()));
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await rules_.add_rule(*rule, std::move(request));
  co_return answer;
}

// A rule that is gone is left to the store: it may have a reply remembered for this very request.
Task<Result<Answer>> ManageRules::change(domain::Actor actor, Patch patch, Ask ask, Render<Rule> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_rules); !allowed)
    co_return std::unexpected(allowed.error());
  const auto rule = co_await rules_.rule(patch.id);
  if (rule) {
    auto here = domain::check_access(actor, Action::manage_rules, rule->location_id);
    if (!here) co_return std::unexpected(std::move(here.error()));
  }
  ports::Change<Rule> change;
  change.if_version = patch.if_version;
  change.edit = [fields = std::move(patch.fields)](const Rule& before) { return apply(fields, before); };
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await rules_.change_rule(patch.id, std::move(change), std::move(request));
  co_return answer;
}

Task<Result<Answer>> ManageRules::remove(domain::Actor actor, ports::AsSeen<domain::RuleId> what, Ask ask,
                                         Render<Rule> render) {
  if (auto allowed = domain::check_access(actor, Action::manage_rules); !allowed)
    co_return std::unexpected(allowed.error());
  const auto rule = co_await rules_.rule(what.id);
  if (rule) {
    auto here = domain::check_access(actor, Action::manage_rules, rule->location_id);
    if (!here) co_return std::unexpected(std::move(here.error()));
  }
  auto request = once(actor, std::move(ask), std::move(render));
  auto answer = co_await rules_.remove_rule(std::move(what), std::move(request));
  co_return answer;
}

}  // namespace salon::usecases
