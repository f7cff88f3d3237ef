#include "usecases/view_job.hpp"

namespace salon::usecases {

Task<Result<ports::Job>> ViewJob::run(domain::Actor actor, domain::JobId id) {
  constexpr auto action = domain::Action::manage_rules;
  if (auto allowed = domain::check_access(actor, action); !allowed) co_return std::unexpected(allowed.error());
  auto job = co_await jobs_.find(id);
  if (!job) co_return domain::refuse(domain::Refusal::not_found, "There is no such job.");
  auto here = domain::check_access(actor, action, job->what.location_id);
  if (!here) co_return std::unexpected(std::move(here.error()));
  co_return *std::move(job);
}

}  // namespace salon::usecases
