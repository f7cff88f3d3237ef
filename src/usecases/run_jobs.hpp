// The worker does one waiting generation: a week of days for each transaction, telling how far it is, so that another
// worker can go on where this one fell (D16).
#pragma once

#include "ports/job_store.hpp"
#include "ports/slot_store.hpp"

namespace salon::usecases {

class RunJobs {
 public:
  RunJobs(ports::JobStore& jobs, ports::SlotStore& slots) : jobs_(jobs), slots_(slots) {}

  // Whether there was one.
  [[nodiscard]] platform::Task<bool> run();

 private:
  ports::JobStore& jobs_;
  ports::SlotStore& slots_;
};

}  // namespace salon::usecases
