// ports::AnalyticsStore on PostgreSQL.
#pragma once

#include "ports/analytics_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

class PgAnalyticsStore : public ports::AnalyticsStore {
 public:
  explicit PgAnalyticsStore(Database& database) : database_(database) {}

  Task<std::vector<domain::DayTally>> days(domain::LocationId location,
                                           std::vector<domain::Instant> midnights) override;
  Task<std::vector<domain::VariantFunnel>> funnel(domain::LocationId location, domain::DateSpan span,
                                                  domain::TimeRange made) override;
  Task<std::vector<domain::WeighedTime>> booked_times(domain::LocationId location, domain::TimeRange during) override;
  Task<void> add_shown(std::vector<ports::ShownCount> counts) override;

 private:
  Database& database_;
};

}  // namespace salon::storage
