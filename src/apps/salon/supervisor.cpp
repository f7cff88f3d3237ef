#include "apps/salon/supervisor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>

namespace salon::apps {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds look_again{50};
constexpr milliseconds first_pause{100};
constexpr milliseconds longest_pause{4000};
constexpr milliseconds steady_after{10'000};  // one that ran this long gets a short pause again
static_assert(longest_pause < std::chrono::seconds(10), "a dead server is to be back within ten seconds");

bool is_readable(int file) {
  pollfd wait{.fd = file, .events = POLLIN, .revents = 0};
  return ::poll(&wait, 1, 0) > 0;
}

}  // namespace

Supervisor::~Supervisor() { stop(); }

std::expected<void, StartFailure> Supervisor::start(Service service, milliseconds at_most) {
  if (auto cleared = service.clear_away(); !cleared) return std::unexpected(StartFailure{.sentence = cleared.error()});
  auto process = ChildProcess::start(service.command());
  if (!process) return std::unexpected(StartFailure{.sentence = process.error()});
  const auto begin = Clock::now();
  running_.push_back(
      Running{.service = std::move(service), .process = std::move(*process), .started = begin, .pause = first_pause});
  Running& running = running_.back();
  while (!running.service.is_ready(running.process)) {
    const bool has_ended = running.process.wait(look_again, stop_file_).has_value();
    const std::string& name = running.service.name;
    if (has_ended)
      return std::unexpected(
          StartFailure{.sentence = fmt::format("{} does not start: {}", name, running.service.why())});
    if (is_readable(stop_file_)) return std::unexpected(StartFailure{.sentence = "Stopped.", .is_interrupted = true});
    if (Clock::now() - begin > at_most) {
      return std::unexpected(StartFailure{.sentence = fmt::format("{} is not ready after {} s: {}", name,
                                                                  at_most.count() / 1000, running.service.why())});
    }
  }
  return {};
}

void Supervisor::watch() {
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  // Signals to stop are for the main thread.
  sigset_t all;
  sigset_t before;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, &before);
  watcher_ = std::thread([this] { run_watch(); });
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void Supervisor::run_watch() {
  while (!is_stopping_) {
    std::vector<pollfd> waits{{.fd = wake_, .events = POLLIN, .revents = 0}};
    for (const Running& running : running_)
      waits.push_back({.fd = running.process.file(), .events = POLLIN, .revents = 0});
    ::poll(waits.data(), waits.size(), static_cast<int>(longest_pause.count()));
    for (Running& running : running_) {
      if (!is_stopping_ && running.process.ended()) restart(running);
    }
  }
  end_all();
}

void Supervisor::restart(Running& running) {
  if (Clock::now() - running.started > steady_after) running.pause = first_pause;
  say_(fmt::format("{} ended ({}) and is started again", running.service.name, running.service.why()));
  sleep(running.pause);
  running.pause = std::min(2 * running.pause, longest_pause);
  if (is_stopping_) return;
  running.started = Clock::now();
  if (auto cleared = running.service.clear_away(); !cleared) return say_(cleared.error());
  auto process = ChildProcess::start(running.service.command());
  if (!process) return say_(fmt::format("{} does not start: {}", running.service.name, process.error()));
  running.process = std::move(*process);
}

void Supervisor::sleep(milliseconds length) {
  pollfd wait{.fd = wake_, .events = POLLIN, .revents = 0};
  ::poll(&wait, 1, static_cast<int>(length.count()));
}

void Supervisor::signal_all(std::size_t step) {
  for (Running& running : running_) {
    const auto& signals = running.service.stop_signals;
    if (!running.process.ended()) running.process.signal(step < signals.size() ? signals[step] : SIGKILL);
  }
}

// Whether all did, each within its patience from now on.
bool Supervisor::all_end() {
  const auto begin = Clock::now();
  bool has_all = true;
  for (Running& running : running_) {
    const auto left = std::chrono::ceil<milliseconds>(begin + running.service.stop_patience - Clock::now());
    has_all = running.process.wait(std::max(left, milliseconds(0))).has_value() && has_all;
  }
  return has_all;
}

// A stop has little time, and the slowest must not be waited for once for each that hangs.
void Supervisor::end_all() {
  std::size_t steps = 0;
  for (const Running& running : running_) steps = std::max(steps, running.service.stop_signals.size());
  for (std::size_t step = 0; step <= steps; ++step) {
    signal_all(step);
    if (all_end()) break;
  }
  running_.clear();
}

// The watching thread does it when there is one: it started some of them, and nobody else may touch the list meanwhile.
void Supervisor::stop() {
  if (!watcher_.joinable()) return end_all();
  is_stopping_ = true;
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
  watcher_.join();
  ::close(wake_);
}

}  // namespace salon::apps
