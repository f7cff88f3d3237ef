#include "storage/pg_pool.hpp"

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using ports::Unavailable;

struct Guests {
  std::deque<Lease> leases;
  std::vector<std::string> told;  // in order: "served 1", "refused 3"
};

Task<void> ask_for_connection(PgPool& pool, Guests& guests, int guest) {
  const std::string name = std::to_string(guest);
  try {
    auto asking = pool.acquire();
    guests.leases.push_back(co_await asking);
    guests.told.push_back("served " + name);
  } catch (const Unavailable&) {
    guests.told.push_back("refused " + name);
  }
}

class Pool : public StorageTest {
 protected:
  static constexpr PoolOptions small() {
    return {.url = {}, .connections = 1, .longest_queue = 2, .wait = std::chrono::milliseconds(60'000)};
  }
  void spawn(Stores& some, Guests& guests, int guest) {
    platform::spawn(ask_for_connection(some.pool, guests, guest),
                    [](std::exception_ptr error) { std::rethrow_exception(error); });
  }
};

TEST_F(Pool, beyond_its_connections_people_wait_in_order_and_beyond_its_queue_they_are_refused_at_once) {
  Stores some(url, 2, small());
  Guests guests;
  some.run(ask_for_connection(some.pool, guests, 1));
  for (const int guest : {2, 3, 4}) spawn(some, guests, guest);
  EXPECT_EQ(guests.told, (std::vector<std::string>{"served 1", "refused 4"}));
  for (int i = 0; i < 2; ++i) {
    guests.leases.pop_front();
    some.loop.io().restart();
    while (guests.leases.empty()) some.loop.io().run_one();
  }
  EXPECT_EQ(guests.told, (std::vector<std::string>{"served 1", "refused 4", "served 2", "served 3"}));
}

TEST_F(Pool, who_has_waited_too_long_is_refused) {
  PoolOptions hasty = small();
  hasty.wait = std::chrono::milliseconds(1);
  Stores some(url, 2, hasty);
  Guests guests;
  some.run(ask_for_connection(some.pool, guests, 1));
  some.run(ask_for_connection(some.pool, guests, 2));
  EXPECT_EQ(guests.told, (std::vector<std::string>{"served 1", "refused 2"}));
}

TEST_F(Pool, a_connection_that_comes_back_in_the_middle_of_a_transaction_is_not_given_to_the_next) {
  Stores some(url, 2, small());
  Guests guests;
  some.run(ask_for_connection(some.pool, guests, 1));
  some.run(guests.leases.front()->script("BEGIN; CREATE TEMPORARY TABLE leftover ()"));
  guests.leases.clear();
  some.run(ask_for_connection(some.pool, guests, 2));
  const Rows rows = some.run(guests.leases.front()->run({"SELECT to_regclass('leftover') IS NULL"}, Params()));
  RowReader row = rows.row(0);
  EXPECT_TRUE(row.get<bool>());
}

TEST_F(Pool, after_the_server_ended_all_connections_the_next_call_succeeds_and_no_place_is_lost) {
  PoolOptions four = small();
  four.connections = 4;
  Stores some(url, 2, four);
  Guests guests;
  for (const int guest : {1, 2, 3, 4}) some.run(ask_for_connection(some.pool, guests, guest));
  guests.leases.clear();
  terminate_backends();
  EXPECT_EQ(some.run(some.catalog.locations()).size(), 0U);
  for (const int guest : {5, 6, 7, 8}) some.run(ask_for_connection(some.pool, guests, guest));
  EXPECT_EQ(guests.leases.size(), 4U);
}

TEST_F(Pool, a_connection_without_a_server_is_unavailable_and_its_place_is_free_again) {
  Stores nowhere("host=/nonexistent user=salon dbname=salon", 2, small());
  Guests guests;
  for (const int guest : {1, 2, 3}) nowhere.run(ask_for_connection(nowhere.pool, guests, guest));
  EXPECT_EQ(guests.told, (std::vector<std::string>{"refused 1", "refused 2", "refused 3"}));
}

Task<std::int64_t> whole_reads(PgConnection& connection) {
  static constexpr Statement scans{"SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'young'"};
  const Params nothing;
  auto counting = connection.run(scans, nothing);
  const Rows rows = co_await counting;
  RowReader row = rows.row(0);
  co_return row.get<std::int64_t>();
}

// Whether the lookup read the whole table, by the server's own count, which moves on only at the end of a transaction.
Task<bool> reads_the_whole_table(PgConnection& connection) {
  static constexpr Statement lookup{"SELECT id FROM young WHERE id = $1"};
  auto beginning = connection.script("BEGIN");
  co_await beginning;
  auto counting = whole_reads(connection);
  const std::int64_t before = co_await counting;
  const Params params = Params::of(7);
  auto looking = connection.run(lookup, params);
  co_await looking;
  auto counting_again = whole_reads(connection);
  const std::int64_t after = co_await counting_again;
  auto ending = connection.script("COMMIT");
  co_await ending;
  co_return after > before;
}

Task<int> turns_until_planned_anew(Stores& some, PgConnection& connection) {
  for (int turn = 0; turn < 400; ++turn) {
    auto looking = reads_the_whole_table(connection);
    const bool is_new = co_await looking;
    if (is_new) co_return turn;
    auto pause = platform::sleep_for(some.loop.io(), std::chrono::milliseconds(25));
    co_await pause;
  }
  co_return -1;
}

TEST_F(Pool, what_is_asked_again_and_again_is_planned_anew_before_long_for_tables_grow) {
  Stores some(url, 2, small());
  Guests guests;
  some.run(ask_for_connection(some.pool, guests, 1));
  PgConnection& connection = *guests.leases.front();
  some.run(connection.script(
      "CREATE TEMPORARY TABLE young (id int PRIMARY KEY); INSERT INTO young SELECT generate_series(1, 99);"
      "SET plan_cache_mode = force_generic_plan"));
  ASSERT_FALSE(some.run(reads_the_whole_table(connection)));
  // From now on another plan would be chosen; the one that is kept knows nothing of it.
  some.run(
      connection.script("SET enable_seqscan = on; SET enable_indexscan = off; SET enable_indexonlyscan = off;"
                        "SET enable_bitmapscan = off"));
  EXPECT_GE(some.run(turns_until_planned_anew(some, connection)), 0) << "for ten seconds";
}

}  // namespace
}  // namespace salon::storage
