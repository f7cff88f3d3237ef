// What the dashboard counts: spans of days, the hours of a week, and how full they are.
#include "domain/analytics.hpp"

#include <gtest/gtest.h>

#include <map>

#include "expansion_support.hpp"

namespace salon::domain {
namespace {

using namespace testing;

const DateSpan one_monday{monday, monday};

WeighedTime from_to(const char* start, const char* end, int times = 1) {
  return {{at("2027-03-01T" + std::string(start) + ":00Z"), at("2027-03-01T" + std::string(end) + ":00Z")}, times};
}

// "1/09 30/60" for thirty minutes booked of sixty open on Monday at nine.
std::string told(const std::vector<HourCell>& cells) {
  std::string out;
  for (const HourCell& cell : cells) {
    out += (out.empty() ? "" : " ") + std::to_string(cell.weekday) + "@" + std::to_string(cell.hour) + "=" +
           std::to_string(cell.booked_minutes) + "/" + std::to_string(cell.open_minutes);
  }
  return out;
}

TEST(Analytics, a_span_is_at_most_ninety_two_days_and_not_backwards) {
  EXPECT_EQ(check_span(monday, monday)->days(), 1);
  EXPECT_EQ(check_span(monday, monday + std::chrono::days{91})->days(), 92);
  EXPECT_EQ(check_span(monday, monday + std::chrono::days{92}).error().fields.front().pointer, "?to");
  EXPECT_EQ(check_span(monday, monday - std::chrono::days{1}).error().fields.front().pointer, "?from");
}

TEST(Analytics, midnights_are_the_salons_own_when_its_clocks_change) {
  const auto found = midnights_of({date("2027-03-13"), date("2027-03-14")}, zone("America/New_York"));
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found.at(1) - found.at(0), std::chrono::hours{24});
  EXPECT_EQ(found.at(2) - found.at(1), std::chrono::hours{23});
}

TEST(Analytics, conversion_is_a_share_of_holds_and_none_without_them) {
  EXPECT_EQ(conversion_of({}), std::nullopt);
  EXPECT_EQ(conversion_of({.held = 4, .confirmed = 3}), 0.75);
}

TEST(Analytics, UI_25_time_is_cut_at_the_hours_of_the_wall) {
  const std::vector open{from_to("09:30", "11:15")};
  const std::vector booked{from_to("09:45", "10:15"), from_to("10:15", "10:45", 2)};
  EXPECT_EQ(told(utilisation(one_monday, zone("UTC"), open, booked)), "1@9=15/30 1@10=75/60 1@11=0/15");
  const std::vector in_dubai{from_to("05:00", "05:30")};
  EXPECT_EQ(told(utilisation(one_monday, zone("Asia/Dubai"), in_dubai, {})), "1@9=0/30");
  const std::vector in_india{from_to("03:15", "04:15")};  // India is five and a half hours ahead
  EXPECT_EQ(told(utilisation(one_monday, zone("Asia/Kolkata"), in_india, {})), "1@8=0/15 1@9=0/45");
}

TEST(Analytics, UI_25_what_lies_outside_of_the_span_does_not_count) {
  const std::vector open{WeighedTime{{at("2027-02-28T23:00:00Z"), at("2027-03-01T01:00:00Z")}, 1},
                         WeighedTime{{at("2027-03-01T23:30:00Z"), at("2027-03-02T05:00:00Z")}, 1}};
  EXPECT_EQ(told(utilisation(one_monday, zone("UTC"), open, {})), "1@0=0/60 1@23=0/30");
}

TEST(Analytics, UI_25_an_hour_that_the_clocks_skip_is_nobodys_and_one_that_comes_twice_counts_twice) {
  const auto new_york = zone("America/New_York");
  const auto night = [&new_york](const char* day) {
    const DateSpan span{date(day), date(day)};
    const std::vector open{WeighedTime{new_york.day(span.from), 1}};
    std::map<int, int> by_hour;
    for (const HourCell& cell : utilisation(span, new_york, open, {})) by_hour[cell.hour] = cell.open_minutes;
    return by_hour;
  };
  EXPECT_FALSE(night("2027-03-14").contains(2));
  EXPECT_EQ(night("2027-11-07").at(1), 120);
}

TEST(Analytics, UI_25_a_stylist_is_open_once_however_many_services_they_offer) {
  Salon salon;
  salon.services = {a_service({.id = 1}), a_service({.id = 2, .name = "Colour"}),
                    a_service({.id = 3, .name = "Class", .requires_stylist = false})};
  salon.stylists = {a_stylist({.id = 1}), a_stylist({.id = 2, .name = "Sara", .active = false})};
  salon.rules = {a_weekly_rule({.id = 1, .start = "09:00", .end = "11:00"}),
                 a_weekly_rule({.id = 2, .service = 2, .start = "10:00", .end = "12:00"}),
                 a_weekly_rule({.id = 3, .service = 3, .start = "09:00", .end = "10:00", .capacity = 3})};
  const auto open = open_times(salon.input(), salon.clock);
  EXPECT_EQ(told(utilisation(one_monday, salon.clock, open, {})), "1@9=0/240 1@10=0/60 1@11=0/60");
}

TEST(Analytics, UI_25_a_window_of_the_day_before_that_runs_past_midnight_is_open) {
  Salon salon;
  salon.rules = {a_weekly_rule({.id = 1, .days = {7}, .start = "22:00", .end = "01:00", .end_day_offset = 1})};
  const auto open = open_times(salon.input(), salon.clock);
  EXPECT_EQ(told(utilisation(one_monday, salon.clock, open, {})), "1@0=0/60");
}

}  // namespace
}  // namespace salon::domain
