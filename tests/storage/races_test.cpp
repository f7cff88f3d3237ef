// Races by step: one session stops before each of its statements in turn while the others run, in every order of two
// and three. After each order the invariants hold and the outcome is one that some order of whole transactions could
// have given.
#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

int count(const std::vector<Outcome>& outcomes, const Outcome& wanted) {
  return static_cast<int>(std::ranges::count(outcomes, wanted));
}

TEST_F(Races, D31_two_holds_of_the_last_place_have_one_winner_in_every_order) {
  const int orders = try_two(
      [&] {
        const auto slot = add_slot({.stylist = layla_});
        std::vector<Racer> racers;
        for (int person = 1; person <= 2; ++person) {
          const Wish wish{slot, next_booking(), person, {}};
          racers.push_back([this, wish](Session& session, Outcome& outcome) { return place(session, wish, outcome); });
        }
        return racers;
      },
      [](const auto& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 1);
      });
  EXPECT_GT(orders, 10);
}

TEST_F(Races, D31_three_holds_of_two_places_have_two_winners_in_every_order) {
  const int orders = try_three(
      [&] {
        const auto slot = add_slot({.stylist = std::nullopt, .capacity = 2});
        std::vector<Racer> racers;
        for (int person = 1; person <= 3; ++person) {
          const Wish wish{slot, next_booking(), person, {}};
          racers.push_back([this, wish](Session& session, Outcome& outcome) { return place(session, wish, outcome); });
        }
        return racers;
      },
      [](const auto& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 2);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 1);
      });
  EXPECT_GT(orders, 30);
}

TEST_F(Races, D4_overlapping_slots_of_one_stylist_have_one_winner_in_every_order) {
  try_three(
      [&] {
        std::vector<Racer> racers;
        for (int person = 1; person <= 3; ++person) {
          const Wish wish{
              add_slot({.stylist = layla_, .from_now = minutes(120 + 10 * person)}), next_booking(), person, {}};
          racers.push_back([this, wish](Session& session, Outcome& outcome) { return place(session, wish, outcome); });
        }
        return racers;
      },
      [](const auto& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "STYLIST_BUSY"), 2);
      });
}

TEST_F(Races, D32_confirm_and_expiry_agree_on_who_was_first_in_every_order) {
  try_two(
      [&] {
        const auto booking = next_booking();
        const Wish wish{add_slot({.stylist = layla_}), booking, 1, {}};
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, wish, outcome); }), "201");
        const Instant expiry = now_ + minutes(10);
        return std::vector<Racer>{[this, booking, expiry](Session& session, Outcome& outcome) {
                                    session.set_now(expiry - domain::seconds(1));
                                    return confirm(session, booking, outcome);
                                  },
                                  [this, expiry](Session& session, Outcome& outcome) {
                                    session.set_now(expiry);
                                    return expire(session, outcome);
                                  }};
      },
      [](const auto& outcomes) {
        const bool confirmed = outcomes[0] == "201" && outcomes[1] == "0";
        const bool expired = outcomes[0] == "HOLD_EXPIRED" && outcomes[1] == "1";
        EXPECT_TRUE(confirmed || expired) << outcomes[0] << " and " << outcomes[1];
      });
}

TEST_F(Races, D30_confirm_and_cancel_end_cancelled_or_refused_in_every_order) {
  try_two(
      [&] {
        const auto booking = next_booking();
        const Wish wish{add_slot({.stylist = layla_, .from_now = minutes(3000)}), booking, 1, {}};
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, wish, outcome); }), "201");
        return std::vector<Racer>{
            [this, booking](Session& session, Outcome& outcome) { return confirm(session, booking, outcome); },
            [this, booking](Session& session, Outcome& outcome) { return cancel(session, booking, outcome); }};
      },
      [](const auto& outcomes) {
        EXPECT_EQ(outcomes[1], "201");
        EXPECT_TRUE(outcomes[0] == "201" || outcomes[0] == "BOOKING_CANCELLED") << outcomes[0];
      });
}

TEST_F(Races, D35_two_bookings_that_want_each_others_time_both_keep_their_own_in_every_order) {
  try_two(
      [&] {
        const auto one = add_slot({.stylist = layla_});
        const auto other = add_slot({.stylist = omar_});
        const Wish first{one, next_booking(), 1, {}};
        const Wish second{other, next_booking(), 2, {}};
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, first, outcome); }), "201");
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, second, outcome); }), "201");
        return std::vector<Racer>{[this, first, other](Session& session, Outcome& outcome) {
                                    return move(session, first.booking, other, outcome);
                                  },
                                  [this, second, one](Session& session, Outcome& outcome) {
                                    return move(session, second.booking, one, outcome);
                                  }};
      },
      [](const auto& outcomes) { EXPECT_EQ(count(outcomes, "SLOT_FULL"), 2); });
}

TEST_F(Races, D35_two_bookings_that_want_the_same_free_time_have_one_winner_in_every_order) {
  try_two(
      [&] {
        const auto target = add_slot({.stylist = layla_, .from_now = minutes(300)});
        const Wish first{add_slot({.stylist = layla_}), next_booking(), 1, {}};
        const Wish second{add_slot({.stylist = omar_}), next_booking(), 2, {}};
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, first, outcome); }), "201");
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, second, outcome); }), "201");
        std::vector<Racer> racers;
        for (const Wish& wish : {first, second}) {
          racers.push_back([this, wish, target](Session& session, Outcome& outcome) {
            return move(session, wish.booking, target, outcome);
          });
        }
        return racers;
      },
      [](const auto& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 1);
        EXPECT_EQ(count(outcomes, "SLOT_FULL"), 1);
      });
}

TEST_F(Races, D34_two_workers_expire_a_hold_once_in_every_order) {
  try_two(
      [&] {
        const Wish wish{add_slot({.stylist = layla_}), next_booking(), 1, {}};
        EXPECT_EQ(at_once([&](Session& session, Outcome& outcome) { return place(session, wish, outcome); }), "201");
        const Instant later = now_ + minutes(11);
        const Racer worker = [this, later](Session& session, Outcome& outcome) {
          session.set_now(later);
          return expire(session, outcome);
        };
        return std::vector<Racer>{worker, worker};
      },
      [](const auto& outcomes) { EXPECT_EQ(std::stoi(outcomes[0]) + std::stoi(outcomes[1]), 1); });
}

TEST_F(Races, D41_the_same_key_twice_makes_one_booking_in_every_order) {
  try_two(
      [&] {
        const auto slot = add_slot({.stylist = std::nullopt, .capacity = 5});
        const std::string key = "key-" + std::to_string(day_);
        std::vector<Racer> racers;
        for (int attempt = 1; attempt <= 2; ++attempt) {
          const Wish wish{slot, next_booking(), 1, key};
          racers.push_back([this, wish](Session& session, Outcome& outcome) { return place(session, wish, outcome); });
        }
        return racers;
      },
      [&](const auto& outcomes) {
        EXPECT_EQ(count(outcomes, "201"), 2);
        EXPECT_EQ(observer_->text("SELECT count(*)::text FROM bookings WHERE created_at = '" +
                                  domain::format_instant(now_) + "'"),
                  "1\n");
      });
}

TEST_F(Races, D16_a_slot_that_is_held_while_it_is_removed_is_blocked_instead_in_every_order) {
  try_two(
      [&] {
        const Wish wish{
            add_slot({.stylist = layla_}), next_booking(), 1, {}};  // no rule offers it: generation wants it gone
        return std::vector<Racer>{
            [this, wish](Session& session, Outcome& outcome) { return place(session, wish, outcome); },
            [this](Session& session, Outcome& outcome) { return regenerate(session, outcome); }};
      },
      [](const auto& outcomes) {
        const bool was_held = outcomes[0] == "201" && outcomes[1] == "removed 0 blocked 1";
        const bool was_blocked = outcomes[0] == "SLOT_BLOCKED" && outcomes[1] == "removed 0 blocked 1";
        const bool was_removed = outcomes[0] == "NOT_FOUND" && outcomes[1] == "removed 1 blocked 0";
        EXPECT_TRUE(was_held || was_blocked || was_removed) << outcomes[0] << " and " << outcomes[1];
      });
}

}  // namespace
}  // namespace salon::storage::races
