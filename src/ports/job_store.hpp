// Long work that can be left and returned to: slot generation (D16).
#pragma once

#include "domain/slot_expansion.hpp"
#include "ports/slot_store.hpp"
#include "ports/store.hpp"

namespace salon::ports {

enum class JobState : std::uint8_t { waiting, running, done, failed };
[[nodiscard]] inline std::string_view text_of(JobState state) {
  switch (state) {
    case JobState::waiting:
      return "waiting";
    case JobState::running:
      return "running";
    case JobState::done:
      return "done";
    case JobState::failed:
      return "failed";
  }
  return "";
}

struct Job {
  domain::JobId id;
  JobState state = JobState::waiting;
  int done = 0;   // days
  int total = 0;  // days
  GenerateSlots what;
  domain::GenerationReport result;
  std::string error;
  domain::Instant created_at;
};

class JobStore {
 public:
  virtual ~JobStore() = default;
  [[nodiscard]] virtual Task<Result<Answer>> add(Job job, Once<Job> once) = 0;
  [[nodiscard]] virtual Task<std::optional<Job>> find(domain::JobId id) = 0;
  // The oldest that waits, or that was running under a worker which has not been heard of for a minute; it is the
  // caller's now.
  [[nodiscard]] virtual Task<std::optional<Job>> claim() = 0;
  [[nodiscard]] virtual Task<void> report(Job job) = 0;
  // A job for every active location that has had none begun since `since`: over its horizon, or, where a job from today
  // on was begun within policy::whole_horizon_interval, over what that did not reach, the last day at least. How many.
  [[nodiscard]] virtual Task<int> add_due_horizons(domain::Instant since) = 0;
};

}  // namespace salon::ports
