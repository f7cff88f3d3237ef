#include "domain/gap_cost.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

constexpr int split = policy::split_run_penalty_minutes;
const Instant today = parse_instant("2026-12-03T00:00:00Z").value();
const Instant now = today;

Instant at_hour(int hour, int minute = 0) { return today + std::chrono::hours{hour} + minutes{minute}; }

template <class AnyId>
AnyId numbered(std::uint8_t number) {
  AnyId id;
  id.uuid.bytes[15] = number;
  return id;
}

SlotInstance slot_of(Instant start, Instant end) {
  SlotInstance slot;
  slot.id = numbered<SlotId>(1);
  slot.stylist_id = numbered<StylistId>(1);
  slot.start_at = start;
  slot.end_at = end;
  return slot;
}

BusyTime busy(Instant start, Instant end) {
  return {.stylist_id = numbered<StylistId>(1),
          .slot_id = numbered<SlotId>(2),
          .booking_id = numbered<BookingId>(1),
          .during = {start, end},
          .hold_expires_at = std::nullopt};
}

// A working day from 9 to 17; nothing shorter than 30 minutes is on the price list.
struct Day {
  std::vector<BusyTime> busy;
  std::vector<TimeRange> windows{{at_hour(9), at_hour(17)}};
  int shortest = 30;

  [[nodiscard]] int cost(const SlotInstance& slot) const {
    return gap_cost(slot, {.busy = busy, .windows = windows, .shortest_service_minutes = shortest}, now);
  }
};

TEST(GapCost, a_slot_at_the_beginning_or_the_end_of_the_working_day_wastes_nothing) {
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(9), at_hour(10))), 0);
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(16), at_hour(17))), 0);
}

TEST(GapCost, a_slot_that_touches_nothing_splits_the_run) {
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(12), at_hour(13))), split);
}

TEST(GapCost, a_gap_too_short_for_any_service_is_lost_minute_by_minute) {
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(9, 29), at_hour(10))), 29 + split);
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(9, 1), at_hour(10))), 1 + split);
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(16), at_hour(16, 45))), 15 + split);
}

TEST(GapCost, a_gap_as_long_as_the_shortest_service_is_not_lost) {
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(9, 30), at_hour(10))), split);
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(16), at_hour(16, 30))), split);
}

TEST(GapCost, the_run_ends_where_the_neighbouring_bookings_are) {
  // Free from 10:00 to 12:00, with bookings further away that do not count, told in no order.
  const Day day{.busy = {busy(at_hour(12), at_hour(13)), busy(at_hour(15), at_hour(16)),
                         busy(at_hour(9, 30), at_hour(10)), busy(at_hour(9), at_hour(9, 30))}};
  EXPECT_EQ(day.cost(slot_of(at_hour(10), at_hour(12))), 0);
  EXPECT_EQ(day.cost(slot_of(at_hour(10), at_hour(11, 45))), 15);
  EXPECT_EQ(day.cost(slot_of(at_hour(10, 20), at_hour(12))), 20);
  EXPECT_EQ(day.cost(slot_of(at_hour(10, 20), at_hour(11, 50))), 20 + 10 + split);
}

TEST(GapCost, touching_one_side_does_not_forgive_the_waste_on_the_other) {
  const Day day{.busy = {busy(at_hour(10, 10), at_hour(11))}};
  EXPECT_EQ(day.cost(slot_of(at_hour(9), at_hour(10))), 10);
}

TEST(GapCost, a_hold_counts_until_the_instant_it_expires) {
  Day day{.busy = {busy(at_hour(10, 10), at_hour(11))}};
  const auto slot = slot_of(at_hour(9, 30), at_hour(10));
  day.busy[0].hold_expires_at = now + std::chrono::microseconds{1};
  EXPECT_EQ(day.cost(slot), 10 + split);
  day.busy[0].hold_expires_at = now;
  EXPECT_EQ(day.cost(slot), split);
}

TEST(GapCost, the_working_window_that_holds_the_slot_bounds_its_run) {
  const Day day{.windows = {{at_hour(9), at_hour(12)}, {at_hour(13), at_hour(17)}}};
  EXPECT_EQ(day.cost(slot_of(at_hour(11), at_hour(12))), 0);
  EXPECT_EQ(day.cost(slot_of(at_hour(13), at_hour(14))), 0);
  EXPECT_EQ(day.cost(slot_of(at_hour(13, 15), at_hour(14))), 15 + split);
  EXPECT_EQ(day.cost(slot_of(at_hour(11), at_hour(11, 50))), 10 + split);
}

TEST(GapCost, work_outside_the_window_does_not_stretch_the_run) {
  const Day day{.busy = {busy(at_hour(7), at_hour(8)), busy(at_hour(18), at_hour(19))}};
  EXPECT_EQ(day.cost(slot_of(at_hour(9, 10), at_hour(16, 40))), 10 + 20 + split);
}

TEST(GapCost, what_is_busy_during_the_processing_of_the_slot_bounds_nothing) {
  // A colour from 10 to 12, with a cut of another client while it works.
  const Day day{.busy = {busy(at_hour(10, 40), at_hour(11, 10))}};
  EXPECT_EQ(day.cost(slot_of(at_hour(10), at_hour(12))), split);
}

TEST(GapCost, what_reaches_into_the_slot_from_outside_leaves_no_gap_on_that_side) {
  const auto slot = slot_of(at_hour(10), at_hour(12));
  EXPECT_EQ(Day{.busy = {busy(at_hour(11, 30), at_hour(12, 30))}}.cost(slot), 0);
  EXPECT_EQ(Day{.busy = {busy(at_hour(9, 30), at_hour(10, 20))}}.cost(slot), 0);
}

TEST(GapCost, another_place_of_the_same_slot_changes_nothing) {
  Day day{.busy = {busy(at_hour(9, 55), at_hour(12, 5))}};  // with its buffers
  const auto slot = slot_of(at_hour(10), at_hour(12));
  day.busy[0].slot_id = slot.id;
  EXPECT_EQ(day.cost(slot), split);
}

TEST(GapCost, a_slot_without_a_stylist_costs_nothing) {
  auto slot = slot_of(at_hour(9, 10), at_hour(10));
  EXPECT_GT(Day{}.cost(slot), 0);
  slot.stylist_id.reset();
  EXPECT_EQ(Day{}.cost(slot), 0);
}

TEST(GapCost, a_slot_outside_every_working_window_costs_nothing) {
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(8, 50), at_hour(9, 40))), 0);
  EXPECT_EQ(Day{}.cost(slot_of(at_hour(16, 20), at_hour(17, 10))), 0);
  EXPECT_EQ(Day{.windows = {}}.cost(slot_of(at_hour(12), at_hour(13))), 0);
}

}  // namespace
}  // namespace salon::domain
