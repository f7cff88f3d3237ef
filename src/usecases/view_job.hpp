// How far a long generation is, and what came of it.
#pragma once

#include "ports/job_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

class ViewJob {
 public:
  explicit ViewJob(ports::JobStore& jobs) : jobs_(jobs) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (also: another location's).
  [[nodiscard]] Task<Result<ports::Job>> run(domain::Actor actor, domain::JobId id);

 private:
  ports::JobStore& jobs_;
};

}  // namespace salon::usecases
