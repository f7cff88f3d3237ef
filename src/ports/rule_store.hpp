// Availability rules. A change makes a rules.changed event, an audit row and a generation job in its transaction (D13,
// D16, D50).
#pragma once

#include "domain/rule.hpp"
#include "ports/catalog_store.hpp"
#include "ports/store.hpp"

namespace salon::ports {

class RuleStore {
 public:
  virtual ~RuleStore() = default;

  // By id.
  [[nodiscard]] virtual Task<std::vector<domain::Rule>> rules_of(domain::LocationId location) = 0;
  [[nodiscard]] virtual Task<std::optional<domain::Rule>> rule(domain::RuleId id) = 0;

  // RULE_OVERLAP naming the other rule, decided under the location's lock (D13; an exact duplicate too, D2).
  // NOT_FOUND for a stylist or service that is not of this location.
  [[nodiscard]] virtual Task<Result<Answer>> add_rule(domain::Rule rule, Once<domain::Rule> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> change_rule(domain::RuleId id, Change<domain::Rule> change,
                                                         Once<domain::Rule> once) = 0;
  [[nodiscard]] virtual Task<Result<Answer>> remove_rule(AsSeen<domain::RuleId> rule, Once<domain::Rule> once) = 0;
};

}  // namespace salon::ports
