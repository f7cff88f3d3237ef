#include "testing/memory_rule_store.hpp"

#include <tuple>

#include "testing/memory_change.hpp"

namespace salon::testing {

using domain::Answer;
using domain::Refusal;
using domain::Result;
using domain::Rule;
using domain::RuleId;

namespace {

Result<void> check_speaks_of(const MemoryBrand& brand, const Rule& rule) {
  if (!brand.locations.contains(rule.location_id))
    return domain::refuse(Refusal::not_found, "There is no such location.");
  if (rule.stylist_id) {
    const auto stylist = brand.stylists.find(*rule.stylist_id);
    const bool is_here = stylist != brand.stylists.end() && stylist->second.works_at(rule.location_id);
    if (!is_here) return domain::refuse(Refusal::not_found, "There is no such stylist here.");
  }
  if (rule.service_id) {
    const auto service = brand.services.find(*rule.service_id);
    const bool is_here = service != brand.services.end() && service->second.location_id == rule.location_id;
    if (!is_here) return domain::refuse(Refusal::not_found, "There is no such service here.");
  }
  return {};
}

Result<void> check_rule_row(const MemoryBrand& brand, const Rule& rule) {
  if (auto known = check_speaks_of(brand, rule); !known) return known;
  std::vector<Rule> others;
  for (const auto& [id, other] : brand.rules) others.push_back(other);
  return domain::check_beside(rule, others);
}

bool is_same_rule(const Rule& one, const Rule& other) {
  const auto columns = [](const Rule& rule) {
    return std::tie(rule.location_id, rule.stylist_id, rule.service_id, rule.kind, rule.days_of_week, rule.start_time,
                    rule.end_time, rule.end_day_offset, rule.slot_capacity, rule.slot_granularity_minutes,
                    rule.valid_from, rule.valid_to, rule.is_closed);
  };
  return columns(one) == columns(other);
}

std::string state_of(const Rule* rule) {
  if (rule == nullptr) return "";
  return "{\"version\":" + std::to_string(rule->version) + ",\"start_time\":\"" + rule->start_time.text() +
         "\",\"end_time\":\"" + rule->end_time.text() + "\"}";
}

void announce(MemoryBrand& brand, const ports::Requester& by, const Rule* before, const Rule* after) {
  const Rule& rule = after != nullptr ? *after : *before;
  const std::string id = rule.id.text();
  add_event(brand, {domain::EventType::rules_changed, rule.location_id, rule.version, "{\"rule_id\":\"" + id + "\"}"});
  std::string action = before == nullptr ? "rule.added" : after == nullptr ? "rule.removed" : "rule.changed";
  note_in_audit(brand, by, {std::move(action), rule.location_id, "rule", id, state_of(before), state_of(after)});
  want_slots(brand, rule.location_id);
}

Result<Answer> add_now(MemoryBrand& brand, const Rule& rule, const ports::Once<Rule>& once) {
  return do_once(brand, once, [&](domain::Instant) -> Decided<Rule> {
    if (auto allowed = check_rule_row(brand, rule); !allowed) return refused<Rule>(std::move(allowed.error()));
    return {rule, [&brand, rule, by = once.by] {
              brand.rules.insert_or_assign(rule.id, rule);
              announce(brand, by, nullptr, &rule);
            }};
  });
}

Result<Answer> change_now(MemoryBrand& brand, RuleId id, const ports::Change<Rule>& change,
                          const ports::Once<Rule>& once) {
  return do_once(brand, once, [&](domain::Instant) {
    const auto check = [&brand](const Rule& rule) { return check_rule_row(brand, rule); };
    const auto write = [&brand, by = once.by](const Rule& before, const Rule& after) {
      brand.rules.insert_or_assign(after.id, after);
      announce(brand, by, &before, &after);
    };
    return decide_change(brand.rules, id, change.if_version, change.edit, is_same_rule, check, write);
  });
}

Result<Answer> remove_now(MemoryBrand& brand, const ports::AsSeen<RuleId>& seen, const ports::Once<Rule>& once) {
  return do_once(brand, once, [&](domain::Instant) -> Decided<Rule> {
    const auto found = brand.rules.find(seen.id);
    if (found == brand.rules.end()) return refused<Rule>(Refusal::not_found, "There is no such rule.");
    const Rule before = found->second;
    auto current = seen.if_version.check(before.version);
    if (!current) return refused<Rule>(std::move(current.error()));
    return {before, [&brand, before, by = once.by] {
              brand.rules.erase(before.id);
              announce(brand, by, &before, nullptr);
            }};
  });
}

}  // namespace

auto MemoryRuleStore::rules_of(domain::LocationId location) -> Task<std::vector<Rule>> {
  std::vector<Rule> rules;
  for (const auto& [id, rule] : brand_.rules) {
    if (rule.location_id == location) rules.push_back(rule);
  }
  co_return std::move(rules);
}

auto MemoryRuleStore::rule(RuleId id) -> Task<std::optional<Rule>> {
  const auto found = brand_.rules.find(id);
  if (found == brand_.rules.end()) co_return std::nullopt;
  co_return found->second;
}

auto MemoryRuleStore::add_rule(Rule rule, OnceRule once) -> Task<Answered> { co_return add_now(brand_, rule, once); }

auto MemoryRuleStore::change_rule(RuleId id, ports::Change<Rule> change, OnceRule once) -> Task<Answered> {
  co_return change_now(brand_, id, change, once);
}

auto MemoryRuleStore::remove_rule(ports::AsSeen<RuleId> rule, OnceRule once) -> Task<Answered> {
  co_return remove_now(brand_, rule, once);
}

}  // namespace salon::testing
