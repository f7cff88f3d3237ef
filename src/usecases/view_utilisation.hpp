// How full the hours of a salon's week are: by today's rules and people, since times that nobody booked are not kept.
#pragma once

#include "ports/analytics_store.hpp"
#include "ports/rule_store.hpp"
#include "usecases/analytics_reading.hpp"

namespace salon::usecases {

class ViewUtilisation {
 public:
  struct Ports {
    ports::AnalyticsStore& analytics;
    ports::CatalogStore& catalog;
    ports::RuleStore& rules;
  };
  explicit ViewUtilisation(Ports ports) : ports_(ports) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (?from, ?to).
  [[nodiscard]] Task<Result<std::vector<domain::HourCell>>> run(domain::Actor actor, AnalyticsQuery query);

 private:
  [[nodiscard]] Task<std::vector<domain::WeighedTime>> open_at(AnalyticsGround ground);

  Ports ports_;
};

}  // namespace salon::usecases
