// Availability rules in memory; the rules about rules are those of ports/rule_store.hpp.
#pragma once

#include "domain/time.hpp"
#include "ports/rule_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryRuleStore final : public ports::RuleStore {
 public:
  template <class T>
  using Task = ports::Task<T>;
  using Answered = domain::Result<domain::Answer>;
  using OnceRule = ports::Once<domain::Rule>;

  explicit MemoryRuleStore(MemoryBrand& brand) : brand_(brand) {}

  Task<std::vector<domain::Rule>> rules_of(domain::LocationId location) override;
  Task<std::optional<domain::Rule>> rule(domain::RuleId id) override;
  Task<Answered> add_rule(domain::Rule rule, OnceRule once) override;
  Task<Answered> change_rule(domain::RuleId id, ports::Change<domain::Rule> change, OnceRule once) override;
  Task<Answered> remove_rule(ports::AsSeen<domain::RuleId> rule, OnceRule once) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
