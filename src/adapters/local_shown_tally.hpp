// Counts in this process what its lists show, on the way to the metrics.
#pragma once

#include <map>
#include <mutex>
#include <tuple>

#include "ports/funnel.hpp"
#include "ports/shown_tally.hpp"

namespace salon::adapters {

class LocalShownTally final : public ports::Funnel, public ports::ShownTally {
 public:
  explicit LocalShownTally(ports::Funnel& next) : next_(next) {}

  void exposed(Exposed what) override;
  void held(std::optional<domain::Variant> variant) override { next_.held(variant); }
  void confirmed(std::optional<domain::Variant> variant, domain::seconds since_hold) override {
    next_.confirmed(variant, since_hold);
  }
  void conflict(domain::Refusal why) override { next_.conflict(why); }

  std::vector<ports::ShownCount> take() override;
  void give_back(const std::vector<ports::ShownCount>& counts) override;

 private:
  using Place = std::tuple<domain::LocationId, domain::Date, domain::Variant>;
  void add(const ports::ShownCount& count);

  ports::Funnel& next_;
  std::mutex mutex_;
  std::map<Place, ports::ShownCount> counts_;
};

}  // namespace salon::adapters
