// What is done again and again on one loop, each thing on its own beat; whatever fails is logged, counted and tried
// again at the next.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/asio_task.hpp"
#include "platform/metrics.hpp"

namespace salon::apps {

class Beats {
 public:
  // True: there may be more to do at once.
  using Turn = std::function<platform::Task<bool>()>;

  // `failures` by beat.
  Beats(platform::Loop& loop, platform::CounterFamily& failures);

  void add(std::string name, std::chrono::milliseconds interval, Turn turn);
  // All of them, each until the end of its turn after stop().
  void start();
  void stop();
  [[nodiscard]] bool is_stopping() const { return is_stopping_; }
  [[nodiscard]] int running() const { return running_; }
  platform::Task<void> wait_for_all(std::chrono::milliseconds limit);

 private:
  struct Beat {
    std::string name;
    std::chrono::milliseconds interval;
    Turn turn;
  };
  platform::Task<void> keep(const Beat& beat);
  platform::Task<bool> turn_of(const Beat& beat);

  platform::Loop& loop_;
  platform::CounterFamily& failures_;
  std::vector<std::unique_ptr<Beat>> beats_;
  std::vector<std::unique_ptr<boost::asio::steady_timer>> timers_;
  boost::asio::steady_timer ended_;
  bool is_stopping_ = false;
  int running_ = 0;
};

}  // namespace salon::apps
