#include "domain/time.hpp"

#include <gtest/gtest.h>

#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using testing::at;
using testing::date;

TEST(WallTime, D13_is_read_and_written_in_hours_and_minutes) {
  for (const std::string_view text : {"00:00", "09:05", "23:59", "24:00"}) {
    const auto time = WallTime::parse(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(time->text(), text);
  }
  EXPECT_EQ(WallTime::parse("09:30:00")->minute_of_day, 9 * 60 + 30);
  EXPECT_EQ(WallTime::parse("24:00:00"), end_of_day);
  EXPECT_LT(*WallTime::parse("09:59"), *WallTime::parse("10:00"));
}

TEST(WallTime, D13_what_no_clock_shows_is_refused) {
  for (const std::string_view text : {"", "9:00", "09:60", "24:01", "25:00", "09-00", "0900", "09:00:01", "09:00:0",
                                      " 9:00", "-1:00", "09:0a", "09:00:00Z"}) {
    EXPECT_FALSE(WallTime::parse(text)) << text;
  }
}

TEST(Date, D10_a_date_must_be_in_the_calendar) {
  EXPECT_EQ(format_date(*parse_date("2028-02-29")), "2028-02-29");
  EXPECT_EQ(format_date(*parse_date("1970-01-01")), "1970-01-01");
  EXPECT_EQ(format_date(*parse_date("2200-12-31")), "2200-12-31");
  for (const std::string_view text :
       {"", "2027-02-29", "2027-02-30", "2027-13-01", "2027-00-10", "2027-01-00", "1969-12-31", "2201-01-01",
        "2027-1-01", "27-01-01", "2027/01/01", "2027-01-01T", "20270101"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Date, D10_the_week_begins_on_monday) {
  EXPECT_EQ(iso_weekday(date("2027-03-01")), 1);
  EXPECT_EQ(iso_weekday(date("2027-03-07")), 7);
  EXPECT_EQ(iso_weekday(date("1970-01-01")), 4);
}

TEST(Instants, D6_any_offset_names_the_same_instant) {
  const Instant noon = at("2027-03-01T12:00:00Z");
  EXPECT_EQ(at("2027-03-01T16:00:00+04:00"), noon);
  EXPECT_EQ(at("2027-03-01T06:30:00-05:30"), noon);
  EXPECT_EQ(at("2027-03-01t12:00:00z"), noon);
  EXPECT_EQ(at("2027-03-01T12:00:00.000000-00:00"), noon);
  EXPECT_EQ(at("2027-02-28T23:30:00-12:30"), noon);
}

TEST(Instants, D6_are_kept_to_the_microsecond) {
  EXPECT_EQ(format_instant(at("2027-03-01T12:00:00.25Z")), "2027-03-01T12:00:00.250000Z");
  EXPECT_EQ(format_instant(at("2027-03-01T12:00:00.000001Z")), "2027-03-01T12:00:00.000001Z");
  EXPECT_EQ(at("2027-03-01T12:00:00.999999Z") - at("2027-03-01T12:00:00Z"), std::chrono::microseconds{999999});
}

TEST(Instants, D17_whole_seconds_are_written_without_a_fraction) {
  EXPECT_EQ(format_instant(at("2027-03-01T12:00:09Z")), "2027-03-01T12:00:09Z");
  EXPECT_EQ(format_instant(at("1970-01-01T00:00:00+14:00")), "1969-12-31T10:00:00Z");
  EXPECT_EQ(format_instant(at("1970-01-01T00:00:00.5+00:01")), "1969-12-31T23:59:00.500000Z");
}

TEST(Instants, D6_what_is_no_RFC_3339_instant_is_refused) {
  for (const std::string_view text :
       {"", "2027-03-01", "2027-03-01T12:00Z", "2027-03-01T12:00:00", "2027-03-01 12:00:00Z", "2027-03-01T24:00:00Z",
        "2027-03-01T12:60:00Z", "2027-03-01T12:00:60Z", "2027-02-30T12:00:00Z", "2027-03-01T12:00:00.Z",
        "2027-03-01T12:00:00.1234567Z", "2027-03-01T12:00:00.5", "2027-03-01T12:00:00+0400",
        "2027-03-01T12:00:00+24:00", "2027-03-01T12:00:00+04:60", "2027-03-01T12:00:00Z ", "2027-03-01T12:00:00.5.5Z",
        "2027-03-01T1a:00:00Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Instants, D6_reading_what_was_written_gives_the_same_instant) {
  for (std::int64_t i = 0; i < 2000; ++i) {
    const Instant instant{std::chrono::microseconds{i * 2'000'003'123'457LL % 4'102'444'800'000'000LL}};
    EXPECT_EQ(parse_instant(format_instant(instant)), instant);
  }
}

TEST(TimeRanges, D4_are_half_open_so_that_neighbours_do_not_overlap) {
  const TimeRange ten{at("2027-03-01T10:00:00Z"), at("2027-03-01T11:00:00Z")};
  const TimeRange eleven{at("2027-03-01T11:00:00Z"), at("2027-03-01T12:00:00Z")};
  const TimeRange both{ten.start, eleven.end};
  EXPECT_FALSE(ten.overlaps(eleven));
  EXPECT_FALSE(eleven.overlaps(ten));
  EXPECT_TRUE(both.overlaps(ten));
  EXPECT_TRUE(both.contains(eleven));
  EXPECT_FALSE(eleven.contains(both));
  EXPECT_TRUE((TimeRange{ten.start, ten.start}.is_empty()));
  EXPECT_FALSE(ten.is_empty());
}

TEST(EpochHour, is_the_hour_the_instant_lies_in_before_1970_too) {
  EXPECT_EQ(epoch_hour(at("1970-01-01T00:59:59.999999Z")), 0);
  EXPECT_EQ(epoch_hour(at("1970-01-01T01:00:00Z")), 1);
  EXPECT_EQ(epoch_hour(at("1970-01-01T00:00:00+00:01")), -1);
}

}  // namespace
}  // namespace salon::domain
