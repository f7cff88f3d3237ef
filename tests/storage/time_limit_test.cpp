// A request's time is over when it is over, whatever PostgreSQL does (reliability.md's rule 6 in docs).
#include "platform/time_limit.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using ports::Unavailable;
using std::chrono::milliseconds;

// Long before the four seconds of a statement and its three attempts, however slow the machine.
constexpr std::chrono::seconds soon{3};

template <class T>
Task<T> within(platform::TimeLimit& limit, Task<T> task) {
  auto entering = platform::enter(limit);
  co_await entering;
  co_return co_await task;
}

Task<int> sleep_in(Transaction& transaction, int& attempts) {
  ++attempts;
  auto sleeping = transaction.run({"SELECT pg_sleep(60)"}, Params());
  co_await sleeping;
  co_return attempts;
}

Task<int> sleep_long_enough_in(Transaction& transaction, platform::TimeLimit& limit) {
  auto allowing = transaction.allow_time(std::chrono::seconds(20));
  co_await allowing;
  auto sleeping = transaction.run({"SELECT pg_sleep(0.3)"}, Params());
  co_await sleeping;
  co_return limit.is_over() ? 1 : 0;
}

class Limited : public StorageTest {
 protected:
  void expect_refused_soon(Task<int> task) {
    platform::TimeLimit limit(milliseconds(100));
    const auto began = std::chrono::steady_clock::now();
    EXPECT_THROW((void)run(within(limit, std::move(task))), Unavailable);
    EXPECT_LT(std::chrono::steady_clock::now() - began, soon);
  }
};

TEST_F(Limited, a_statement_that_stands_still_is_given_up_and_not_tried_again) {
  int attempts = 0;
  expect_refused_soon(transact(stores->database, [&](Transaction& at) { return sleep_in(at, attempts); }));
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(run(stores->catalog.locations()).size(), 0U);
}

Task<int> count(Task<Rows> reading) {
  const Rows rows = co_await reading;
  co_return static_cast<int>(rows.size());
}

TEST_F(Limited, so_is_a_reading) {
  expect_refused_soon(count(read(stores->database, {"SELECT pg_sleep(60)"}, Params())));
}

// Takes connections, and says nothing.
class DeadServer {
 public:
  DeadServer() : folder_(std::filesystem::temp_directory_path() / ("dead-" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(folder_);
    acceptor_.open();
    acceptor_.bind((folder_ / ".s.PGSQL.5432").string());
    acceptor_.listen();
  }
  ~DeadServer() { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string url() const { return "host=" + folder_.string() + " user=salon dbname=salon"; }

 private:
  std::filesystem::path folder_;
  boost::asio::io_context io_;
  boost::asio::local::stream_protocol::acceptor acceptor_{io_};
};

TEST_F(Limited, a_server_that_does_not_answer_is_not_waited_for_either) {
  const DeadServer dead;
  Stores nowhere(dead.url(), 2);
  platform::TimeLimit limit(milliseconds(50));
  EXPECT_THROW((void)nowhere.run(within(limit, nowhere.catalog.locations())), Unavailable);
  EXPECT_LT(-limit.left(), milliseconds(900)) << "connecting alone may take a second where nobody is in a hurry";
}

TEST_F(Limited, readiness_is_told_soon) {
  const DeadServer dead;
  Stores nowhere(dead.url(), 2);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_NE(nowhere.run(nowhere.health.why_not_ready()), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - began, soon);
}

TEST_F(Limited, who_comes_when_the_time_is_over_is_refused_at_once) {
  platform::TimeLimit limit(milliseconds(-1));
  EXPECT_THROW((void)run(within(limit, stores->catalog.locations())), Unavailable);
}

TEST_F(Limited, work_that_may_take_longer_takes_it_and_who_waits_for_it_waits_that_long) {
  platform::TimeLimit limit(milliseconds(100));
  const auto work = [&limit](Transaction& transaction) { return sleep_long_enough_in(transaction, limit); };
  EXPECT_EQ(run(within(limit, transact(stores->database, work))), 0);
}

}  // namespace
}  // namespace salon::storage
