// What a serving process does by itself, on one of its loops: keeps the counts of what its lists showed, and looks who
// may frame the booking page.
#pragma once

#include "apps/salon/assembly.hpp"
#include "apps/salon/beats.hpp"
#include "ports/brand_store.hpp"

namespace salon::apps {

class ServingRounds {
 public:
  ServingRounds(Assembly& assembly, ports::BrandSource& brands);

  void start() { beats_.start(); }
  // What was shown until now is kept, if that is done within `limit`.
  platform::Task<void> end(std::chrono::milliseconds limit);

 private:
  platform::Task<bool> keep_counts();
  platform::Task<bool> look_at_brand();

  Assembly& assembly_;
  ports::BrandSource& brands_;
  Beats beats_;
};

}  // namespace salon::apps
