// Waiting for Asio inside a Task: `auto op = asio_wait<error_code, size_t>(initiate); auto [ec, n] = co_await op;`
// where initiate is called with a completion handler. The operation resumes the coroutine on the I/O object's own
// executor. The handler points into the awaiting frame: an awaited operation must complete (cancel it and wait) before
// the frame goes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <coroutine>
#include <exception>
#include <functional>
#include <tuple>

#include "platform/task.hpp"

namespace salon::platform {

using boost::system::error_code;

template <class Initiate, class... Results>
class AsioWait {
 public:
  explicit AsioWait(Initiate initiate) : initiate_(std::move(initiate)) {}
  AsioWait(const AsioWait&) = delete;
  AsioWait& operator=(const AsioWait&) = delete;

  bool await_ready() const noexcept { return false; }
  void await_suspend(std::coroutine_handle<> waiter) {
    initiate_([this, waiter](Results... results) {
      results_ = std::tuple<Results...>(std::move(results)...);
      waiter.resume();
    });
  }
  auto await_resume() {
    if constexpr (sizeof...(Results) == 1) {
      return std::get<0>(std::move(results_));
    } else {
      return std::move(results_);
    }
  }

 private:
  Initiate initiate_;
  std::tuple<Results...> results_;
};

template <class... Results, class Initiate>
auto asio_wait(Initiate initiate) {
  return AsioWait<Initiate, Results...>(std::move(initiate));
}

// One thread's event loop. Everything that belongs to a loop is used from that loop's thread only.
class Loop {
 public:
  explicit Loop(std::function<void(std::exception_ptr)> on_error) : on_error_(std::move(on_error)) {}

  [[nodiscard]] boost::asio::io_context& io() { return io_; }
  // Starts at the loop's next turn.
  void spawn(Task<void> task);
  // Runs until stop().
  void run();
  void stop() { io_.stop(); }

 private:
  boost::asio::io_context io_{1};
  std::function<void(std::exception_ptr)> on_error_;
};

// False when the wait was cut short (the timer cancelled).
Task<bool> wait_for(boost::asio::steady_timer& timer, std::chrono::steady_clock::duration length);
Task<void> sleep_for(boost::asio::io_context& io, std::chrono::steady_clock::duration length);

// Runs a task on a fresh loop until it ends: for commands and tests.
template <class T>
T run_on(Loop& loop, Task<T> task) {
  std::exception_ptr error;
  if constexpr (std::is_void_v<T>) {
    bool done = false;
    detail::run_detached(std::move(task), [&](std::exception_ptr e) {
      error = e;
      done = true;
      loop.stop();
    });
    if (!done) {
      loop.io().restart();
      loop.run();
    }
    if (error) std::rethrow_exception(error);
  } else {
    std::optional<T> result;
    detail::run_detached(std::move(task), [&](std::exception_ptr e, std::optional<T> value) {
      error = e;
      result = std::move(value);
      loop.stop();
    });
    if (!result && !error) {
      loop.io().restart();
      loop.run();
    }
    if (error) std::rethrow_exception(error);
    return std::move(*result);
  }
}

}  // namespace salon::platform
