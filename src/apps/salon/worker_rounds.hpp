// What the worker does by itself, each on its own beat: expire holds, relay and seal events, generate slots, prune,
// check invariants. Any number of replicas; whatever fails is logged and tried again at the next beat.
#pragma once

#include "apps/salon/assembly.hpp"

namespace salon::apps {

class WorkerRounds {
 public:
  explicit WorkerRounds(Chores& chores);

  // Starts all beats on the chores' loop; they end after stop(), each at the end of its turn.
  void start();
  void stop();
  // Waits for the end, cuts off what has not ended after `limit`, and waits for that; a COMMIT that was sent is never
  // cut off.
  platform::Task<void> end(std::chrono::milliseconds limit);

 private:
  // True: there may be more to do at once.
  using Turn = std::function<platform::Task<bool>()>;
  struct Beat {
    std::string name;
    std::chrono::milliseconds interval;
    Turn turn;
  };
  void add(std::string name, std::chrono::milliseconds interval, Turn turn);
  platform::Task<void> keep(const Beat& beat);
  platform::Task<void> wait_for_all(std::chrono::milliseconds limit);
  platform::Task<bool> turn_of(const Beat& beat);

  platform::Task<bool> expire();
  platform::Task<bool> relay();
  platform::Task<bool> seal();
  platform::Task<bool> generate();
  platform::Task<bool> plan_horizons();
  platform::Task<bool> prune();
  platform::Task<bool> check();

  Chores& chores_;
  platform::CounterFamily& failures_;
  platform::Gauge violations_;
  std::vector<std::unique_ptr<Beat>> beats_;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> timers_;
  boost::asio::steady_timer ended_;
  bool is_stopping_ = false;
  int running_ = 0;
};

}  // namespace salon::apps
