#include "testing/memory_job_store.hpp"

#include <algorithm>

#include "domain/policy.hpp"
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

// What has not failed, and was begun since then or is to be.
std::vector<ports::GenerateSlots> standing_since(const MemoryBrand& brand, domain::LocationId location, Instant since) {
  std::vector<ports::GenerateSlots> out;
  for (const auto& [id, kept] : brand.jobs) {
    const ports::GenerateSlots& what = kept.job.what;
    if (what.location_id != location || what.dry_run || what.service_id || what.stylist_id) continue;
    const bool has_begun = kept.begun_at && *kept.begun_at >= since && kept.job.state != JobState::failed;
    if (kept.job.state == JobState::waiting || has_begun) out.push_back(what);
  }
  return out;
}

// Each change of rules or catalogue has its own job, so days that one has reached within the day stay as they are: the
// hour's job goes on from there. One begun within the hour may have been for a horizon that ended a day earlier.
std::optional<ports::GenerateSlots> days_due(const MemoryBrand& brand, const domain::Location& location,
                                             Instant an_hour_ago) {
  const Instant now = brand.clock.now();
  ports::GenerateSlots due = horizon_of(location, now);
  std::optional<domain::Date> reached;
  for (const auto& what : standing_since(brand, location.id, now - domain::policy::whole_horizon_interval)) {
    if (what.from <= due.from) reached = std::max(reached.value_or(what.to), what.to);
  }
  if (!reached) return due;
  const bool had_its_turn =
      std::ranges::any_of(standing_since(brand, location.id, an_hour_ago), [&](const ports::GenerateSlots& what) {
        return what.from <= *reached + std::chrono::days{1} && what.to >= due.to - std::chrono::days{1};
      });
  if (had_its_turn) return std::nullopt;
  if (*reached >= due.from) due.from = std::min(*reached + std::chrono::days{1}, due.to);
  return due;
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
  int count = 0;
  for (const auto& [id, location] : brand_.locations) {
    const auto due = location.active ? days_due(brand_, location, since) : std::nullopt;
    if (!due) continue;
    want_days(brand_, *due);
    ++count;
  }
  co_return count;
}

}  // namespace salon::testing
