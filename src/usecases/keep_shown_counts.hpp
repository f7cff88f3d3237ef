// What was shown since the last time goes to where it is kept. Behind everybody's back: no list waits for it.
#pragma once

#include "ports/analytics_store.hpp"
#include "ports/shown_tally.hpp"

namespace salon::usecases {

class KeepShownCounts {
 public:
  KeepShownCounts(ports::ShownTally& tally, ports::AnalyticsStore& analytics) : tally_(tally), analytics_(analytics) {}

  // What cannot be kept now is kept the next time; Unavailable.
  [[nodiscard]] ports::Task<void> run();

 private:
  ports::ShownTally& tally_;
  ports::AnalyticsStore& analytics_;
};

}  // namespace salon::usecases
