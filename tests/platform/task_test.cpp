#include "platform/task.hpp"

#include <gtest/gtest.h>

#include "platform/asio_task.hpp"

namespace salon::platform {
namespace {

Task<int> three() { co_return 3; }
Task<int> add(int a) {
  auto more = three();
  const int b = co_await more;
  co_return a + b;
}
Task<std::string> fails() {
  throw std::runtime_error("no chair");
  co_return "";
}
Task<int> sum_many(int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    auto next = add(i);
    sum += co_await next;
  }
  co_return sum;
}
Task<int> after_a_while(boost::asio::io_context& io) {
  auto pause = sleep_for(io, std::chrono::milliseconds(1));
  co_await pause;
  co_return 7;
}
Task<void> count_up(int& counter) {
  ++counter;
  co_return;
}

TEST(Task, gives_its_value_to_who_awaits_it) { EXPECT_EQ(run_ready(add(4)), 7); }

TEST(Task, a_long_chain_of_ready_tasks_needs_no_deep_stack) { EXPECT_EQ(run_ready(sum_many(10'000)), 50'025'000); }

TEST(Task, what_it_throws_reaches_who_awaits_it) { EXPECT_THROW(run_ready(fails()), std::runtime_error); }

TEST(Task, one_that_waits_is_not_taken_for_ready) {
  Loop loop([](std::exception_ptr) {});
  EXPECT_EQ(run_on(loop, after_a_while(loop.io())), 7);
}

TEST(Loop, a_spawned_task_runs_on_the_loop_and_its_error_is_reported) {
  int counter = 0;
  int errors = 0;
  Loop loop([&](std::exception_ptr) { ++errors; });
  loop.spawn(count_up(counter));
  run_on(loop, sleep_for(loop.io(), std::chrono::milliseconds(1)));
  EXPECT_EQ(counter, 1);
  EXPECT_EQ(errors, 0);
}

}  // namespace
}  // namespace salon::platform
