#include "domain/slot_instance.hpp"

#include <gtest/gtest.h>

#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using testing::a_slot;
using testing::at;
using testing::date;

TEST(SlotInstance, D3_the_status_follows_from_the_counters) {
  for (int capacity = 1; capacity <= 4; ++capacity) {
    for (int booked = 0; booked <= capacity; ++booked) {
      for (int hold = 0; booked + hold <= capacity; ++hold) {
        const auto slot = a_slot({.capacity = capacity, .booked = booked, .hold = hold});
        const SlotStatus expected = booked + hold == capacity ? SlotStatus::full
                                    : booked + hold > 0       ? SlotStatus::partial
                                                              : SlotStatus::open;
        EXPECT_EQ(slot.status(), expected) << capacity << " " << booked << " " << hold;
        EXPECT_EQ(a_slot({.capacity = capacity, .booked = booked, .hold = hold, .blocked = true}).status(),
                  SlotStatus::blocked);
      }
    }
  }
}

TEST(SlotInstance, D3_a_counter_above_the_capacity_still_reads_full) {
  EXPECT_EQ(a_slot({.capacity = 1, .booked = 1, .hold = 1}).status(), SlotStatus::full);
}

TEST(SlotInstance, D3_the_statuses_have_the_seeds_names) {
  EXPECT_EQ(text_of(SlotStatus::open), "open");
  EXPECT_EQ(text_of(SlotStatus::partial), "partial");
  EXPECT_EQ(text_of(SlotStatus::full), "full");
  EXPECT_EQ(text_of(SlotStatus::blocked), "blocked");
}

TEST(SlotInstance, D4_the_stylist_is_busy_in_the_active_stretches_only) {
  const auto slot = a_slot({.start = "2027-03-01T10:00:00Z", .duration_minutes = 90, .active = {{-5, 30}, {60, 100}}});
  EXPECT_EQ(slot.busy(), (std::vector<TimeRange>{{at("2027-03-01T09:55:00Z"), at("2027-03-01T10:30:00Z")},
                                                 {at("2027-03-01T11:00:00Z"), at("2027-03-01T11:40:00Z")}}));
}

TEST(SlotInstance, D4_a_slot_made_without_offsets_keeps_its_stylist_busy_throughout) {
  const auto slot = a_slot({.duration_minutes = 45});
  EXPECT_EQ(slot.busy(), (std::vector<TimeRange>{slot.during()}));
}

TEST(SlotInstance, D4_a_slot_without_a_stylist_keeps_nobody_busy) {
  EXPECT_TRUE(a_slot({.stylist = std::nullopt, .active = {{0, 30}}}).busy().empty());
}

TEST(SlotInstance, D17_a_slot_lies_on_the_local_date_of_its_start_and_has_whole_seconds) {
  const auto slot = a_slot({.start = "2027-03-01T21:00:00Z"});
  EXPECT_EQ(slot.date, date("2027-03-02"));
  EXPECT_EQ(slot.during().end - slot.during().start, minutes{30});
  EXPECT_EQ(std::chrono::floor<seconds>(slot.start_at), slot.start_at);
}

}  // namespace
}  // namespace salon::domain
