// Races by step: of two sessions each stops before each of its statements while the other stands at each of its own.
// After each order the invariants hold, and the outcome is one that some order of whole transactions could have given
// (D31).
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

TEST_F(Races, D31_two_holds_of_the_last_place_have_one_winner_in_every_order) {
  const int orders = try_two(
      [&] {
        const auto slot = add_slot({.stylist = layla_});
        return std::vector<Racer>{holding(wish_for(slot, 1)), holding(wish_for(slot, 2))};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 1);
      },
      Roles::same);
  EXPECT_GT(orders, 20);
}

TEST_F(Races, D4_overlapping_slots_of_one_stylist_have_one_winner_in_every_order) {
  try_two(
      [&] {
        const auto one = add_slot({.stylist = layla_, .from_now = minutes(120)});
        const auto other = add_slot({.stylist = layla_, .from_now = minutes(130)});
        return std::vector<Racer>{holding(wish_for(one, 1)), holding(wish_for(other, 2))};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "STYLIST_BUSY"), 1);
      });
}

TEST_F(Races, D32_confirm_and_expiry_agree_on_who_was_first_in_every_order) {
  try_two(
      [&] {
        const Wish wish = wish_for(add_slot({.stylist = layla_}));
        must_hold(wish);
        const Instant expiry = now_ + minutes(10);
        return std::vector<Racer>{at(expiry - domain::seconds(1), confirming(wish.booking)), at(expiry, expiring())};
      },
      [](const Outcomes& outcomes) {
        const bool is_confirmed = outcomes == Outcomes{"201", "0"};
        const bool is_expired = outcomes == Outcomes{"HOLD_EXPIRED", "1"};
        EXPECT_TRUE(is_confirmed || is_expired);
      });
}

TEST_F(Races, D30_confirm_and_cancel_end_cancelled_or_refused_in_every_order) {
  try_two(
      [&] {
        const Wish wish = wish_for(add_slot({.stylist = layla_}));
        must_hold(wish);
        return std::vector<Racer>{confirming(wish.booking), cancelling(wish.booking)};
      },
      [](const Outcomes& outcomes) {
        const bool is_cancelled_later = outcomes == Outcomes{"201", "201"};
        const bool is_refused = outcomes == Outcomes{"BOOKING_CANCELLED", "201"};
        EXPECT_TRUE(is_cancelled_later || is_refused);
      });
}

TEST_F(Races, D35_two_bookings_that_want_each_others_time_both_keep_their_own_in_every_order) {
  try_two(
      [&] {
        const Wish one = wish_for(add_slot({.stylist = layla_}), 1);
        const Wish other = wish_for(add_slot({.stylist = omar_}), 2);
        must_hold({one, other});
        return std::vector<Racer>{moving(one.booking, other.slot), moving(other.booking, one.slot)};
      },
      [](const Outcomes& outcomes) { EXPECT_EQ(count(outcomes, "SLOT_FULL"), 2); });
}

TEST_F(Races, D35_two_bookings_that_want_the_same_free_time_have_one_winner_in_every_order) {
  try_two(
      [&] {
        const auto target = add_slot({.stylist = layla_, .from_now = minutes(300)});
        const Wish one = wish_for(add_slot({.stylist = layla_}), 1);
        const Wish other = wish_for(add_slot({.stylist = omar_}), 2);
        must_hold({one, other});
        return std::vector<Racer>{moving(one.booking, target), moving(other.booking, target)};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 1);
      });
}

TEST_F(Races, D34_two_workers_expire_a_hold_once_in_every_order) {
  try_two(
      [&] {
        must_hold(wish_for(add_slot({.stylist = layla_})));
        const Racer worker = at(now_ + minutes(11), expiring());
        return std::vector<Racer>{worker, worker};
      },
      [](const Outcomes& outcomes) { EXPECT_EQ(std::stoi(outcomes[0]) + std::stoi(outcomes[1]), 1); }, Roles::same);
}

TEST_F(Races, D41_the_same_key_twice_makes_one_booking_in_every_order) {
  try_two(
      [&] {
        const auto slot = add_slot({.stylist = std::nullopt, .capacity = 5});
        std::vector<Racer> racers;
        for (int attempt = 1; attempt <= 2; ++attempt) {
          Wish wish = wish_for(slot);
          wish.key = "key-" + std::to_string(day_);
          racers.push_back(holding(wish));
        }
        return racers;
      },
      [&](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 2);
        EXPECT_EQ(bookings_of_the_day(), "1\n");
      },
      Roles::same);
}

TEST_F(Races, D16_a_slot_that_is_held_while_it_is_removed_is_blocked_instead_in_every_order) {
  try_two(
      [&] {
        const auto slot = add_slot({.stylist = layla_});  // no rule offers it: generation wants it gone
        return std::vector<Racer>{holding(wish_for(slot)), generating()};
      },
      [](const Outcomes& outcomes) {
        const bool was_held = outcomes == Outcomes{"201", "created 0 updated 0 blocked 1 removed 0"};
        const bool was_removed = outcomes == Outcomes{"NOT_FOUND", "created 0 updated 0 blocked 0 removed 1"};
        EXPECT_TRUE(was_held || was_removed);
      });
}

}  // namespace
}  // namespace salon::storage::races
