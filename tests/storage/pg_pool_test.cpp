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

}  // namespace
}  // namespace salon::storage
