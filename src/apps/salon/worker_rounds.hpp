// What the worker does by itself, each on its own beat: expire holds, relay and seal events, generate slots, prune,
// check invariants. Any number of replicas; whatever fails is logged and tried again at the next beat.
#pragma once

#include "apps/salon/assembly.hpp"
#include "apps/salon/beats.hpp"

namespace salon::apps {

class WorkerRounds {
 public:
  explicit WorkerRounds(Chores& chores);

  // Starts all beats on the chores' loop; they end after stop(), each at the end of its turn.
  void start() { beats_.start(); }
  void stop() { beats_.stop(); }
  // Waits for the end, cuts off what has not ended after `limit`, and waits for that; a COMMIT that was sent is never
  // cut off.
  platform::Task<void> end(std::chrono::milliseconds limit);

 private:
  platform::Task<bool> expire();
  platform::Task<bool> relay();
  platform::Task<bool> seal();
  platform::Task<bool> generate();
  platform::Task<bool> plan_horizons();
  platform::Task<bool> prune();
  platform::Task<bool> check();

  Chores& chores_;
  Beats beats_;
  platform::Gauge violations_;
};

}  // namespace salon::apps
