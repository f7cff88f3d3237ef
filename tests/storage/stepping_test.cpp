// Of the watch over races itself: a circle of waiting sessions is counted, and seen by whoever asks at the end (D31).
#include "stepping.hpp"
#include "storage_fixture.hpp"

namespace salon::storage::races {
namespace {

class Watch : public StorageTest {};

TEST_F(Watch, D31_a_deadlock_between_two_sessions_is_seen_at_the_end) {
  Observer observer(stores->loop, url);
  const std::string before = observer.deadlocks();
  {
    Observer one(stores->loop, url);
    Observer other(stores->loop, url);
    one.script("BEGIN; SELECT pg_advisory_xact_lock(1)");
    other.script("BEGIN; SELECT pg_advisory_xact_lock(2)");
    bool has_one_ended = false;
    bool has_other_ended = false;
    platform::spawn(one.attempt("SELECT pg_advisory_xact_lock(2)", has_one_ended), [](std::exception_ptr) {});
    platform::run_on(stores->loop, other.attempt("SELECT pg_advisory_xact_lock(1)", has_other_ended));
    while (!has_one_ended) EXPECT_EQ(observer.text("SELECT 'meanwhile'"), "meanwhile\n");
    EXPECT_TRUE(has_other_ended);
  }
  EXPECT_NE(observer.deadlocks(), before);
}

}  // namespace
}  // namespace salon::storage::races
