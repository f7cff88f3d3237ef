#include "usecases/generate_slots.hpp"

#include "domain/policy.hpp"
#include "usecases/answered_before.hpp"

namespace salon::usecases {
namespace {

using domain::Refused;
using std::chrono::days;

// As far ahead as the furthest horizon, and a year back for nothing: what has started is never touched.
constexpr int longest_generation_days = domain::policy::longest_horizon_days + 1;

int days_of(const ports::GenerateSlots& what) { return static_cast<int>((what.to - what.from).count()) + 1; }

Result<void> check_days(const ports::GenerateSlots& what) {
  if (what.from > what.to) return std::unexpected(Refused::field("/from", "must not be after to"));
  if (days_of(what) <= longest_generation_days) return {};
  const std::string most = std::to_string(longest_generation_days);
  return std::unexpected(Refused::field("/to", "at most " + most + " days can be generated at once"));
}

bool waits(const GenerateRequest& request) {
  return request.respond_async || days_of(request.what) > domain::policy::longest_inline_generation_days;
}

// What only would be is told at once or not at all: when a job comes to it, other rules may be in force.
Result<std::optional<domain::RuleProposal>> read_proposal(GenerateRequest request, domain::RuleId id) {
  if (!request.rule && !request.instead_of) return std::nullopt;
  const std::string pointer = request.rule ? "/rule" : "/instead_of";
  if (!request.what.dry_run || waits(request)) {
    const std::string most = std::to_string(domain::policy::longest_inline_generation_days);
    return std::unexpected(Refused::field(pointer, "is for a dry run of at most " + most + " days"));
  }
  domain::RuleProposal proposal{.rule = {}, .instead_of = request.instead_of};
  if (!request.rule) return proposal;
  const domain::LocationId here = request.what.location_id;
  if (request.rule->location_id.value_or(here) != here) {
    return std::unexpected(Refused::field("/rule/location_id", "must be the location that is generated"));
  }
  request.rule->location_id = here;
  auto rule = new_rule(*request.rule, request.instead_of.value_or(id));
  if (!rule) return std::unexpected(std::move(rule.error()).within("/rule"));
  proposal.rule = *std::move(rule);
  return proposal;
}

Render<ports::Job> as_accepted(Render<Generated> render) {
  return [render = std::move(render)](const Result<ports::Job>& job) {
    if (!job) return render(std::unexpected(job.error()));
    return render(Generated{*job});
  };
}

Render<domain::GenerationReport> as_done(Render<Generated> render) {
  return [render = std::move(render)](const Result<domain::GenerationReport>& report) {
    if (!report) return render(std::unexpected(report.error()));
    return render(Generated{*report});
  };
}

}  // namespace

// A job is refused before it waits, not when a worker comes to it.
Task<Result<void>> GenerateSlots::check_exists(ports::GenerateSlots what) {
  const auto location = co_await ports_.catalog.location(what.location_id);
  bool exists = location.has_value();
  if (what.service_id) {
    const auto service = co_await ports_.catalog.service(*what.service_id);
    exists = exists && service && service->location_id == what.location_id;
  }
  if (what.stylist_id) {
    const auto stylist = co_await ports_.catalog.stylist(*what.stylist_id);
    exists = exists && stylist && stylist->works_at(what.location_id);
  }
  if (!exists) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon, service or stylist.");
  co_return Result<void>{};
}

Task<Result<Answer>> GenerateSlots::run(domain::Actor actor, GenerateRequest request, Ask ask,
                                        Render<Generated> render) {
  auto key = ask.key;
  auto trying = attempt(std::move(actor), request, std::move(ask), std::move(render));
  return unless_answered_before(ports_.bookings, std::move(key), std::move(trying));
}

Task<Result<Answer>> GenerateSlots::attempt(domain::Actor actor, GenerateRequest request, Ask ask,
                                            Render<Generated> render) {
  auto allowed = domain::check_access(actor, domain::Action::manage_rules, request.what.location_id);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  if (auto range = check_days(request.what); !range) co_return std::unexpected(std::move(range.error()));
  auto proposal = read_proposal(request, ports_.ids.next_id<domain::RuleId>());
  if (!proposal) co_return std::unexpected(std::move(proposal.error()));
  request.what.proposal = *std::move(proposal);
  auto exists = co_await check_exists(request.what);
  if (!exists) co_return std::unexpected(std::move(exists.error()));

  if (!waits(request)) {
    auto done = once(actor, std::move(ask), as_done(std::move(render)));
    auto generating = ports_.slots.generate_once(request.what, std::move(done));
    co_return co_await generating;
  }
  ports::Job job;
  job.id = ports_.ids.next_id<domain::JobId>();
  job.what = request.what;
  job.total = days_of(request.what);
  job.created_at = co_await ports_.bookings.now();
  auto accepted = once(actor, std::move(ask), as_accepted(std::move(render)));
  auto adding = ports_.jobs.add(std::move(job), std::move(accepted));
  co_return co_await adding;
}

}  // namespace salon::usecases
