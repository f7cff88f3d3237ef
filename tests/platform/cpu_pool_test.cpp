#include "platform/cpu_pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <latch>
#include <thread>

namespace salon::platform {
namespace {

void ignore_errors(std::exception_ptr) {}

struct Outcome {
  int done = 0;
  int refused = 0;
  int stopped = 0;
};

Task<void> hash_and_tell(CpuPool& pool, Loop& loop, std::function<void()> work, Outcome& outcome) {
  try {
    auto running = pool.run<void>(loop, std::move(work));
    co_await running;
    ++outcome.done;
  } catch (const CpuPoolFull&) {
    ++outcome.refused;
  } catch (const CpuPoolStopped&) {
    ++outcome.stopped;
  }
}

Task<std::thread::id> thread_after(CpuPool& pool, Loop& loop, std::thread::id& worker) {
  std::function<std::thread::id()> work = [] { return std::this_thread::get_id(); };
  auto running = pool.run<std::thread::id>(loop, std::move(work));
  worker = co_await running;
  co_return std::this_thread::get_id();
}

Task<std::string> text_from(CpuPool& pool, Loop& loop, std::function<std::string()> work) {
  auto running = pool.run<std::string>(loop, std::move(work));
  std::string text = co_await running;
  co_return text;
}

TEST(CpuPool, works_on_another_thread_and_goes_on_on_the_loops_own) {
  Loop loop(ignore_errors);
  CpuPool pool({.threads = 1, .most_waiting = 1});
  std::thread::id worker;
  EXPECT_EQ(run_on(loop, thread_after(pool, loop, worker)), std::this_thread::get_id());
  EXPECT_NE(worker, std::this_thread::get_id());
}

TEST(CpuPool, gives_back_what_the_work_made_or_threw) {
  Loop loop(ignore_errors);
  CpuPool pool({.threads = 2, .most_waiting = 1});
  EXPECT_EQ(run_on(loop, text_from(pool, loop, [] { return std::string(1000, 'x'); })), std::string(1000, 'x'));
  EXPECT_THROW(run_on(loop, text_from(pool, loop, []() -> std::string { throw std::domain_error("no"); })),
               std::domain_error);
}

TEST(CpuPool, what_finds_the_queue_full_is_told_so_and_the_rest_is_done) {
  Loop loop(ignore_errors);
  const auto work = boost::asio::make_work_guard(loop.io());
  Outcome outcome;
  std::latch gate(1);
  {
    CpuPool pool({.threads = 1, .most_waiting = 2});
    for (int i = 0; i < 5; ++i) loop.spawn(hash_and_tell(pool, loop, [&gate] { gate.wait(); }, outcome));
    while (outcome.refused < 2) loop.io().run_one();
    gate.count_down();
    while (outcome.done < 3) loop.io().run_one();
    // There is room again.
    loop.spawn(hash_and_tell(pool, loop, [] {}, outcome));
    while (outcome.done < 4) loop.io().run_one();
  }
  EXPECT_EQ(outcome.refused, 2);
  EXPECT_EQ(outcome.stopped, 0);
}

TEST(CpuPool, at_its_end_the_running_work_is_finished_and_the_waiting_told) {
  Loop loop(ignore_errors);
  const auto work = boost::asio::make_work_guard(loop.io());
  Outcome outcome;
  std::latch begun(1);
  std::latch gate(1);
  auto pool = std::make_unique<CpuPool>(CpuPool::Options{.threads = 1, .most_waiting = 5});
  loop.spawn(hash_and_tell(
      *pool, loop,
      [&] {
        begun.count_down();
        gate.wait();
      },
      outcome));
  for (int i = 0; i < 3; ++i) loop.spawn(hash_and_tell(*pool, loop, [] {}, outcome));
  for (int i = 0; i < 4; ++i) loop.io().run_one();
  begun.wait();
  std::thread opener([&] { gate.count_down(); });
  pool.reset();
  opener.join();
  while (outcome.done + outcome.stopped < 4) loop.io().run_one();
  EXPECT_GE(outcome.done, 1);
  EXPECT_EQ(outcome.refused, 0);
}

}  // namespace
}  // namespace salon::platform
