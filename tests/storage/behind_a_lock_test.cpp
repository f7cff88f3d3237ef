// The worker never stands in line behind one slot: what somebody has locked is left for the next time, and the rest
// expires now (D34). The database's own clock decides, and sessions here wait for locks as long as it takes.
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

class BehindALock : public Races {
 protected:
  void SetUp() override {
    Races::SetUp();
    std::string now = observer_->text("SELECT to_char(clock_timestamp(), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
    now.pop_back();
    now_ = domain::parse_instant(now).value();
  }
  void short_hold(const NewSlot& slot, int person) {
    wishes_.push_back(wish_for(add_slot(slot), person));
    wishes_.back().length = domain::seconds(1);
    must_hold(wishes_.back());
  }
  void wait_until_all_are_over() {
    const std::string are_over = "SELECT bool_and(hold_expires_at <= clock_timestamp())::text FROM bookings";
    for (int i = 0; i < 10'000 && observer_->text(are_over) != "true\n"; ++i)
      platform::run_on(loop_, platform::sleep_for(loop_.io(), std::chrono::milliseconds(10)));
  }
  std::string still_held() { return observer_->text("SELECT slot_id::text FROM bookings WHERE status = 'held'"); }

  std::vector<Wish> wishes_;
};

TEST_F(BehindALock, D34_due_holds_expire_at_once_though_the_first_ones_slot_is_locked) {
  short_hold({.stylist = layla_, .from_now = hours(3)}, 1);
  short_hold({.stylist = layla_, .from_now = hours(5)}, 2);  // of the same stylist
  short_hold({.stylist = omar_, .from_now = hours(3)}, 3);
  short_hold({.stylist = std::nullopt, .from_now = hours(3)}, 4);
  wait_until_all_are_over();
  Observer other(loop_, url_);
  const std::string locked = wishes_.front().slot.text();
  other.script("BEGIN; SELECT FROM slot_instances WHERE id = '" + locked + "' FOR NO KEY UPDATE");
  Session& worker = *session_[1];
  Outcome outcome;
  worker.begin([&] { return expiring()(worker, outcome); });
  worker.let_all();
  ASSERT_TRUE(observer_->settle({&worker}));
  EXPECT_TRUE(worker.is_done()) << "it waits for a lock";
  EXPECT_EQ(outcome, "3");
  EXPECT_EQ(still_held(), locked + "\n");
  other.script("COMMIT");
  finish({&worker});
  EXPECT_EQ(at_once(expiring()), "1");
  EXPECT_EQ(still_held(), "");
}

}  // namespace
}  // namespace salon::storage::races
