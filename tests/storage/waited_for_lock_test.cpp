// What waited for a lock is decided by the time at which it got it, not at which it began to wait (D21, D31, D32). Here
// the database's own clock decides.
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

class WaitedForLock : public Races {
 protected:
  void SetUp() override {
    Races::SetUp();
    other_ = std::make_unique<Observer>(loop_, url_);
    now_ = domain::parse_instant(first_line("SELECT to_char(clock_timestamp(), 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"))
               .value();
  }
  void TearDown() override {
    other_.reset();
    Races::TearDown();
  }
  std::string first_line(const std::string& query) {
    const std::string lines = observer_->text(query);
    return lines.substr(0, lines.find('\n'));
  }
  std::string status(const Wish& wish) {
    return first_line("SELECT status FROM bookings WHERE id = '" + wish.booking.text() + "'");
  }
  bool is_over(const Wish& wish) {
    return first_line("SELECT (hold_expires_at <= clock_timestamp())::text FROM bookings WHERE id = '" +
                      wish.booking.text() + "'") == "true";
  }
  static std::string row_of_slot(const Wish& wish) {
    return "SELECT FROM slot_instances WHERE id = '" + wish.slot.text() + "' FOR NO KEY UPDATE";
  }
  static std::string row_of_booking(const Wish& wish) {
    return "SELECT FROM bookings WHERE id = '" + wish.booking.text() + "' FOR NO KEY UPDATE";
  }

  // A hold of some seconds runs out while the racer waits for what somebody else has locked. Longer ones follow when
  // the machine was too slow to begin while the hold was live.
  using LockOf = std::string (*)(const Wish&);
  Outcome wait_past_expiry(LockOf lock_of, const std::function<Racer(const Wish&)>& racer_for) {
    for (const int length : {1, 2, 3}) {
      hold_ = wish_for(add_slot({.stylist = layla_, .from_now = hours(24 + length)}), length);
      hold_.length = domain::seconds(length);
      must_hold(hold_);
      other_->script("BEGIN; " + lock_of(hold_));
      Outcome outcome;
      Session& session = *session_[1];
      session.begin([&] { return racer_for(hold_)(session, outcome); });
      session.let_all();
      EXPECT_TRUE(observer_->settle({&session}));
      EXPECT_TRUE(session.is_moving()) << "it did not wait for the lock";
      const bool has_begun_in_time = !is_over(hold_);
      for (int i = 0; i < 10'000 && !is_over(hold_); ++i)
        platform::run_on(loop_, platform::sleep_for(loop_.io(), std::chrono::milliseconds(10)));
      other_->script("COMMIT");
      finish({&session});
      if (has_begun_in_time) return outcome;
    }
    return "never began in time";
  }

  Wish hold_;

 private:
  std::unique_ptr<Observer> other_;
};

TEST_F(WaitedForLock, D32_a_confirm_that_waited_for_the_slot_until_the_hold_was_over_is_refused) {
  EXPECT_EQ(wait_past_expiry(row_of_slot, [&](const Wish& wish) { return confirming(wish.booking); }), "HOLD_EXPIRED");
  EXPECT_EQ(status(hold_), "expired");
}

TEST_F(WaitedForLock, D35_a_move_that_waited_for_the_slot_until_the_hold_was_over_is_refused) {
  const auto target = add_slot({.stylist = omar_, .from_now = hours(48)});
  EXPECT_EQ(wait_past_expiry(row_of_slot, [&](const Wish& wish) { return moving(wish.booking, target); }),
            "HOLD_EXPIRED");
  EXPECT_EQ(status(hold_), "expired");
}

TEST_F(WaitedForLock, D31_a_hold_that_waited_until_the_one_in_its_way_was_over_expires_it_and_wins) {
  EXPECT_EQ(wait_past_expiry(row_of_slot, [&](const Wish& wish) { return holding(wish_for(wish.slot, 9)); }), "201");
  EXPECT_EQ(status(hold_), "expired");
}

TEST_F(WaitedForLock, D32_a_cancellation_that_waited_for_the_slot_until_the_hold_was_over_is_refused) {
  EXPECT_EQ(wait_past_expiry(row_of_slot, [&](const Wish& wish) { return cancelling(wish.booking); }), "HOLD_EXPIRED");
  EXPECT_EQ(status(hold_), "expired");
}

TEST_F(WaitedForLock, D32_a_confirm_that_waited_for_the_booking_until_the_hold_was_over_is_refused) {
  EXPECT_EQ(wait_past_expiry(row_of_booking, [&](const Wish& wish) { return confirming(wish.booking); }),
            "HOLD_EXPIRED");
  EXPECT_EQ(status(hold_), "expired");
}

TEST_F(WaitedForLock, D32_a_cancellation_that_waited_for_the_booking_until_the_hold_was_over_is_refused) {
  EXPECT_EQ(wait_past_expiry(row_of_booking, [&](const Wish& wish) { return cancelling(wish.booking); }),
            "HOLD_EXPIRED");
  EXPECT_EQ(status(hold_), "expired");
}

TEST_F(WaitedForLock, D35_a_move_that_waited_for_the_booking_until_the_hold_was_over_is_refused) {
  const auto target = add_slot({.stylist = omar_, .from_now = hours(48)});
  EXPECT_EQ(wait_past_expiry(row_of_booking, [&](const Wish& wish) { return moving(wish.booking, target); }),
            "HOLD_EXPIRED");
  EXPECT_EQ(status(hold_), "expired");
}

}  // namespace
}  // namespace salon::storage::races
