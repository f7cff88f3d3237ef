// A person's live holds are counted under that person's lock: whatever two or four requests do at once, on whatever
// stylists, there is never one more than the limit (D37).
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

class HoldLimit : public Races {
 protected:
  // Holds of one person on a stylist each, after some that the person has already.
  std::vector<Racer> parallel_holds(int already, int racing) {
    std::vector<Wish> held;
    for (int i = 0; i < already; ++i)
      held.push_back(wish_for(add_slot({.stylist = std::nullopt, .from_now = hours(3 + i)})));
    must_hold(held);
    const std::vector stylists{layla_, omar_, noor_, sara_};
    std::vector<Racer> racers;
    for (int i = 0; i < racing; ++i)
      racers.push_back(holding(wish_for(add_slot({.stylist = stylists.at(static_cast<std::size_t>(i))}))));
    return racers;
  }
  std::string live_holds() {
    return observer_->text("SELECT count(*)::text FROM bookings WHERE status = 'held' AND session_id = '" +
                           session_of(1).text() + "'");
  }
};

TEST_F(HoldLimit, D37_of_two_parallel_holds_only_one_is_the_last_in_every_order) {
  try_two([&] { return parallel_holds(2, 2); },
          [&](const Outcomes& outcomes) {
            EXPECT_EQ(count(outcomes, "201"), 1);
            EXPECT_EQ(count(outcomes, "HOLD_LIMIT"), 1);
            EXPECT_EQ(live_holds(), "3\n");
          },
          Roles::same);
}

TEST_F(HoldLimit, D37_of_four_parallel_holds_only_two_are_the_last_in_every_order) {
  try_three([&] { return parallel_holds(1, 4); },
            [&](const Outcomes& outcomes) {
              EXPECT_EQ(count(outcomes, "201"), 2);
              EXPECT_EQ(count(outcomes, "HOLD_LIMIT"), 2);
              EXPECT_EQ(live_holds(), "3\n");
            },
            Roles::same);
}

}  // namespace
}  // namespace salon::storage::races
