// A lazy coroutine: nothing runs until it is awaited or spawned, and it resumes its awaiter when it ends. No executor,
// no Asio: whoever completes the innermost wait decides where things go on, so the same code runs on a loop or in a
// simulation. Frames are destroyed by the awaiting Task object; a spawned one destroys itself.
#pragma once

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace salon::platform {

template <class T>
class Task;
class TimeLimit;  // time_limit.hpp

namespace detail {

struct TaskPromiseBase {
  TimeLimit* limit = nullptr;  // the awaiter's
  std::coroutine_handle<> awaiter = std::noop_coroutine();
  std::exception_ptr error;

  struct Final {
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) const noexcept {
      return self.promise().awaiter;
    }
    void await_resume() const noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& result) {
    value.emplace(std::forward<U>(result));
  }
  T take() {
    if (error) std::rethrow_exception(error);
    return std::move(*value);
  }
};

template <>
struct TaskPromise<void> : TaskPromiseBase {
  Task<void> get_return_object();
  void return_void() noexcept {}
  void take() {
    if (error) std::rethrow_exception(error);
  }
};

}  // namespace detail

template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = detail::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> awaiter) noexcept {
    if constexpr (std::is_base_of_v<detail::TaskPromiseBase, Promise>)
      handle_.promise().limit = awaiter.promise().limit;
    handle_.promise().awaiter = awaiter;
    return handle_;
  }
  T await_resume() { return handle_.promise().take(); }

 private:
  Handle handle_;
};

namespace detail {
template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}
inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}

// Starts at once and frees itself at its end.
struct Spawned {
  struct promise_type {
    Spawned get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept { std::terminate(); }
  };
};

template <class T, class Done>
Spawned run_detached(Task<T> task, Done done) {
  if constexpr (std::is_void_v<T>) {
    std::exception_ptr error;
    try {
      co_await task;
    } catch (...) {
      error = std::current_exception();
    }
    done(error);
  } else {
    std::exception_ptr error;
    std::optional<T> value;
    try {
      value.emplace(co_await task);
    } catch (...) {
      error = std::current_exception();
    }
    done(error, std::move(value));
  }
}
}  // namespace detail

// Runs on its own; `on_error` gets what escaped it, if anything did. The task must own what it uses.
inline void spawn(Task<void> task, std::function<void(std::exception_ptr)> on_error) {
  detail::run_detached(std::move(task), [on_error = std::move(on_error)](std::exception_ptr error) {
    if (error && on_error) on_error(error);
  });
}

// For tasks that never really wait (memory stores, tests, simulations). Throws std::logic_error if it did wait.
template <class T>
T run_ready(Task<T> task) {
  bool done = false;
  std::exception_ptr error;
  if constexpr (std::is_void_v<T>) {
    detail::run_detached(std::move(task), [&](std::exception_ptr e) {
      done = true;
      error = e;
    });
    if (!done) throw std::logic_error("the task is still waiting");
    if (error) std::rethrow_exception(error);
  } else {
    std::optional<T> result;
    detail::run_detached(std::move(task), [&](std::exception_ptr e, std::optional<T> value) {
      done = true;
      error = e;
      result = std::move(value);
    });
    if (!done) throw std::logic_error("the task is still waiting");
    if (error) std::rethrow_exception(error);
    return std::move(*result);
  }
}

}  // namespace salon::platform
