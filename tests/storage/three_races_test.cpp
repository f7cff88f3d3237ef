// The same races among three: the first stops before each of its statements, the others at places in between; and the
// third joins in where it can do harm.
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

using ThreeRaces = Races;

TEST_F(ThreeRaces, D31_three_holds_of_the_last_place_have_one_winner_in_every_order) {
  const int orders = try_three(
      [&] {
        const auto slot = add_slot({.stylist = layla_});
        return std::vector<Racer>{holding(wish_for(slot, 1)), holding(wish_for(slot, 2)), holding(wish_for(slot, 3))};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 2);
      },
      Roles::same, Grid::fine);
  EXPECT_GT(orders, 20);
}

TEST_F(ThreeRaces, D31_three_holds_of_two_places_have_two_winners_in_every_order) {
  try_three(
      [&] {
        const auto slot = add_slot({.stylist = std::nullopt, .capacity = 2});
        return std::vector<Racer>{holding(wish_for(slot, 1)), holding(wish_for(slot, 2)), holding(wish_for(slot, 3))};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 2);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 1);
      },
      Roles::same);
}

TEST_F(ThreeRaces, D4_three_overlapping_slots_of_one_stylist_have_one_winner_in_every_order) {
  try_three(
      [&] {
        std::vector<Racer> racers;
        for (int person = 1; person <= 3; ++person) {
          const auto slot = add_slot({.stylist = layla_, .from_now = minutes(120 + 10 * person)});
          racers.push_back(holding(wish_for(slot, person)));
        }
        return racers;
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "STYLIST_BUSY"), 2);
      },
      Roles::same);
}

TEST_F(ThreeRaces, D32_D34_confirm_the_worker_and_the_next_customer_agree_on_who_was_first_in_every_order) {
  try_three(
      [&] {
        const Wish wish = wish_for(add_slot({.stylist = layla_}), 1);
        must_hold(wish);
        const Instant expiry = now_ + minutes(10);
        return std::vector<Racer>{at(expiry - domain::seconds(1), confirming(wish.booking)), at(expiry, expiring()),
                                  at(expiry, holding(wish_for(wish.slot, 2)))};
      },
      [](const Outcomes& outcomes) {
        const bool is_confirmed = outcomes == Outcomes{"201", "0", "SLOT_FULL"};
        const bool worker_was_first = outcomes == Outcomes{"HOLD_EXPIRED", "1", "201"};
        const bool customer_was_first = outcomes == Outcomes{"HOLD_EXPIRED", "0", "201"};
        EXPECT_TRUE(is_confirmed || worker_was_first || customer_was_first);
      });
}

TEST_F(ThreeRaces, D30_confirm_cancel_and_expiry_end_in_one_state_in_every_order) {
  try_three(
      [&] {
        const Wish wish = wish_for(add_slot({.stylist = layla_}));
        must_hold(wish);
        return std::vector<Racer>{confirming(wish.booking), cancelling(wish.booking),
                                  at(now_ + minutes(10), expiring())};
      },
      [](const Outcomes& outcomes) {
        const bool is_cancelled_later = outcomes == Outcomes{"201", "201", "0"};
        const bool is_cancelled = outcomes == Outcomes{"BOOKING_CANCELLED", "201", "0"};
        const bool is_expired = outcomes == Outcomes{"HOLD_EXPIRED", "HOLD_EXPIRED", "1"};
        EXPECT_TRUE(is_cancelled_later || is_cancelled || is_expired);
      });
}

TEST_F(ThreeRaces, D35_three_bookings_that_want_the_next_ones_time_all_keep_their_own_in_every_order) {
  try_three(
      [&] {
        std::vector<Wish> wishes;
        for (const auto& stylist : {layla_, omar_, noor_}) {
          wishes.push_back(wish_for(add_slot({.stylist = stylist}), static_cast<int>(wishes.size()) + 1));
        }
        must_hold(wishes);
        std::vector<Racer> racers;
        for (std::size_t i = 0; i < 3; ++i) racers.push_back(moving(wishes[i].booking, wishes[(i + 1) % 3].slot));
        return racers;
      },
      [](const Outcomes& outcomes) { EXPECT_EQ(count(outcomes, "SLOT_FULL"), 3); });
}

TEST_F(ThreeRaces, D35_a_time_that_is_given_up_is_won_only_after_its_booking_has_moved_in_every_order) {
  try_three(
      [&] {
        const auto free = add_slot({.stylist = layla_, .from_now = minutes(300)});
        const Wish one = wish_for(add_slot({.stylist = layla_}), 1);
        const Wish other = wish_for(add_slot({.stylist = omar_}), 2);
        must_hold({one, other});
        return std::vector<Racer>{moving(one.booking, free), moving(other.booking, one.slot),
                                  holding(wish_for(other.slot, 3))};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(outcomes[0], "201");
        const bool is_second_after_first = outcomes[1] == "201";
        EXPECT_TRUE(is_second_after_first || outcomes[1] == "SLOT_FULL");
        EXPECT_TRUE(outcomes[2] == "SLOT_FULL" || (is_second_after_first && outcomes[2] == "201"));
      });
}

TEST_F(ThreeRaces, D16_two_customers_and_generation_agree_on_a_slot_that_is_removed_in_every_order) {
  try_three(
      [&] {
        const auto slot = add_slot({.stylist = layla_});  // no rule offers it: generation wants it gone
        return std::vector<Racer>{holding(wish_for(slot, 1)), holding(wish_for(slot, 2)), generating()};
      },
      [](const Outcomes& outcomes) {
        if (count(outcomes, "NOT_FOUND") == 2) {
          EXPECT_EQ(outcomes[2], "created 0 updated 0 blocked 0 removed 1");
          return;
        }
        EXPECT_EQ(outcomes[2], "created 0 updated 0 blocked 1 removed 0");
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "SLOT_FULL") + count(outcomes, "SLOT_BLOCKED"), 1);
      });
}

TEST_F(ThreeRaces, D34_three_workers_expire_two_holds_once_in_every_order) {
  try_three(
      [&] {
        must_hold({wish_for(add_slot({.stylist = layla_}), 1), wish_for(add_slot({.stylist = omar_}), 2)});
        const Racer worker = at(now_ + minutes(11), expiring());
        return std::vector<Racer>{worker, worker, worker};
      },
      [](const Outcomes& outcomes) {
        EXPECT_EQ(std::stoi(outcomes[0]) + std::stoi(outcomes[1]) + std::stoi(outcomes[2]), 2);
      },
      Roles::same);
}

TEST_F(ThreeRaces, D41_the_same_key_three_times_makes_one_booking_in_every_order) {
  try_three(
      [&] {
        const auto slot = add_slot({.stylist = std::nullopt, .capacity = 5});
        std::vector<Racer> racers;
        for (int attempt = 1; attempt <= 3; ++attempt) {
          Wish wish = wish_for(slot);
          wish.key = "key-" + std::to_string(day_);
          racers.push_back(holding(wish));
        }
        return racers;
      },
      [&](const Outcomes& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 3);
        EXPECT_EQ(bookings_of_the_day(), "1\n");
      },
      Roles::same);
}

}  // namespace
}  // namespace salon::storage::races
