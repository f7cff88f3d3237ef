// What the dashboard asks, in memory; the rules are those of ports/analytics_store.hpp.
#pragma once

#include "ports/analytics_store.hpp"
#include "testing/memory_brand.hpp"

namespace salon::testing {

class MemoryAnalyticsStore final : public ports::AnalyticsStore {
 public:
  template <class T>
  using Task = ports::Task<T>;

  explicit MemoryAnalyticsStore(MemoryBrand& brand) : brand_(brand) {}

  Task<std::vector<domain::DayTally>> days(domain::LocationId location,
                                           std::vector<domain::Instant> midnights) override;
  Task<std::vector<domain::VariantFunnel>> funnel(domain::LocationId location, domain::DateSpan span,
                                                  domain::TimeRange made) override;
  Task<std::vector<domain::WeighedTime>> booked_times(domain::LocationId location, domain::TimeRange during) override;
  Task<void> add_shown(std::vector<ports::ShownCount> counts) override;

 private:
  MemoryBrand& brand_;
};

}  // namespace salon::testing
