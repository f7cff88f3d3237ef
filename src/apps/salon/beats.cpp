#include "apps/salon/beats.hpp"

#include "platform/log.hpp"

namespace salon::apps {

using platform::Task;

Beats::Beats(platform::Loop& loop, platform::CounterFamily& failures)
    : loop_(loop), failures_(failures), ended_(loop.io()) {}

void Beats::add(std::string name, std::chrono::milliseconds interval, Turn turn) {
  beats_.push_back(std::make_unique<Beat>(std::move(name), interval, std::move(turn)));
}

void Beats::start() {
  for (const auto& beat : beats_) {
    ++running_;
    loop_.spawn(keep(*beat));
  }
}

void Beats::stop() {
  is_stopping_ = true;
  for (const auto& timer : timers_) timer->cancel();
}

Task<void> Beats::wait_for_all(std::chrono::milliseconds limit) {
  if (running_ == 0) co_return;
  auto waiting = platform::wait_for(ended_, limit);
  co_await waiting;
}

Task<bool> Beats::turn_of(const Beat& beat) {
  std::string problem;
  try {
    auto turning = beat.turn();
    co_return co_await turning;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  failures_.with({beat.name}).add();
  platform::log(platform::Level::warning, "a turn failed", {{"beat", beat.name}, {"problem", problem}});
  co_return false;
}

Task<void> Beats::keep(const Beat& beat) {
  timers_.push_back(std::make_unique<boost::asio::steady_timer>(loop_.io()));
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

}  // namespace salon::apps
