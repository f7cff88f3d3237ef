// The worker does one waiting generation: a week of days for each transaction, telling how far it is, so that another
// worker can go on where this one fell or left (D16).
#pragma once

#include <functional>

#include "ports/job_store.hpp"
#include "ports/slot_store.hpp"

namespace salon::usecases {

class RunJobs {
 public:
  RunJobs(ports::JobStore& jobs, ports::SlotStore& slots) : jobs_(jobs), slots_(slots) {}

  // Whether there was one. `is_leaving` is asked between weeks; who leaves gives the job back to the next worker.
  [[nodiscard]] platform::Task<bool> run(std::function<bool()> is_leaving = [] { return false; });

 private:
  ports::JobStore& jobs_;
  ports::SlotStore& slots_;
};

}  // namespace salon::usecases
