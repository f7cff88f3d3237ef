// What libpq is told to connect with, and what becomes of connections at the end of a process.
#include "storage/pg_address.hpp"

#include <algorithm>

#include "platform/deadline.hpp"
#include "platform/lookup.hpp"
#include "storage/generation_queue.hpp"
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using ports::Unavailable;

ConnectParameters parameters_of(const std::string& database_url) {
  platform::Loop loop([](std::exception_ptr) {});
  return platform::run_on(loop,
                          connect_parameters(loop.io(), database_url, platform::from_now(std::chrono::seconds(20))));
}

TEST(ConnectParameters, every_connection_gives_up_a_silent_network_after_five_seconds_unless_told_otherwise) {
  EXPECT_EQ(parameters_of("postgresql://salon@10.0.0.1/salon").value("tcp_user_timeout"), "5000");
  EXPECT_EQ(parameters_of("host=10.0.0.1 tcp_user_timeout=900").value("tcp_user_timeout"), "900");
}

TEST(ConnectParameters, a_name_is_looked_up_here_and_stays_for_certificates) {
  const ConnectParameters found = parameters_of("postgresql://salon@localhost:5433/salon");
  const std::string addresses = found.value("hostaddr");
  EXPECT_TRUE(addresses.find("127.0.0.1") != std::string::npos || addresses.find("::1") != std::string::npos);
  const auto entries = [&found](const char* name) { return std::ranges::count(found.value(name), ','); };
  EXPECT_EQ(entries("host"), entries("hostaddr"));
  EXPECT_EQ(entries("port"), entries("hostaddr"));
  EXPECT_TRUE(found.value("host").starts_with("localhost"));
  EXPECT_TRUE(found.value("port").starts_with("5433"));
}

TEST(ConnectParameters, of_a_list_only_names_are_looked_up_and_each_host_keeps_its_port) {
  const ConnectParameters found = parameters_of("host=/run/postgresql,localhost,10.0.0.1 port=1,2,3");
  EXPECT_TRUE(found.value("host").starts_with("/run/postgresql,localhost"));
  EXPECT_TRUE(found.value("host").ends_with("localhost,10.0.0.1"));
  EXPECT_TRUE(found.value("hostaddr").starts_with(","));
  EXPECT_TRUE(found.value("port").starts_with("1,2"));
  EXPECT_TRUE(found.value("port").ends_with("2,3"));
}

TEST(ConnectParameters, addresses_and_sockets_are_left_as_they_are) {
  for (const char* database_url : {"host=/run/postgresql user=salon", "host=10.0.0.1", "postgresql:///salon?user=salon",
                                   "host=nowhere.invalid hostaddr=10.0.0.1"}) {
    const ConnectParameters found = parameters_of(database_url);
    EXPECT_TRUE(found.value("hostaddr").empty() || found.value("hostaddr") == "10.0.0.1") << database_url;
  }
}

TEST(ConnectParameters, an_unknown_name_and_a_malformed_url_are_told_without_the_password) {
  const std::string impossible(70, 'x');
  EXPECT_THROW((void)parameters_of("postgresql://salon:secret@" + impossible + "/salon"), platform::LookupFailed);
  try {
    (void)parameters_of("postgresql://salon:secret@[::1/salon");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos);
  }
}

class Leaving : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
  }
  void TearDown() override {
    stores = std::make_unique<Stores>(url, std::uint8_t{3});  // the other ones give no connection any more
    stores->clock.fix(testing::at("2027-03-01T00:00:00Z"));
    StorageTest::TearDown();
  }
  domain::Result<domain::Answer> add_closure() {
    return run(stores->rules.add_rule(testing::a_closure({.id = 9, .from = "2027-03-02"}), unkeyed<domain::Rule>()));
  }
};

Task<void> abandon_before(PgPool& pool, std::string_view sql, std::string word) {
  if (sql.find(word) != std::string_view::npos) pool.abandon();
  co_return;
}

TEST_F(Leaving, work_is_cut_off_in_the_middle_and_leaves_nothing) {
  stores->database.before_statement = [this](std::string_view text) {
    return abandon_before(stores->pool, text, "INSERT INTO availability_rules");
  };
  EXPECT_THROW((void)add_closure(), Unavailable);
  EXPECT_EQ(value("SELECT count(*) FROM availability_rules WHERE is_closed"), "0");
  EXPECT_THROW((void)run(stores->catalog.locations()), Unavailable) << "no connection is given any more";
}

// Cuts everything off a moment after it was sent.
Task<void> abandon_soon(Stores& some) {
  auto pause = platform::sleep_for(some.loop.io(), std::chrono::milliseconds(50));
  co_await pause;
  some.pool.abandon();
}

TEST_F(Leaving, a_statement_that_lasts_is_not_waited_for) {
  stores->loop.spawn(abandon_soon(*stores));
  const auto began = std::chrono::steady_clock::now();
  EXPECT_THROW((void)run(read(stores->database, {"SELECT pg_sleep(60)"}, Params())), Unavailable);
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3)) << "the statement's own end";
}

TEST_F(Leaving, the_answer_to_a_commit_that_was_sent_is_waited_for) {
  // The constraint is deferred, so that the COMMIT itself takes a while.
  sql("CREATE FUNCTION take_a_while() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; "
      "END $$");
  sql("CREATE CONSTRAINT TRIGGER late AFTER INSERT ON availability_rules DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
      "EXECUTE FUNCTION take_a_while()");
  stores->database.before_statement = [this](std::string_view text) {
    if (text == "COMMIT") stores->loop.spawn(abandon_soon(*stores));
    return abandon_before(stores->pool, {}, "nothing");
  };
  EXPECT_EQ(code(add_closure()), "");
  EXPECT_EQ(value("SELECT count(*) FROM availability_rules WHERE is_closed"), "1");
}

TEST_F(Leaving, D16_a_job_that_was_given_back_half_done_does_not_stand_for_a_change_that_came_later) {
  const std::string waiting = "SELECT count(*) FROM jobs WHERE state = 'waiting'";
  const auto want = [this] {
    run(transact(stores->database,
                 [](Transaction& transaction) { return enqueue_generation(transaction, testing::location_id(1)); }));
  };
  sql("DELETE FROM jobs");
  want();
  want();
  EXPECT_EQ(value(waiting), "1") << "one that has not begun stands for both";
  auto job = run(stores->jobs.claim());
  ASSERT_TRUE(job);
  job->done = 7;
  job->state = ports::JobState::waiting;
  run(stores->jobs.report(*job));
  want();
  EXPECT_EQ(value(waiting), "2");
  const auto next = run(stores->jobs.claim());
  ASSERT_TRUE(next);
  EXPECT_EQ(next->id, job->id) << "it is taken up at once";
  EXPECT_EQ(next->done, 7);
}

}  // namespace
}  // namespace salon::storage
