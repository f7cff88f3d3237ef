#include "platform/deadline.hpp"

#include <gtest/gtest.h>

#include <boost/asio/steady_timer.hpp>

namespace salon::platform {
namespace {

using std::chrono::milliseconds;

TEST(Deadline, calls_once_when_it_is_over) {
  boost::asio::io_context io;
  int calls = 0;
  Deadline deadline(io, [&] { ++calls; });
  deadline.set(milliseconds(1));
  EXPECT_FALSE(deadline.is_expired());
  io.run();
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(deadline.is_expired());
}

TEST(Deadline, moved_earlier_it_is_over_earlier) {
  boost::asio::io_context io;
  int calls = 0;
  Deadline deadline(io, [&] { ++calls; });
  deadline.set(std::chrono::hours(1));
  deadline.set(milliseconds(1));
  io.run();
  EXPECT_EQ(calls, 1);
}

TEST(Deadline, moved_later_it_waits_for_the_later_one) {
  boost::asio::io_context io;
  int calls = 0;
  Deadline deadline(io, [&] { ++calls; });
  deadline.set(milliseconds(1));
  deadline.set(std::chrono::hours(1));
  io.run_one();  // the timer fires, finds that it is too early, and is set again
  EXPECT_EQ(calls, 0);
  EXPECT_EQ(io.poll(), 0U);
}

TEST(Deadline, a_cleared_one_calls_nobody) {
  boost::asio::io_context io;
  int calls = 0;
  Deadline deadline(io, [&] { ++calls; });
  deadline.set(milliseconds(1));
  deadline.clear();
  io.run();
  EXPECT_EQ(calls, 0);
}

TEST(Deadline, its_owner_may_go_first) {
  boost::asio::io_context io;
  int calls = 0;
  {
    Deadline deadline(io, [&] { ++calls; });
    deadline.set(milliseconds(0));
  }
  io.run();
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace salon::platform
