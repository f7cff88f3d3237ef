#include "apps/salon/worker_rounds.hpp"

#include "domain/policy.hpp"
#include "platform/log.hpp"

namespace salon::apps {

using platform::Task;
namespace policy = domain::policy;

namespace {

// For a COMMIT that was sent, and for what was cut off to notice.
constexpr std::chrono::milliseconds last_word{1000};

}  // namespace

WorkerRounds::WorkerRounds(Chores& chores)
    : chores_(chores),
      beats_(chores.loop, chores.shared.metrics.counter({.name = "salon_worker_failures_total",
                                                         .help = "Turns of the worker that failed.",
                                                         .labels = {"beat"}})),
      violations_(
          chores.shared.metrics
              .gauge({.name = "salon_invariant_violations", .help = "Invariants found violated by the last check."})
              .with({})) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  beats_.add("expire", policy::expiry_interval, [this] { return expire(); });
  beats_.add("relay", policy::relay_interval, [this] { return relay(); });
  beats_.add("seal", policy::relay_interval, [this] { return seal(); });
  beats_.add("generate", seconds{1}, [this] { return generate(); });
  beats_.add("horizons", minutes{5}, [this] { return plan_horizons(); });
  beats_.add("prune", minutes{10}, [this] { return prune(); });
  beats_.add("check", policy::invariants_interval, [this] { return check(); });
}

Task<void> WorkerRounds::end(std::chrono::milliseconds limit) {
  stop();
  auto patiently = beats_.wait_for_all(limit);
  co_await patiently;
  if (beats_.running() == 0) co_return;
  platform::log(platform::Level::warning, "work that does not end is cut off", {{"beats", beats_.running()}});
  chores_.stores.pool.abandon();
  auto briefly = beats_.wait_for_all(last_word);
  co_await briefly;
}

Task<bool> WorkerRounds::expire() {
  auto running = chores_.expire_holds.run();
  const int expired = co_await running;
  co_return expired >= policy::expiry_batch;
}

Task<bool> WorkerRounds::relay() {
  auto running = chores_.relay_events.run();
  const int published = co_await running;
  co_return published >= policy::relay_batch;
}

Task<bool> WorkerRounds::seal() {
  auto running = chores_.seal_events.run();
  const int sealed = co_await running;
  co_return sealed >= policy::relay_batch;
}

Task<bool> WorkerRounds::generate() {
  const auto is_leaving = [this] { return beats_.is_stopping(); };
  auto running = chores_.run_jobs.run(is_leaving);
  co_return co_await running;
}

Task<bool> WorkerRounds::plan_horizons() {
  auto running = chores_.hourly_generation.run();
  co_await running;
  co_return false;
}

Task<bool> WorkerRounds::prune() {
  const auto is_leaving = [this] { return beats_.is_stopping(); };
  auto running = chores_.prune.run(is_leaving);
  co_await running;
  co_return false;
}

Task<bool> WorkerRounds::check() {
  auto running = chores_.check_invariants.run();
  const std::vector<ports::Violation> found = co_await running;
  violations_.set(static_cast<double>(found.size()));
  for (const ports::Violation& violation : found) {
    platform::log(platform::Level::error, "an invariant is violated",
                  {{"invariant", violation.invariant}, {"detail", violation.detail}});
  }
  co_return false;
}

}  // namespace salon::apps
