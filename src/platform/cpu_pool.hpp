// A bounded pool of threads for work that would stop a loop (password hashing). The caller waits on its loop and goes
// on there. End the pool before the loops that use it.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>

#include "platform/asio_task.hpp"

namespace salon::platform {

// Too much waits already: the caller should say "try again later".
class CpuPoolFull : public std::runtime_error {
 public:
  CpuPoolFull() : std::runtime_error("the pool for heavy work is full") {}
};

// The pool ended before the work began.
class CpuPoolStopped : public std::runtime_error {
 public:
  CpuPoolStopped() : std::runtime_error("the pool for heavy work has ended") {}
};

class CpuPool {
 public:
  struct Options {
    std::size_t threads = 1;
    std::size_t most_waiting = 64;  // beyond those being worked on
  };
  explicit CpuPool(Options options);
  // Finishes what runs; what waits ends with CpuPoolStopped.
  ~CpuPool();
  CpuPool(const CpuPool&) = delete;
  CpuPool& operator=(const CpuPool&) = delete;

  // Throws CpuPoolFull, CpuPoolStopped, and what the work throws. The work owns what it uses: it runs on another
  // thread.
  template <class T>
  Task<T> run(Loop& loop, std::function<T()> work) {
    std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> result;
    Job job{.loop = &loop, .work = nullptr, .waiter = {}, .error = {}};
    job.work = [&] {
      if constexpr (std::is_void_v<T>) {
        work();
      } else {
        result.emplace(work());
      }
    };
    Wait waiting{*this, job};
    co_await waiting;
    if (job.error) std::rethrow_exception(job.error);
    if constexpr (!std::is_void_v<T>) co_return std::move(*result);
  }

 private:
  // Lives in the frame of the coroutine that waits for it.
  struct Job {
    Loop* loop;
    std::function<void()> work;
    std::coroutine_handle<> waiter;
    std::exception_ptr error;
  };
  struct Wait {
    CpuPool& pool;
    Job& job;

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> waiter) {
      job.waiter = waiter;
      pool.submit(job);
    }
    void await_resume() const noexcept {}
  };
  struct Threads;

  void submit(Job& job);
  static void finish(Job& job);

  std::unique_ptr<Threads> threads_;
};

}  // namespace salon::platform
