// ports::RuleStore on PostgreSQL. Rules of a location are decided under its lock, the one that generation holds too.
#pragma once

#include "ports/rule_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgRuleStore final : public ports::RuleStore {
 public:
  explicit PgRuleStore(Database& database) : database_(database) {}

  using Answered = domain::Result<domain::Answer>;
  using OnceRule = ports::Once<domain::Rule>;

  Task<std::vector<domain::Rule>> rules_of(domain::LocationId location) override;
  Task<std::optional<domain::Rule>> rule(domain::RuleId id) override;
  Task<Answered> add_rule(domain::Rule rule, OnceRule once) override;
  Task<Answered> change_rule(domain::RuleId id, ports::Change<domain::Rule> change, OnceRule once) override;
  Task<Answered> remove_rule(ports::AsSeen<domain::RuleId> rule, OnceRule once) override;

 private:
  Database& database_;
};

}  // namespace salon::storage
