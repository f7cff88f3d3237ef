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
      failures_(chores.shared.metrics.counter(
          {.name = "salon_worker_failures_total", .help = "Turns of the worker that failed.", .labels = {"beat"}})),
      violations_(
          chores.shared.metrics
              .gauge({.name = "salon_invariant_violations", .help = "Invariants found violated by the last check."})
              .with({})),
      ended_(chores.loop.io()) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  add("expire", policy::expiry_interval, [this] { return expire(); });
  add("relay", policy::relay_interval, [this] { return relay(); });
  add("seal", policy::relay_interval, [this] { return seal(); });
  add("generate", seconds{1}, [this] { return generate(); });
  add("horizons", minutes{5}, [this] { return plan_horizons(); });
  add("prune", minutes{10}, [this] { return prune(); });
  add("check", policy::invariants_interval, [this] { return check(); });
}

void WorkerRounds::add(std::string name, std::chrono::milliseconds interval, Turn turn) {
  beats_.push_back(std::make_unique<Beat>(std::move(name), interval, std::move(turn)));
}

void WorkerRounds::start() {
  for (const auto& beat : beats_) {
    ++running_;
    chores_.loop.spawn(keep(*beat));
  }
}

void WorkerRounds::stop() {
  is_stopping_ = true;
  for (const auto& timer : timers_) timer->cancel();
}

Task<void> WorkerRounds::wait_for_all(std::chrono::milliseconds limit) {
  if (running_ == 0) co_return;
  auto waiting = platform::wait_for(ended_, limit);
  co_await waiting;
}

Task<void> WorkerRounds::end(std::chrono::milliseconds limit) {
  stop();
  auto patiently = wait_for_all(limit);
  co_await patiently;
  if (running_ == 0) co_return;
  platform::log(platform::Level::warning, "work that does not end is cut off", {{"beats", running_}});
  chores_.stores.pool.abandon();
  auto briefly = wait_for_all(last_word);
  co_await briefly;
}

Task<bool> WorkerRounds::turn_of(const Beat& beat) {
  std::string problem;
  try {
    auto turning = beat.turn();
    co_return co_await turning;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  failures_.with({beat.name}).add();
  platform::log(platform::Level::warning, "a turn of the worker failed", {{"beat", beat.name}, {"problem", problem}});
  co_return false;
}

Task<void> WorkerRounds::keep(const Beat& beat) {
  timers_.push_back(std::make_unique<boost::asio::steady_timer>(chores_.loop.io()));
  boost::asio::steady_timer& timer = *timers_.back();
  while (!is_stopping_) {
    auto turning = turn_of(beat);
    const bool has_more = co_await turning;
    if (has_more || is_stopping_) continue;
    auto pause = platform::wait_for(timer, beat.interval);
    co_await pause;
  }
  if (--running_ == 0) ended_.cancel();
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
  const auto is_leaving = [this] { return is_stopping_; };
  auto running = chores_.run_jobs.run(is_leaving);
  co_return co_await running;
}

Task<bool> WorkerRounds::plan_horizons() {
  auto running = chores_.hourly_generation.run();
  co_await running;
  co_return false;
}

Task<bool> WorkerRounds::prune() {
  const auto is_leaving = [this] { return is_stopping_; };
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
