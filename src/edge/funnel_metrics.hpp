// The booking funnel as metrics (seed "Metrics & Tracing"): what was shown, held and confirmed, and what stood in the
// way.
#pragma once

#include <vector>

#include "platform/metrics.hpp"
#include "ports/funnel.hpp"

namespace salon::edge {

class FunnelMetrics final : public ports::Funnel {
 public:
  explicit FunnelMetrics(platform::Metrics& metrics);

  void exposed(Exposed what) override;
  void held(std::optional<domain::Variant> variant) override;
  void confirmed(std::optional<domain::Variant> variant, domain::seconds since_hold) override;
  void conflict(domain::Refusal why) override;

 private:
  // By variant: every slot list counts here.
  std::vector<platform::Histogram> exposed_slots_;
  std::vector<platform::Histogram> eligible_slots_;
  std::vector<platform::Counter> nothing_free_;
  platform::CounterFamily& holds_;
  platform::CounterFamily& confirmations_;
  platform::HistogramFamily& hold_to_confirm_;
  platform::CounterFamily& conflicts_;
};

}  // namespace salon::edge
