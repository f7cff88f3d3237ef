// What becomes of work when connections end, locks last, or the server dies (reliability.md's rules 4 and 5 in docs;
// D41).
#include <atomic>
#include <thread>

#include "storage/once_table.hpp"
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using ports::Unavailable;

// Does something on the side before a statement that contains a word, so many times.
struct Mishap {
  std::string before;
  int times = 1;
  std::function<void()> happen;
  int seen = 0;

  Task<void> check(std::string_view sql) {
    if (sql.find(before) != std::string_view::npos) {
      ++seen;
      if (times-- > 0) happen();
    }
    co_return;
  }
};

class Faults : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
  }
  void arrange(Mishap& mishap) {
    stores->database.before_statement = [&mishap](std::string_view sql) { return mishap.check(sql); };
  }
  void TearDown() override {
    stores->database.before_statement = {};
    StorageTest::TearDown();
  }
  domain::Result<domain::Answer> add_closure(const ports::Once<domain::Rule>& once) {
    return run(stores->rules.add_rule(testing::a_closure({.id = 9, .from = "2027-03-02"}), once));
  }
  std::string closures() { return value("SELECT count(*) FROM availability_rules WHERE is_closed"); }
};

TEST_F(Faults, a_change_whose_connection_ends_before_its_commit_is_done_again_and_done_once) {
  Mishap mishap{"INSERT INTO availability_rules", 2, [this] { terminate_backends(); }};
  arrange(mishap);
  EXPECT_EQ(code(add_closure(keyed<domain::Rule>("again"))), "");
  EXPECT_EQ(mishap.seen, 3);
  EXPECT_EQ(closures(), "1");
}

TEST_F(Faults, a_change_whose_connection_ends_every_time_is_given_up_as_unavailable) {
  Mishap mishap{"INSERT INTO availability_rules", 100, [this] { terminate_backends(); }};
  arrange(mishap);
  EXPECT_THROW((void)add_closure(keyed<domain::Rule>("never")), Unavailable);
  EXPECT_EQ(mishap.seen, most_attempts);
  EXPECT_EQ(closures(), "0");
}

TEST_F(Faults, a_statement_that_is_cut_off_while_it_runs_is_unavailable_in_the_end) {
  std::atomic<bool> is_over = false;
  std::thread killer([this, &is_over] {
    while (!is_over) terminate_backends("state = 'active' AND query LIKE '%pg_sleep%'");
  });
  EXPECT_THROW((void)run(read(stores->database, {"SELECT pg_sleep(2)"}, Params())), Unavailable);
  is_over = true;
  killer.join();
  EXPECT_EQ(code(add_closure(unkeyed<domain::Rule>())), "");
}

TEST_F(Faults, a_commit_that_never_arrived_is_an_unknown_outcome_and_with_a_key_may_be_asked_again) {
  Mishap mishap{"COMMIT", 1, [this] { terminate_backends(); }};
  arrange(mishap);
  EXPECT_THROW((void)add_closure(unkeyed<domain::Rule>()), OutcomeUnknown);
  mishap.times = 1;
  const auto once = keyed<domain::Rule>("retry");
  EXPECT_THROW((void)add_closure(once), Unavailable);
  EXPECT_EQ(closures(), "0");
  EXPECT_EQ(code(add_closure(once)), "");
  EXPECT_EQ(closures(), "1");
}

// A primary that waits for a standby that is not there has committed by itself, and cannot say so.
class StalledStandby : public Faults {
 protected:
  void SetUp() override {
    Faults::SetUp();
    set_system("ALTER SYSTEM SET synchronous_commit = 'local'");
    set_system("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
    restart();
    patient_ = std::make_unique<Stores>(url + " options='-c synchronous_commit=on'", std::uint8_t{2});
    patient_->clock.fix(testing::at("2027-03-01T00:00:00Z"));
    watcher_ = std::thread([this] {
      while (!is_over_) terminate_backends("wait_event = 'SyncRep'");
    });
  }
  void TearDown() override {
    is_over_ = true;
    watcher_.join();
    patient_.reset();
    set_system("ALTER SYSTEM RESET ALL");
    restart();
    Faults::TearDown();
  }
  static void set_system(const std::string& statement) {
    testing::PrivatePostgres::shared().run("postgres", statement);
  }
  void restart() {
    testing::PrivatePostgres::shared().stop();
    testing::PrivatePostgres::shared().start();
  }

  std::unique_ptr<Stores> patient_;
  std::thread watcher_;
  std::atomic<bool> is_over_ = false;
};

TEST_F(StalledStandby, D41_a_commit_that_was_done_but_not_answered_is_answered_from_the_remembered_reply) {
  const auto answer = patient_->run(
      patient_->rules.add_rule(testing::a_closure({.id = 9, .from = "2027-03-02"}), keyed<domain::Rule>("once")));
  EXPECT_EQ(code(answer), "");
  EXPECT_EQ(closures(), "1");
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys WHERE key = 'once'"), "1");
}

TEST_F(StalledStandby, without_a_key_nobody_is_told_that_it_was_done) {
  const auto adding = [this] {
    return patient_->run(
        patient_->rules.add_rule(testing::a_closure({.id = 9, .from = "2027-03-02"}), unkeyed<domain::Rule>()));
  };
  EXPECT_THROW((void)adding(), OutcomeUnknown);
  EXPECT_EQ(closures(), "1");
}

TEST_F(Faults, a_dead_server_is_unavailable_and_service_restores_when_it_is_back) {
  testing::PrivatePostgres::shared().kill();
  EXPECT_THROW((void)run(stores->catalog.locations()), Unavailable);
  EXPECT_THROW((void)add_closure(unkeyed<domain::Rule>()), Unavailable);
  EXPECT_NE(run(stores->health.why_not_ready()), std::nullopt);
  testing::PrivatePostgres::shared().start();
  EXPECT_EQ(run(stores->health.why_not_ready()), std::nullopt);
  EXPECT_EQ(run(stores->catalog.locations()).size(), 1U);
  EXPECT_EQ(code(add_closure(unkeyed<domain::Rule>())), "");
}

TEST_F(Faults, D41_who_comes_while_the_key_is_being_used_is_told_to_wait_and_nothing_is_remembered) {
  const auto once = keyed<domain::Rule>("busy");
  PgConnection other(stores->loop.io(), url);
  run(other.connect());
  run(other.script("BEGIN; SELECT pg_advisory_xact_lock(" + std::to_string(key_lock(*once.key)) + ")"));
  const auto answer = add_closure(once);
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().why, domain::Refusal::request_in_progress);
  EXPECT_EQ(answer.error().retry_after, domain::seconds{1});
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys"), "0");
  run(other.script("ROLLBACK"));
  EXPECT_EQ(code(add_closure(once)), "");
}

TEST_F(Faults, a_lock_that_lasts_longer_than_it_may_is_unavailable) {
  PgConnection other(stores->loop.io(), url);
  run(other.connect());
  const auto number = lock_number("location", testing::location_id(1).text());
  run(other.script("BEGIN; SELECT pg_advisory_xact_lock(" + std::to_string(number) + ")"));
  EXPECT_THROW((void)add_closure(unkeyed<domain::Rule>()), Unavailable);
  run(other.script("ROLLBACK"));
}

// Two people who take the same two locks in opposite orders, each waiting until the other has the first.
struct Crossing {
  int has_first = 0;
  int attempts = 0;
  int done = 0;
};

Task<int> take_crosswise(Transaction& transaction, Crossing& crossing, std::int64_t first, std::int64_t second) {
  ++crossing.attempts;
  std::vector<std::int64_t> one{first};
  auto locking_first = take_locks(transaction, std::move(one));
  co_await locking_first;
  ++crossing.has_first;
  while (crossing.has_first < 2) {
    auto turn = platform::sleep_for(transaction.database().pool.io(), std::chrono::milliseconds(1));
    co_await turn;
  }
  std::vector<std::int64_t> other{second};
  auto locking_second = take_locks(transaction, std::move(other));
  co_await locking_second;
  co_return 0;
}

Task<void> cross(Stores& stores, Crossing& crossing, std::int64_t first, std::int64_t second) {
  const auto work = [&crossing, first, second](Transaction& transaction) {
    return take_crosswise(transaction, crossing, first, second);
  };
  auto doing = transact(stores.database, work);
  co_await doing;
  if (++crossing.done == 2) stores.loop.stop();
}

TEST_F(Faults, of_two_that_block_each_other_one_is_done_again_and_both_come_through) {
  Crossing crossing;
  stores->loop.spawn(cross(*stores, crossing, 1, 2));
  stores->loop.spawn(cross(*stores, crossing, 2, 1));
  stores->loop.io().restart();
  stores->loop.run();
  EXPECT_EQ(crossing.done, 2);
  EXPECT_EQ(crossing.attempts, 3);
}

}  // namespace
}  // namespace salon::storage
