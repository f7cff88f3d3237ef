#include "testing/memory_job_store.hpp"

#include <algorithm>

#include "domain/zone.hpp"
#include "testing/memory_once.hpp"

namespace salon::testing {

using domain::Instant;
using ports::Job;
using ports::JobState;

namespace {

// A worker that has said nothing for this long is taken for dead.
constexpr std::chrono::minutes silence_of_the_dead{1};

bool may_be_claimed(const KeptJob& kept, Instant now) {
  if (kept.job.state == JobState::waiting) return true;
  return kept.job.state == JobState::running && kept.heard_of_at && now - *kept.heard_of_at > silence_of_the_dead;
}

KeptJob* oldest_claimable(MemoryBrand& brand, Instant now) {
  KeptJob* oldest = nullptr;
  for (auto& [id, kept] : brand.jobs) {
    if (!may_be_claimed(kept, now)) continue;
    if (oldest == nullptr || kept.job.created_at < oldest->job.created_at) oldest = &kept;
  }
  return oldest;
}

// Only a job over the whole horizon stands for it.
bool covers_horizon(const ports::GenerateSlots& what, const domain::Location& location, Instant now) {
  const bool is_partial = what.dry_run || what.service_id || what.stylist_id;
  const domain::Date today = domain::Zone::find(location.timezone).value().date_of(now);
  return !is_partial && what.from <= today && what.to >= today + std::chrono::days{location.horizon_days - 1};
}

bool has_begun_since(const MemoryBrand& brand, const domain::Location& location, Instant since) {
  return std::ranges::any_of(brand.jobs, [&](const auto& entry) {
    const KeptJob& kept = entry.second;
    if (kept.job.what.location_id != location.id) return false;
    if (!covers_horizon(kept.job.what, location, brand.clock.now())) return false;
    const bool has_begun = kept.begun_at && *kept.begun_at >= since && kept.job.state != JobState::failed;
    return kept.job.state == JobState::waiting || has_begun;
  });
}

}  // namespace

auto MemoryJobStore::add(Job job, ports::Once<Job> once) -> Task<domain::Result<domain::Answer>> {
  co_return do_once(brand_, once, [this, &job, &once](Instant now) -> Decided<Job> {
    const auto location = brand_.locations.find(job.what.location_id);
    if (location == brand_.locations.end())
      return refused<Job>(domain::Refusal::not_found, "There is no such location.");
    Job added = job;
    added.created_at = now;
    return {added, [this, added, &once] {
              KeptJob kept;
              kept.job = added;
              brand_.jobs.insert_or_assign(added.id, std::move(kept));
              note_in_audit(brand_, once.by, {"job.added", added.what.location_id, "job", added.id.text(), "", ""});
            }};
  });
}

auto MemoryJobStore::find(domain::JobId id) -> Task<std::optional<Job>> {
  const auto found = brand_.jobs.find(id);
  if (found == brand_.jobs.end()) co_return std::nullopt;
  co_return found->second.job;
}

auto MemoryJobStore::claim() -> Task<std::optional<Job>> {
  const Instant now = brand_.clock.now();
  KeptJob* oldest = oldest_claimable(brand_, now);
  if (oldest == nullptr) co_return std::nullopt;
  oldest->job.state = JobState::running;
  if (!oldest->begun_at) oldest->begun_at = now;
  oldest->heard_of_at = now;
  co_return oldest->job;
}

auto MemoryJobStore::report(Job job) -> Task<void> {
  const auto found = brand_.jobs.find(job.id);
  if (found == brand_.jobs.end()) co_return;
  found->second.job = std::move(job);
  found->second.heard_of_at = brand_.clock.now();
}

auto MemoryJobStore::add_due_horizons(Instant since) -> Task<int> {
  std::vector<domain::LocationId> due;
  for (const auto& [id, location] : brand_.locations) {
    if (location.active && !has_begun_since(brand_, location, since)) due.push_back(id);
  }
  for (const domain::LocationId id : due) want_slots(brand_, id);
  co_return static_cast<int>(due.size());
}

}  // namespace salon::testing
