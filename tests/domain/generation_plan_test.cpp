#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "domain/slot_expansion.hpp"
#include "expansion_support.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;
using std::chrono::days;
using Conflicts = std::vector<GenerationConflict>;

// A salon with its slots: what a store would do with a plan, in memory.
struct Book {
  Salon salon;
  Instant now = at("2027-02-20T00:00:00Z");
  std::vector<ExistingSlot> slots = {};
  std::vector<LiveBooking> live = {};
  std::uint64_t last_id = 0;

  [[nodiscard]] GenerationPlan plan() const { return plan_generation(salon.input(), salon.clock, slots, live, now); }

  ExistingSlot& slot(SlotId id) {
    return *std::ranges::find(slots, id, [](const ExistingSlot& one) { return one.slot.id; });
  }
  ExistingSlot& slot_at(std::string_view start) {
    return *std::ranges::find(slots, at(start), [](const ExistingSlot& one) { return one.slot.start_at; });
  }

  void carry_out(const GenerationPlan& plan) {
    for (const SlotId id : plan.remove) {
      std::erase_if(slots, [id](const ExistingSlot& one) { return one.slot.id == id; });
    }
    for (const SlotId id : plan.block) slot(id).slot.blocked = true;
    for (const SlotId id : plan.unblock) slot(id).slot.blocked = false;
    for (const auto& [id, capacity] : plan.recapacity) slot(id).slot.capacity = capacity;
    for (const SlotDraft& draft : plan.create) {
      slots.push_back({.slot = {.id = slot_id(++last_id),
                                .location_id = salon.location.id,
                                .service_id = draft.service_id,
                                .stylist_id = draft.stylist_id,
                                .date = draft.date,
                                .start_at = draft.start_at,
                                .end_at = draft.end_at,
                                .capacity = draft.capacity,
                                .active = draft.active}});
    }
  }
  // Its sums; the days have a test of their own.
  GenerationReport generate() {
    const GenerationPlan changes = plan();
    carry_out(changes);
    GenerationReport report = report_of(changes);
    report.days.clear();
    return report;
  }
  // A confirmed booking of the slot that starts then.
  SlotId book(std::string_view start, std::uint64_t booking = 1) {
    ExistingSlot& booked = slot_at(start);
    booked.ever_booked = true;
    ++booked.slot.booked;
    live.push_back({booking_id(booking), booked.slot.id});
    return booked.slot.id;
  }
};

// Monday nine to twelve in half hours: six slots.
Book a_morning() {
  Book book{.salon = {.rules = {a_weekly_rule({.start = "09:00", .end = "12:00", .capacity = 2, .granularity = 30})}}};
  EXPECT_EQ(book.generate().created, 6);
  return book;
}

TEST(Generation, D16_the_first_run_makes_every_slot_and_the_second_changes_nothing) {
  Book book = a_morning();
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 6}));
  EXPECT_EQ(book.slots.size(), 6U);
}

TEST(Generation, D16_tells_day_by_day_what_changes_and_parts_of_a_range_add_up) {
  Book book = a_morning();
  const SlotId late = book.book("2027-03-01T11:30:00Z");
  book.salon.rules[0].start_time = wall("08:30");
  book.salon.rules[0].end_time = wall("10:00");
  book.salon.rules[0].slot_capacity = 3;
  const DayOfChanges monday{.date = date("2027-03-01"), .created = 1, .updated = 2, .blocked = 1, .removed = 3};
  GenerationReport report = report_of(book.plan());
  EXPECT_EQ(report.days, std::vector{monday});
  EXPECT_EQ(report.conflicts.front().slot_id, late);

  const DayOfChanges sunday{.date = date("2027-02-28"), .created = 4};
  report.add({.created = 5, .days = {sunday, {.date = monday.date, .created = 1}}});
  EXPECT_EQ(report.days, (std::vector<DayOfChanges>{
                             sunday, {.date = monday.date, .created = 2, .updated = 2, .blocked = 1, .removed = 3}}));
}

TEST(Generation, D16_adds_what_is_new) {
  Book book = a_morning();
  book.salon.rules[0].end_time = wall("13:00");
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 2, .kept = 6}));
}

TEST(Generation, D16_deletes_what_never_had_a_booking_and_no_longer_fits) {
  Book book = a_morning();
  book.salon.rules[0].end_time = wall("11:00");
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 4, .removed = 2}));
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 4}));
}

TEST(Generation, D16_blocks_what_had_a_booking_and_reports_the_live_ones) {
  Book book = a_morning();
  const SlotId late = book.book("2027-03-01T11:30:00Z", 7);
  book.live.push_back({booking_id(3), late});
  book.live.push_back({booking_id(5), book.slot_at("2027-03-01T09:00:00Z").slot.id});
  book.slot_at("2027-03-01T11:00:00Z").ever_booked = true;  // cancelled since
  book.salon.rules[0].end_time = wall("11:00");
  const Conflicts conflicts{{booking_id(3), late, "outside_hours"}, {booking_id(7), late, "outside_hours"}};
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 4, .blocked = 2, .conflicts = conflicts}));
  EXPECT_EQ(book.slot(late).slot.status(), SlotStatus::blocked);
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 6, .conflicts = conflicts}))
      << "conflicts are told again, nothing changes";
}

TEST(Generation, D16_a_slot_with_counters_is_never_deleted_whatever_its_history_says) {
  Book book = a_morning();
  book.slot_at("2027-03-01T11:30:00Z").slot.hold = 1;
  book.salon.rules.clear();
  EXPECT_EQ(book.generate(), (GenerationReport{.blocked = 1, .removed = 5}));
}

TEST(Generation, D16_unblocks_what_fits_again) {
  Book book = a_morning();
  book.book("2027-03-01T11:30:00Z");
  book.salon.rules.push_back(a_closure({.id = 2, .start = "11:00", .end = "12:00", .from = "2027-03-01"}));
  EXPECT_EQ(book.generate().blocked, 1);
  book.salon.rules.pop_back();
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 1, .kept = 4, .updated = 1}));
  EXPECT_EQ(book.slot_at("2027-03-01T11:30:00Z").slot.status(), SlotStatus::partial);
}

TEST(Generation, D16_capacity_follows_the_rule_up_and_down) {
  Book book = a_morning();
  book.salon.rules[0].slot_capacity = 5;
  EXPECT_EQ(book.generate(), (GenerationReport{.updated = 6}));
  book.salon.rules[0].slot_capacity = 1;
  EXPECT_EQ(book.generate(), (GenerationReport{.updated = 6}));
  EXPECT_EQ(book.slots[0].slot.capacity, 1);
}

TEST(Generation, D16_capacity_is_never_below_what_is_booked_and_held) {
  Book book = a_morning();
  const SlotId id = book.book("2027-03-01T09:00:00Z", 1);
  book.book("2027-03-01T09:00:00Z", 2);
  book.salon.rules[0].slot_capacity = 1;
  const Conflicts conflicts{{booking_id(1), id, "capacity_below_bookings"},
                            {booking_id(2), id, "capacity_below_bookings"}};
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 1, .updated = 5, .conflicts = conflicts}));
  EXPECT_EQ(book.slot(id).slot.capacity, 2);
  book.salon.rules[0].slot_capacity = 4;
  book.generate();
  book.slot(id).slot.hold = 1;
  book.salon.rules[0].slot_capacity = 1;
  book.generate();
  EXPECT_EQ(book.slot(id).slot.capacity, 3);
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 6, .conflicts = conflicts}));
}

TEST(Generation, D16_a_slot_that_is_unblocked_and_resized_is_one_update) {
  Book book = a_morning();
  book.book("2027-03-01T11:30:00Z");
  const auto rules = book.salon.rules;
  book.salon.rules.clear();
  book.generate();
  book.salon.rules = rules;
  book.salon.rules[0].slot_capacity = 3;
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 5, .updated = 1}));
}

TEST(Generation, D16_what_has_started_is_neither_touched_nor_made) {
  Book book = a_morning();
  book.now = at("2027-03-01T10:00:00Z");
  book.book("2027-03-01T10:00:00Z");
  book.salon.rules.clear();
  EXPECT_EQ(book.generate(), (GenerationReport{.removed = 3}));
  EXPECT_EQ(book.slots.size(), 3U);
  Book late{.salon = a_morning().salon, .now = at("2027-03-01T10:00:00Z")};
  EXPECT_EQ(starts_of(late.plan().create), "10:30 11:00 11:30");
}

TEST(Generation, D16_a_slot_keeps_the_duration_it_was_made_with) {
  Book book = a_morning();
  book.salon.services = {a_service({.duration_minutes = 60})};
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 6})) << "the half hour at 11:30 still fits, the hour would not";
  EXPECT_EQ(book.slot_at("2027-03-01T09:00:00Z").slot.during().end, at("2027-03-01T09:30:00Z"));
}

TEST(Generation, D16_a_free_slot_that_has_become_too_long_is_made_anew) {
  Book book{.salon = {.rules = {a_weekly_rule({.start = "09:00", .end = "11:00", .granularity = 30})},
                      .services = {a_service({.duration_minutes = 60})}}};
  EXPECT_EQ(book.generate().created, 3);
  book.salon.services = {a_service({.duration_minutes = 30})};
  book.salon.rules[0].end_time = wall("10:30");
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 1, .kept = 2, .removed = 1}));
  EXPECT_EQ(book.slot_at("2027-03-01T10:00:00Z").slot.during().end, at("2027-03-01T10:30:00Z"));
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 3}));
}

TEST(Generation, D16_a_booked_slot_that_has_become_too_long_is_blocked_and_keeps_its_place) {
  Book book{.salon = {.rules = {a_weekly_rule({.start = "09:00", .end = "10:00", .granularity = 30})},
                      .services = {a_service({.duration_minutes = 60})}}};
  book.generate();
  const SlotId id = book.book("2027-03-01T09:00:00Z");
  book.salon.services = {a_service({.duration_minutes = 30})};
  book.salon.rules[0].end_time = wall("09:30");
  const Conflicts conflicts{{booking_id(1), id, "outside_hours"}};
  EXPECT_EQ(book.generate(), (GenerationReport{.blocked = 1, .conflicts = conflicts}));
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 1, .conflicts = conflicts}));
}

TEST(Generation, D16_a_slot_off_the_grid_no_longer_fits) {
  Book book = a_morning();
  const SlotId id = book.book("2027-03-01T09:30:00Z");
  book.salon.rules[0].slot_granularity_minutes = 60;
  EXPECT_EQ(book.generate(),
            (GenerationReport{.kept = 3, .blocked = 1, .removed = 2, .conflicts = {{booking_id(1), id, "off_grid"}}}));
}

TEST(Generation, D15_slots_of_what_is_no_longer_offered_go_and_their_conflicts_say_why) {
  const auto reason_after = [](auto change) {
    Book book = a_morning();
    book.book("2027-03-01T09:00:00Z");
    change(book.salon);
    const auto report = book.generate();
    EXPECT_EQ(report.removed, 5);
    EXPECT_EQ(report.blocked, 1);
    EXPECT_EQ(report.conflicts.size(), 1U);
    return report.conflicts.empty() ? "" : report.conflicts[0].reason;
  };
  EXPECT_EQ(reason_after([](Salon& salon) { salon.services[0].active = false; }), "service_inactive");
  EXPECT_EQ(reason_after([](Salon& salon) { salon.services.clear(); }), "service_inactive");
  EXPECT_EQ(reason_after([](Salon& salon) { salon.stylists[0].active = false; }), "stylist_inactive");
  EXPECT_EQ(reason_after([](Salon& salon) { salon.stylists.clear(); }), "stylist_inactive");
  EXPECT_EQ(reason_after([](Salon& salon) { salon.services[0].required_skill = "colour"; }), "skill_missing");
}

TEST(Generation, D15_a_service_that_comes_to_need_a_stylist_gives_up_its_slots_without_one) {
  Book book = a_morning();
  book.salon.services[0].requires_stylist = false;
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 6, .removed = 6}));
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 6}));
  book.salon.services[0].requires_stylist = true;
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 6, .removed = 6}));
}

TEST(Generation, D16_other_services_stylists_days_and_locations_are_left_alone) {
  Book book = a_morning();
  book.salon.rules.clear();
  book.salon.only_service = service_id(2);
  EXPECT_EQ(book.generate(), GenerationReport{});
  book.salon.only_service.reset();
  book.salon.only_stylist = stylist_id(2);
  EXPECT_EQ(book.generate(), GenerationReport{});
  book.salon.only_stylist.reset();
  book.salon.from = book.salon.to = tuesday;
  EXPECT_EQ(book.generate(), GenerationReport{});
  book.salon.from = book.salon.to = monday - days{1};
  EXPECT_EQ(book.generate(), GenerationReport{})
      << "the day after the last is read for windows that run into it, not judged";
  book.salon.from = book.salon.to = monday;
  book.salon.location.id = location_id(2);
  EXPECT_EQ(book.generate(), GenerationReport{});
  EXPECT_EQ(book.slots.size(), 6U);
}

// Monday 22:00 to Tuesday 02:00: four slots, two of them on Tuesday.
Book a_night() {
  Book book{
      .salon = {
          .rules = {a_weekly_rule(
              {.days = {1}, .start = "22:00", .end = "02:00", .end_day_offset = 1, .capacity = 2, .granularity = 60})},
          .services = {a_service({.duration_minutes = 60})}}};
  EXPECT_EQ(book.generate().created, 4);
  return book;
}

TEST(Generation, D16_slots_past_midnight_belong_to_the_day_their_window_begins) {
  Book book = a_night();
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 4}));
  book.salon.rules[0].slot_capacity = 3;
  EXPECT_EQ(book.generate(), (GenerationReport{.updated = 4}));
  book.salon.from = book.salon.to = tuesday;
  EXPECT_EQ(book.generate(), GenerationReport{}) << "nothing begins on Tuesday";
  EXPECT_EQ(book.slots.size(), 4U);
}

TEST(Generation, D16_slots_past_midnight_that_no_longer_fit_go_with_the_day_they_lie_on) {
  Book book = a_night();
  book.salon.rules.push_back(a_closure({.id = 2, .start = "01:00", .end = "02:00", .from = "2027-03-02"}));
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 3}));
  book.salon.from = book.salon.to = tuesday;
  EXPECT_EQ(book.generate(), (GenerationReport{.removed = 1}));
  book.salon.rules.pop_back();
  book.salon.from = monday;
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 1, .kept = 3}));
}

TEST(Generation, D16_a_slot_past_midnight_that_stands_in_the_way_of_a_shorter_one_is_made_anew) {
  Book book{.salon = {.rules = {a_weekly_rule(
                          {.days = {1}, .start = "22:00", .end = "02:00", .end_day_offset = 1, .granularity = 60})},
                      .services = {a_service({.duration_minutes = 120})}}};
  EXPECT_EQ(book.generate().created, 3);
  book.salon.services = {a_service({.duration_minutes = 60})};
  book.salon.rules[0].end_time = wall("01:30");
  EXPECT_EQ(book.generate(), (GenerationReport{.created = 1, .kept = 2, .removed = 1}));
  EXPECT_EQ(book.generate(), (GenerationReport{.kept = 3}));
}

TEST(Generation, D16_a_range_worked_through_day_by_day_adds_up_to_the_whole) {
  Book whole = a_night();
  whole.salon.rules.push_back(
      a_weekly_rule({.id = 2, .days = {2, 3}, .start = "02:00", .end = "09:00", .granularity = 30}));
  whole.book("2027-03-02T01:00:00Z");
  whole.book("2027-03-01T23:00:00Z", 2);
  whole.book("2027-03-01T23:00:00Z", 3);
  whole.salon.rules[0].slot_capacity = 1;
  Book parts = whole;
  whole.salon.to = monday + days{3};
  const auto at_once = whole.generate();
  GenerationReport sum;
  for (Date day = monday; day <= monday + days{3}; day += days{1}) {
    parts.salon.from = parts.salon.to = day;
    sum.add(parts.generate());
  }
  EXPECT_EQ(sum, at_once);
  EXPECT_EQ(at_once.conflicts.size(), 2U);
  const auto told_again = whole.generate();
  EXPECT_EQ(told_again.created + told_again.updated + told_again.blocked + told_again.removed, 0);
  EXPECT_EQ(told_again.kept, static_cast<int>(whole.slots.size()));
}

TEST(Generation, D16_reports_add_up_and_name_a_conflict_once) {
  const GenerationConflict one{booking_id(1), slot_id(1), "outside_hours"};
  const GenerationConflict other{booking_id(2), slot_id(1), "outside_hours"};
  GenerationReport sum{.created = 1, .kept = 2, .updated = 3, .blocked = 4, .removed = 5, .conflicts = {one}};
  sum.add({.created = 10, .kept = 20, .updated = 30, .blocked = 40, .removed = 50, .conflicts = {other, one}});
  EXPECT_EQ(sum,
            (GenerationReport{
                .created = 11, .kept = 22, .updated = 33, .blocked = 44, .removed = 55, .conflicts = {one, other}}));
}

}  // namespace
}  // namespace salon::domain
