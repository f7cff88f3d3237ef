#include "apps/salon/supervisor.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <ranges>

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

void Supervisor::end(Running& running) {
  for (const int signal : running.service.stop_signals) {
    running.process.signal(signal);
    if (running.process.wait(running.service.stop_patience)) return;
  }
  running.process.signal(SIGKILL);
  running.process.wait(running.service.stop_patience);
}

void Supervisor::end_all() {
  for (Running& running : std::views::reverse(running_)) end(running);
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
