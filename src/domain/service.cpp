#include "domain/service.hpp"

#include <algorithm>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

std::vector<Phase> phases_of(const Service& service) {
  if (service.phases.empty()) return {Phase{service.duration_minutes, true}};
  return service.phases;
}

// The one that a stylist's own duration stretches or shortens; none when nothing of the service keeps anybody busy.
Phase* last_active(std::vector<Phase>& phases) {
  const auto found = std::find_if(phases.rbegin(), phases.rend(), [](const Phase& phase) { return phase.active; });
  return found == phases.rend() ? nullptr : &*found;
}

void add_busy(std::vector<ActiveOffset>& stretches, int from, int to) {
  if (to <= from) return;
  if (!stretches.empty() && stretches.back().to >= from) {
    stretches.back().to = static_cast<std::int16_t>(to);
  } else {
    stretches.push_back({static_cast<std::int16_t>(from), static_cast<std::int16_t>(to)});
  }
}

void check_phases(const Service& service, std::vector<FieldProblem>& problems) {
  if (service.phases.empty()) return;
  if (service.phases.size() > most_phases) {
    problems.push_back({"/phases", "at most " + std::to_string(most_phases) + " phases"});
    return;
  }
  int sum = 0;
  bool keeps_busy = false;
  for (std::size_t i = 0; i < service.phases.size(); ++i) {
    const Phase& phase = service.phases[i];
    if (phase.minutes < 1 || phase.minutes > policy::longest_service_minutes) {
      problems.push_back({"/phases/" + std::to_string(i) + "/minutes",
                          "must be between 1 and " + std::to_string(policy::longest_service_minutes)});
      return;
    }
    sum += phase.minutes;
    keeps_busy = keeps_busy || phase.active;
  }
  if (sum != service.duration_minutes) problems.push_back({"/phases", "the phases must add up to duration_minutes"});
  if (service.requires_stylist && !keeps_busy) {
    problems.push_back({"/phases", "a service that needs a stylist needs an active phase"});
  }
}

void check_buffer(int buffer_minutes, const char* pointer, std::vector<FieldProblem>& problems) {
  if (buffer_minutes >= 0 && buffer_minutes <= policy::longest_buffer_minutes) return;
  problems.push_back({pointer, "must be between 0 and " + std::to_string(policy::longest_buffer_minutes)});
}

}  // namespace

bool own_duration_fits(const Service& service, int own_duration_minutes) {
  if (own_duration_minutes < 1 || own_duration_minutes > policy::longest_service_minutes) return false;
  auto phases = phases_of(service);
  const Phase* last = last_active(phases);
  if (last == nullptr) return own_duration_minutes == service.duration_minutes;
  return last->minutes + own_duration_minutes - service.duration_minutes >= 1;
}

int duration_with(const Service& service, std::optional<int> own_duration_minutes) {
  return own_duration_minutes && own_duration_fits(service, *own_duration_minutes) ? *own_duration_minutes
                                                                                   : service.duration_minutes;
}

std::vector<ActiveOffset> active_offsets(const Service& service, std::optional<int> own_duration_minutes) {
  const int duration = duration_with(service, own_duration_minutes);
  auto phases = phases_of(service);
  if (Phase* last = last_active(phases)) last->minutes += duration - service.duration_minutes;
  std::vector<ActiveOffset> stretches;
  add_busy(stretches, -service.buffer_before_minutes, 0);
  int at = 0;
  for (const Phase& phase : phases) {
    if (phase.active) add_busy(stretches, at, at + phase.minutes);
    at += phase.minutes;
  }
  add_busy(stretches, duration, duration + service.buffer_after_minutes);
  return stretches;
}

Result<void> check_service(const Service& service) {
  std::vector<FieldProblem> problems;
  if (service.duration_minutes < 1 || service.duration_minutes > policy::longest_service_minutes) {
    problems.push_back(
        {"/duration_minutes", "must be between 1 and " + std::to_string(policy::longest_service_minutes)});
  }
  check_phases(service, problems);
  check_buffer(service.buffer_before_minutes, "/buffer_before_minutes", problems);
  check_buffer(service.buffer_after_minutes, "/buffer_after_minutes", problems);
  if (service.price_minor < 0) problems.push_back({"/price_minor", "must not be negative"});
  if (problems.empty()) return {};
  Refused refused(Refusal::validation_failed, problems.front().detail);
  refused.fields = std::move(problems);
  return std::unexpected(std::move(refused));
}

}  // namespace salon::domain
