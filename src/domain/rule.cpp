#include "domain/rule.hpp"

#include <algorithm>
#include <tuple>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

using std::chrono::days;

constexpr int minutes_of_a_day = 24 * 60;

void find(std::vector<FieldProblem>& problems, bool is_wrong, const char* pointer, std::string detail) {
  if (is_wrong) problems.push_back({pointer, std::move(detail)});
}

std::string between(int least, int most) {
  return "must be between " + std::to_string(least) + " and " + std::to_string(most);
}

void check_days(const Rule& rule, std::vector<FieldProblem>& problems) {
  const bool is_weekly = rule.kind == RuleKind::weekly;
  find(problems, is_weekly && !rule.days_of_week, "/days_of_week", "a weekly rule needs its weekdays");
  find(problems, rule.days_of_week && rule.days_of_week->bits == 0, "/days_of_week", "name at least one weekday");
  find(problems, rule.days_of_week && rule.days_of_week->bits > Weekdays::all().bits, "/days_of_week",
       "weekdays are 1 (Monday) to 7 (Sunday)");
  find(problems, !is_weekly && !rule.valid_from, "/valid_from", "a rule of this kind needs its first day");
  find(problems, rule.kind == RuleKind::date_range && !rule.valid_to, "/valid_to", "a date range needs its last day");
  find(problems, rule.valid_from && rule.valid_to && *rule.valid_to < *rule.valid_from, "/valid_to",
       "must not be before valid_from");
}

void check_times(const Rule& rule, std::vector<FieldProblem>& problems) {
  const bool starts_in_the_day = rule.start_time >= start_of_day && rule.start_time < end_of_day;
  const bool ends_in_the_day = rule.end_time >= start_of_day && rule.end_time <= end_of_day;
  const bool ends_on_a_known_day = rule.end_day_offset == 0 || rule.end_day_offset == 1;
  find(problems, !starts_in_the_day, "/start_time", "must be between 00:00 and 23:59");
  find(problems, !ends_in_the_day, "/end_time", "must be between 00:00 and 24:00");
  find(problems, !ends_on_a_known_day, "/end_day_offset", "must be 0 or, for a window that ends the next day, 1");
  find(problems, rule.end_day_offset == 0 && starts_in_the_day && rule.end_time <= rule.start_time, "/end_time",
       "must be after start_time, unless end_day_offset is 1");
}

void check_slots(const Rule& rule, std::vector<FieldProblem>& problems) {
  find(problems, rule.slot_capacity < 1 || rule.slot_capacity > policy::largest_capacity, "/slot_capacity",
       between(1, policy::largest_capacity));
  find(problems,
       rule.slot_granularity_minutes < policy::shortest_granularity ||
           rule.slot_granularity_minutes > policy::longest_granularity,
       "/slot_granularity_minutes", between(policy::shortest_granularity, policy::longest_granularity));
}

// Does a day exist on which `one` begins a window while `other` begins one `later` days after it?
bool both_begin(const Rule& one, const Rule& other, days later) {
  auto first = one.valid_from;
  if (other.valid_from && (!first || *other.valid_from - later > *first)) first = *other.valid_from - later;
  auto last = one.last_day();
  if (const auto end = other.last_day(); end && (!last || *end - later < *last)) last = *end - later;
  // Seven days in a row hold every weekday, so more need not be looked at.
  constexpr days week_but_one{6};
  const Date begin = first ? *first : (last ? *last - week_but_one : Date{});
  const Date end = last ? std::min(*last, begin + week_but_one) : begin + week_but_one;
  for (Date day = begin; day <= end; day += days{1}) {
    if (one.has_weekday_of(day) && other.has_weekday_of(day + later)) return true;
  }
  return false;
}

// By the wall: the window of a day that `one` begins meets the window that `other` begins `later` days after.
bool times_meet(const Rule& one, const Rule& other, days later) {
  const auto shift = static_cast<int>(later.count()) * minutes_of_a_day;
  const int one_end = one.end_time.minute_of_day + one.end_day_offset * minutes_of_a_day;
  const int other_start = other.start_time.minute_of_day + shift;
  const int other_end = other.end_time.minute_of_day + other.end_day_offset * minutes_of_a_day + shift;
  return one.start_time.minute_of_day < other_end && other_start < one_end;
}

auto target_of(const Rule& rule) { return std::tie(rule.location_id, rule.stylist_id, rule.service_id, rule.kind); }

}  // namespace

std::string_view text_of(RuleKind kind) {
  switch (kind) {
    case RuleKind::weekly:
      return "WEEKLY";
    case RuleKind::date_range:
      return "DATE_RANGE";
    case RuleKind::exception:
      return "EXCEPTION";
  }
  return "";
}

std::optional<RuleKind> parse_rule_kind(std::string_view text) {
  for (const RuleKind kind : {RuleKind::weekly, RuleKind::date_range, RuleKind::exception}) {
    if (text == text_of(kind)) return kind;
  }
  return std::nullopt;
}

std::vector<int> Weekdays::list() const {
  std::vector<int> out;
  for (int day = 1; day <= 7; ++day) {
    if (has(day)) out.push_back(day);
  }
  return out;
}

RuleScope Rule::scope() const {
  if (stylist_id) return service_id ? RuleScope::stylist_and_service : RuleScope::stylist;
  return service_id ? RuleScope::service : RuleScope::location;
}

std::optional<Date> Rule::last_day() const {
  if (kind == RuleKind::exception && !valid_to) return valid_from;
  return valid_to;
}

bool Rule::in_force_on(Date date) const {
  const auto last = last_day();
  return (!valid_from || *valid_from <= date) && (!last || date <= *last);
}

bool Rule::has_weekday_of(Date date) const { return !days_of_week || days_of_week->has(iso_weekday(date)); }

bool Rule::applies_to(ServiceId service, std::optional<StylistId> stylist) const {
  return (!service_id || *service_id == service) && (!stylist_id || stylist_id == stylist);
}

Result<Rule> check_rule(Rule rule) {
  std::vector<FieldProblem> problems;
  check_days(rule, problems);
  check_times(rule, problems);
  check_slots(rule, problems);
  if (!problems.empty()) {
    Refused refused(Refusal::validation_failed, problems.front().detail);
    refused.fields = std::move(problems);
    return std::unexpected(std::move(refused));
  }
  rule.valid_to = rule.last_day();
  return rule;
}

bool overlap(const Rule& one, const Rule& other) {
  if (one.is_closed || other.is_closed || target_of(one) != target_of(other)) return false;
  // A window lasts less than 48 hours, so it can meet only windows that begin the day before, the same day or the day
  // after.
  for (const days later : {days{-1}, days{0}, days{1}}) {
    if (times_meet(one, other, later) && both_begin(one, other, later)) return true;
  }
  return false;
}

bool is_duplicate(const Rule& one, const Rule& other) {
  const auto columns = [](const Rule& rule) {
    return std::tuple(target_of(rule), rule.days_of_week, rule.start_time, rule.end_time, rule.end_day_offset,
                      rule.valid_from, rule.last_day(), rule.is_closed);
  };
  return columns(one) == columns(other);
}

Result<void> check_beside(const Rule& rule, std::span<const Rule> others) {
  for (const Rule& other : others) {
    if (other.id == rule.id) continue;
    if (overlap(rule, other) || is_duplicate(rule, other)) {
      return refuse(Refusal::rule_overlap, "This rule overlaps the rule " + other.id.text() + ".");
    }
  }
  return {};
}

Result<std::vector<Rule>> rules_after(const RuleProposal& proposal, std::vector<Rule> rules) {
  std::erase_if(rules, [&proposal](const Rule& rule) { return rule.id == proposal.instead_of; });
  if (!proposal.rule) return rules;
  if (auto free = check_beside(*proposal.rule, rules); !free) return std::unexpected(std::move(free.error()));
  rules.push_back(*proposal.rule);
  std::ranges::sort(rules, {}, &Rule::id);
  return rules;
}

}  // namespace salon::domain
