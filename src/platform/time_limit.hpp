// How long whoever awaits something waits for it, known to everything that is awaited below, however deep: the time of
// a request, for one. What waits for the outside asks for the limit and gives up at it. A task that runs on its own has
// none, until it enters one.
#pragma once

#include <algorithm>
#include <chrono>
#include <coroutine>

#include "platform/deadline.hpp"
#include "platform/task.hpp"

namespace salon::platform {

class TimeLimit {
 public:
  using Clock = std::chrono::steady_clock;

  explicit TimeLimit(Clock::duration length) : due_(from_now(length)) {}
  TimeLimit(const TimeLimit&) = delete;
  TimeLimit& operator=(const TimeLimit&) = delete;

  [[nodiscard]] Clock::time_point due() const { return due_; }
  [[nodiscard]] Clock::duration left() const { return due_ - from_now({}); }
  [[nodiscard]] bool is_over() const { return left() <= Clock::duration::zero(); }
  // For what may take longer than usual: everybody who waits for it waits that long too.
  void extend(Clock::duration length) {
    due_ = std::max(due_, from_now(length));
    if (outer_) outer_->extend(length);
  }

 private:
  friend class EnterLimit;
  Clock::time_point due_;
  TimeLimit* outer_ = nullptr;
};

// From here on in this coroutine, and below; never later than the limit that was there before. It must live as long as
// the coroutine.
class EnterLimit {
 public:
  explicit EnterLimit(TimeLimit& limit) : limit_(limit) {}
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> self) noexcept {
    limit_.outer_ = self.promise().limit;
    if (limit_.outer_) limit_.due_ = std::min(limit_.due_, limit_.outer_->due_);
    self.promise().limit = &limit_;
    return false;
  }
  void await_resume() const noexcept {}

 private:
  TimeLimit& limit_;
};
[[nodiscard]] inline EnterLimit enter(TimeLimit& limit) { return EnterLimit(limit); }

// The limit that holds where this is awaited; null: none.
class CurrentLimit {
 public:
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  bool await_suspend(std::coroutine_handle<Promise> self) noexcept {
    limit_ = self.promise().limit;
    return false;
  }
  TimeLimit* await_resume() const noexcept { return limit_; }

 private:
  TimeLimit* limit_ = nullptr;
};
[[nodiscard]] inline CurrentLimit current_limit() { return {}; }

// For a wait of that length at most.
[[nodiscard]] inline TimeLimit::Clock::time_point due_within(const TimeLimit* limit, TimeLimit::Clock::duration most) {
  const auto due = from_now(most);
  return limit ? std::min(due, limit->due()) : due;
}
[[nodiscard]] inline TimeLimit::Clock::duration at_most(const TimeLimit* limit, TimeLimit::Clock::duration most) {
  return limit ? std::min(most, limit->left()) : most;
}

}  // namespace salon::platform
