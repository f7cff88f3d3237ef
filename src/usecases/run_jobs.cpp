#include "usecases/run_jobs.hpp"

#include <algorithm>

namespace salon::usecases {
namespace {

using std::chrono::days;

// A week for each transaction: the location's lock is held for moments only, and a fallen worker loses a week of work
// at most.
constexpr int chunk_days = 7;

ports::GenerateSlots next_chunk(const ports::Job& job) {
  ports::GenerateSlots chunk = job.what;
  chunk.from = job.what.from + days{job.done};
  chunk.to = std::min(job.what.to, chunk.from + days{chunk_days - 1});
  return chunk;
}

}  // namespace

platform::Task<bool> RunJobs::run(std::function<bool()> is_leaving) {
  auto claimed = co_await jobs_.claim();
  if (!claimed) co_return false;
  ports::Job job = *std::move(claimed);
  job.state = ports::JobState::running;
  job.total = static_cast<int>((job.what.to - job.what.from).count()) + 1;
  const ports::Requester by{.subject = "system", .role = domain::Role::admin, .request_id = "job-" + job.id.text()};
  while (job.done < job.total) {
    const ports::GenerateSlots chunk = next_chunk(job);
    const auto report = co_await slots_.generate(chunk, by);
    if (!report) {
      job.state = ports::JobState::failed;
      job.error = report.error().detail;
      co_await jobs_.report(job);
      co_return true;
    }
    job.result.add(*report);
    job.done += static_cast<int>((chunk.to - chunk.from).count()) + 1;
    if (job.done == job.total) break;
    if (is_leaving()) job.state = ports::JobState::waiting;
    co_await jobs_.report(job);
    if (job.state == ports::JobState::waiting) co_return true;
  }
  job.state = ports::JobState::done;
  co_await jobs_.report(job);
  co_return true;
}

}  // namespace salon::usecases
