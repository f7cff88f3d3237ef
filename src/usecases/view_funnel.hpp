// What viewers did with the times that they were shown, by variant of the exposure.
#pragma once

#include "ports/analytics_store.hpp"
#include "usecases/analytics_reading.hpp"

namespace salon::usecases {

class ViewFunnel {
 public:
  ViewFunnel(ports::AnalyticsStore& analytics, ports::CatalogStore& catalog)
      : analytics_(analytics), catalog_(catalog) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, VALIDATION_FAILED (?from, ?to).
  [[nodiscard]] Task<Result<std::vector<domain::VariantFunnel>>> run(domain::Actor actor, AnalyticsQuery query);

 private:
  ports::AnalyticsStore& analytics_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
