// Keeps programs running below this one: started in order, started again whenever one dies, stopped all at once.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "apps/salon/child_process.hpp"

namespace salon::apps {

using Say = std::function<void(std::string_view)>;

// Why something did not start. Interrupted: the user asked to stop meanwhile, which is no fault.
struct StartFailure {
  std::string sentence;
  bool is_interrupted = false;
};

struct Service {
  std::string name;  // "PostgreSQL"
  std::function<ChildCommand()> command;
  std::function<std::expected<void, std::string>()> clear_away;  // before every start: what a killed one left behind
  std::function<bool(const ChildProcess&)> is_ready;
  std::function<std::string()> why;         // the last words of one that ended by itself
  std::vector<int> stop_signals;            // one after the other, then a kill
  std::chrono::milliseconds stop_patience;  // for each of them
};

class Supervisor {
 public:
  // `stop_file` becomes readable when the user wants to stop; -1: never.
  Supervisor(Say say, int stop_file) : say_(std::move(say)), stop_file_(stop_file) {}
  // Stops what runs.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Returns once it is ready. Call it on a thread that lives as long as the programs shall: they end with it.
  [[nodiscard]] std::expected<void, StartFailure> start(Service service, std::chrono::milliseconds at_most);
  // From now on a thread starts again what dies, soon at first, later every few seconds.
  void watch();
  void stop();

 private:
  struct Running {
    Service service;
    ChildProcess process;
    std::chrono::steady_clock::time_point started;
    std::chrono::milliseconds pause;
  };
  void run_watch();
  void restart(Running& running);
  void sleep(std::chrono::milliseconds length);
  void signal_all(std::size_t step);
  bool all_end();
  void end_all();

  Say say_;
  int stop_file_;
  std::deque<Running> running_;
  std::thread watcher_;
  int wake_ = -1;
  std::atomic<bool> is_stopping_ = false;
};

}  // namespace salon::apps
