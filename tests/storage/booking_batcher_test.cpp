// Requests share transactions: as few as it takes, and nobody waits for what only others want (docs/decisions/0008).
#include "domain/policy.hpp"
#include "storage/booking_store.hpp"
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::SlotInstance;

class SharedTransactions : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
  }
  void TearDown() override {
    stores->database.before_statement = {};
    StorageTest::TearDown();
  }

  // Times without stylist; two may share each.
  std::vector<SlotInstance> classes() {
    std::vector<SlotInstance> found;
    ports::SlotQuery query;
    query.location_id = testing::location_id(1);
    query.date = testing::date("2027-03-01");
    query.service_id = testing::service_id(2);
    for (const SlotInstance& slot : run(stores->slots.slots_of_day(query))) found.push_back(slot);
    return found;
  }
  std::vector<ports::PlaceHold> hold_of(const SlotInstance& slot) {
    std::vector<ports::PlaceHold> one(1);
    one[0].wish.visit_id = stores->ids.next_id<domain::VisitId>();
    one[0].wish.items = {{stores->ids.next_id<domain::BookingId>(), slot.id}};
    one[0].wish.owner.session = testing::session_id(++guests_);
    one[0].once = {std::nullopt, staff(), [](const auto& outcome) { return reply_of(outcome.has_value()); }};
    return one;
  }
  // Asks without waiting for the answer.
  void ask(std::vector<ports::PlaceHold> holds) {
    platform::detail::run_detached(stores->bookings.place_holds(std::move(holds)),
                                   [this](std::exception_ptr error, std::optional<PgBookingStore::Answers> answers) {
                                     ++answered_;
                                     held_ += !error && answers->front().has_value() ? 1 : 0;
                                   });
  }
  Task<void> until_answered(int count) {
    for (int turn = 0; turn < 2000 && answered_ < count; ++turn) {
      auto pause = platform::sleep_for(stores->loop.io(), std::chrono::milliseconds(2));
      co_await pause;
    }
  }
  Task<void> count_commits(std::string_view sql) {
    commits_ += sql == "COMMIT" ? 1 : 0;
    co_return;
  }

  // As many locked times as there are quick lanes.
  Task<int> held_while_locked(SlotInstance locked, SlotInstance locked_too, SlotInstance free) {
    auto leasing = stores->database.pool.acquire();
    Lease lease = co_await leasing;
    TransactionScope somebody(stores->database, std::move(lease));
    somebody.begin(View::latest);
    static constexpr Statement lock{"SELECT id FROM slot_instances WHERE id IN ($1, $2) FOR UPDATE"};
    const Params params = Params::of(locked.id, locked_too.id);
    auto locking = somebody.transaction().run(lock, params);
    co_await locking;
    ask(hold_of(locked));
    ask(hold_of(locked_too));
    ask(hold_of(free));
    auto waiting = until_answered(1);
    co_await waiting;
    const int meanwhile = held_;
    auto undoing = somebody.undo();
    co_await undoing;
    auto waiting_for_all = until_answered(3);
    co_await waiting_for_all;
    co_return meanwhile;
  }

  int answered_ = 0;
  int held_ = 0;
  int commits_ = 0;
  std::uint64_t guests_ = 0;
};

TEST_F(SharedTransactions, D31_twenty_holds_at_once_take_one_transaction_alone_and_share_the_next) {
  const std::vector<SlotInstance> slots = classes();
  ASSERT_GE(slots.size(), 3U);
  stores->database.before_statement = [this](std::string_view sql) { return count_commits(sql); };
  const int wanted = 2 * static_cast<int>(slots.size());
  for (const SlotInstance& slot : slots) {
    ask(hold_of(slot));
    ask(hold_of(slot));
  }
  run(until_answered(wanted));
  EXPECT_EQ(held_, wanted);
  // The first finds a lane free; the others come while it decides, and whoever wants its time waits for its end too.
  EXPECT_LE(commits_, 3);
  EXPECT_EQ(value("SELECT sum(hold)::text FROM slot_instances"), std::to_string(wanted));
}

TEST_F(SharedTransactions, a_time_that_somebody_has_locked_makes_nobody_wait_but_those_who_want_it) {
  const std::vector<SlotInstance> slots = classes();
  ASSERT_GE(slots.size(), 3U);
  EXPECT_EQ(run(held_while_locked(slots[0], slots[1], slots[2])), 1) << "the free time while the others are locked";
  EXPECT_EQ(answered_, 3);
  EXPECT_EQ(held_, 3) << "the locked ones when they are free again";
}

TEST_F(SharedTransactions, more_than_can_wait_are_turned_away_at_once_and_leave_nothing) {
  const SlotInstance slot = classes().front();
  std::vector<ports::PlaceHold> crowd;
  for (std::size_t i = 0; i <= domain::policy::longest_booking_queue; ++i) crowd.push_back(std::move(hold_of(slot)[0]));
  EXPECT_THROW(run(stores->bookings.place_holds(std::move(crowd))), ports::Unavailable);
  EXPECT_EQ(value("SELECT count(*)::text FROM bookings"), "0");
}

}  // namespace
}  // namespace salon::storage
