// Daylight saving worked by hand for three cities, and every day of two years in every region of the IANA database.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "domain/slot_expansion.hpp"
#include "expansion_support.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;
using std::chrono::days;

Salon salon_in(std::string_view zone_name, std::string_view day, const Rule& rule, int duration_minutes) {
  return {.location = a_location({.timezone = std::string(zone_name)}),
          .clock = zone(zone_name),
          .rules = {rule},
          .services = {a_service({.duration_minutes = duration_minutes})},
          .from = date(day),
          .to = date(day)};
}

struct Window {
  std::string_view zone_name;
  std::string_view day;
  std::string start;
  std::string end;
  int step = 60;  // granularity and duration
};

// The starts as the wall shows them: "01:00+00:00 02:00+01:00".
std::string local_starts(const Window& window) {
  const auto rule = a_weekly_rule({.start = window.start, .end = window.end, .granularity = window.step});
  const Salon salon = salon_in(window.zone_name, window.day, rule, window.step);
  std::string out;
  for (const auto& draft : salon.expand()) {
    EXPECT_EQ(draft.date, date(window.day));
    EXPECT_EQ(draft.end_at - draft.start_at, minutes{window.step});
    const std::string text = salon.clock.format(draft.start_at);
    out += (out.empty() ? "" : " ") + text.substr(11, 5) + text.substr(19);
  }
  return out;
}

TEST(DaylightSaving, D14_londons_clocks_go_forward) {
  EXPECT_EQ(local_starts({"Europe/London", "2027-03-28", "00:00", "04:00"}), "00:00+00:00 02:00+01:00 03:00+01:00");
  EXPECT_EQ(local_starts({"Europe/London", "2027-03-28", "09:00", "11:00"}), "09:00+01:00 10:00+01:00");
}

TEST(DaylightSaving, D14_a_local_time_that_does_not_exist_moves_to_the_end_of_the_gap) {
  EXPECT_EQ(local_starts({"Europe/London", "2027-03-28", "01:30", "03:00", 30}), "02:00+01:00 02:30+01:00");
  EXPECT_EQ(local_starts({"Europe/London", "2027-03-28", "00:00", "01:30", 30}), "00:00+00:00 00:30+00:00");
  EXPECT_EQ(local_starts({"Europe/London", "2027-03-28", "01:00", "02:00", 30}), "");
}

TEST(DaylightSaving, D14_londons_clocks_go_back_and_a_repeated_time_is_its_first_occurrence) {
  EXPECT_EQ(local_starts({"Europe/London", "2027-10-31", "00:00", "04:00"}),
            "00:00+01:00 01:00+01:00 01:00+00:00 02:00+00:00 03:00+00:00");
  EXPECT_EQ(local_starts({"Europe/London", "2027-10-31", "01:30", "02:30", 30}),
            "01:30+01:00 01:00+00:00 01:30+00:00 02:00+00:00");
  EXPECT_EQ(local_starts({"Europe/London", "2027-10-31", "00:30", "01:30", 30}), "00:30+01:00 01:00+01:00");
}

TEST(DaylightSaving, D14_new_yorks_clocks_go_forward) {
  EXPECT_EQ(local_starts({"America/New_York", "2027-03-14", "01:00", "05:00"}), "01:00-05:00 03:00-04:00 04:00-04:00");
  EXPECT_EQ(local_starts({"America/New_York", "2027-03-14", "02:15", "03:15", 15}), "03:00-04:00");
}

TEST(DaylightSaving, D14_new_yorks_clocks_go_back) {
  EXPECT_EQ(local_starts({"America/New_York", "2027-11-07", "00:00", "03:00"}),
            "00:00-04:00 01:00-04:00 01:00-05:00 02:00-05:00");
  EXPECT_EQ(local_starts({"America/New_York", "2027-11-07", "01:00", "01:45", 15}),
            "01:00-04:00 01:15-04:00 01:30-04:00");
}

TEST(DaylightSaving, D14_lord_howes_clocks_go_forward_by_half_an_hour) {
  EXPECT_EQ(local_starts({"Australia/Lord_Howe", "2027-10-03", "01:00", "04:00", 30}),
            "01:00+10:30 01:30+10:30 02:30+11:00 03:00+11:00 03:30+11:00");
  EXPECT_EQ(local_starts({"Australia/Lord_Howe", "2027-10-03", "02:15", "03:30", 30}), "02:30+11:00 03:00+11:00");
  // Elapsed hours: from 01:00 by the old offset it is one hour to 02:30 by the new.
  EXPECT_EQ(local_starts({"Australia/Lord_Howe", "2027-10-03", "01:00", "04:00"}), "01:00+10:30 02:30+11:00");
}

TEST(DaylightSaving, D14_lord_howes_clocks_go_back_by_half_an_hour) {
  EXPECT_EQ(local_starts({"Australia/Lord_Howe", "2027-04-04", "01:00", "03:00", 30}),
            "01:00+11:00 01:30+11:00 01:30+10:30 02:00+10:30 02:30+10:30");
  EXPECT_EQ(local_starts({"Australia/Lord_Howe", "2027-04-04", "01:45", "02:30", 15}),
            "01:45+11:00 01:30+10:30 01:45+10:30 02:00+10:30 02:15+10:30");
}

TEST(DaylightSaving, D17_a_change_at_midnight_keeps_slots_on_their_local_dates) {
  // Santiago: after Saturday 23:59 it is 23:00 again.
  EXPECT_EQ(local_starts({"America/Santiago", "2027-04-03", "22:00", "24:00"}), "22:00-03:00 23:00-03:00 23:00-04:00");
  // Cairo: after Thursday 23:59 it is Friday 01:00.
  EXPECT_EQ(local_starts({"Africa/Cairo", "2027-04-30", "00:00", "03:00"}), "01:00+03:00 02:00+03:00");
}

// Two offers in one zone: the whole day in four-hour slots of a stylist, and a night of ninety-minute slots without.
Salon round_the_clock(std::string_view zone_name) {
  return {.location = a_location({.timezone = std::string(zone_name)}),
          .clock = zone(zone_name),
          .rules =
              {a_weekly_rule({.id = 1, .start = "00:00", .end = "24:00", .granularity = 240}),
               a_weekly_rule(
                   {.id = 2, .service = 2, .start = "22:30", .end = "03:30", .end_day_offset = 1, .granularity = 120})},
          .services = {a_service({.id = 1, .duration_minutes = 240}),
                       a_service({.id = 2, .duration_minutes = 90, .requires_stylist = false})},
          .from = date("2027-01-01"),
          .to = date("2028-12-31")};
}

// What elapsed time allows, without the grid.
std::int64_t starts_within(TimeRange window, minutes step, minutes duration) {
  const auto room = window.end - window.start - duration;
  return room < minutes{0} ? 0 : room / step + 1;
}

struct Tally {
  std::int64_t wrong_length = 0;
  std::int64_t out_of_order_or_overlapping = 0;
  std::int64_t wrong_date = 0;
  std::map<ServiceId, std::int64_t> slots;
};

Tally tally_of(const std::vector<SlotDraft>& drafts, const Zone& clock) {
  Tally out;
  const SlotDraft* before = nullptr;
  for (const SlotDraft& draft : drafts) {
    const minutes duration{draft.stylist_id ? 240 : 90};
    if (draft.end_at - draft.start_at != duration) ++out.wrong_length;
    if (before != nullptr && before->service_id == draft.service_id && draft.start_at < before->end_at)
      ++out.out_of_order_or_overlapping;
    if (before != nullptr && draft.service_id < before->service_id) ++out.out_of_order_or_overlapping;
    if (clock.day(draft.date).start > draft.start_at || clock.day(draft.date).end <= draft.start_at) ++out.wrong_date;
    ++out.slots[draft.service_id];
    before = &draft;
  }
  return out;
}

TEST(SlotExpansion, D14_loses_nothing_and_overlaps_nothing_on_any_day_of_two_years_in_any_zone) {
  int zones = 0;
  for (const std::string& name : Zone::names()) {
    if (name.find('/') == std::string::npos || name.starts_with("Etc/")) continue;
    ++zones;
    const Salon salon = round_the_clock(name);
    const Tally tally = tally_of(salon.expand(), salon.clock);
    std::int64_t days_slots = 0;
    std::int64_t nights_slots = 0;
    for (Date day = salon.from; day <= salon.to; day += days{1}) {
      days_slots += starts_within(salon.clock.day(day), minutes{240}, minutes{240});
      const TimeRange night{salon.clock.instant_of(day, wall("22:30")),
                            salon.clock.instant_of(day + days{1}, wall("03:30"))};
      nights_slots += starts_within(night, minutes{120}, minutes{90});
    }
    EXPECT_EQ(tally.wrong_length, 0) << name;
    EXPECT_EQ(tally.out_of_order_or_overlapping, 0) << name;
    EXPECT_EQ(tally.wrong_date, 0) << name;
    EXPECT_EQ(tally.slots.at(service_id(1)), days_slots) << name;
    EXPECT_EQ(tally.slots.at(service_id(2)), nights_slots) << name;
  }
  EXPECT_GE(zones, 400);
}

}  // namespace
}  // namespace salon::domain
