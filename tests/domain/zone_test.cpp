#include "domain/zone.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using std::chrono::days;
using std::chrono::hours;
using testing::at;
using testing::date;
using testing::wall;
using testing::zone;

std::string utc_of(std::string_view name, std::string_view day, std::string_view time) {
  return format_instant(zone(name).instant_of(date(day), wall(time)));
}

TEST(Zones, D14_every_region_of_the_database_is_known_links_too) {
  const auto names = Zone::names();
  EXPECT_GE(names.size(), 400U);
  for (const std::string& name : names) EXPECT_TRUE(Zone::find(name)) << name;
  for (const std::string_view name : {"Asia/Dubai", "US/Eastern", "Asia/Calcutta", "UTC"}) {
    EXPECT_TRUE(Zone::find(name)) << name;
  }
}

TEST(Zones, D14_what_is_no_zone_is_not_found) {
  for (const std::string_view name :
       {"", "Mars/Base", "europe/london", "Europe", "../../etc/passwd", "tzdata.zi", "+04:00"}) {
    EXPECT_FALSE(Zone::find(name)) << name;
  }
}

TEST(Zones, D14_the_zone_of_the_machine_is_no_zone_of_a_salon) {
  EXPECT_FALSE(Zone::find("localtime"));
  const auto names = Zone::names();
  EXPECT_EQ(std::ranges::find(names, "localtime"), names.end());
}

TEST(Zones, D14_a_local_time_that_does_not_exist_moves_to_the_end_of_the_gap) {
  EXPECT_EQ(utc_of("Europe/London", "2027-03-28", "00:59"), "2027-03-28T00:59:00Z");
  EXPECT_EQ(utc_of("Europe/London", "2027-03-28", "01:00"), "2027-03-28T01:00:00Z");
  EXPECT_EQ(utc_of("Europe/London", "2027-03-28", "01:59"), "2027-03-28T01:00:00Z");
  EXPECT_EQ(utc_of("Europe/London", "2027-03-28", "02:00"), "2027-03-28T01:00:00Z");
  EXPECT_EQ(utc_of("Australia/Lord_Howe", "2027-10-03", "02:15"), "2027-10-02T15:30:00Z");
}

TEST(Zones, D14_an_ambiguous_local_time_is_its_first_occurrence) {
  EXPECT_EQ(utc_of("Europe/London", "2027-10-31", "01:30"), "2027-10-31T00:30:00Z");
  EXPECT_EQ(utc_of("Europe/London", "2027-10-31", "02:00"), "2027-10-31T02:00:00Z");
  EXPECT_EQ(utc_of("Australia/Lord_Howe", "2027-04-04", "01:45"), "2027-04-03T14:45:00Z");
}

TEST(Zones, D14_midnight_at_the_end_of_a_day_is_the_next_days_beginning) {
  for (const std::string_view name : {"Asia/Dubai", "Africa/Cairo", "America/Santiago", "Asia/Beirut"}) {
    const Zone here = zone(name);
    for (Date day = date("2027-01-01"); day < date("2028-01-01"); day += days{1}) {
      EXPECT_EQ(here.instant_of(day, end_of_day), here.instant_of(day + days{1}, start_of_day)) << name;
    }
  }
}

TEST(Zones, D14_days_have_23_24_or_25_hours) {
  const Zone london = zone("Europe/London");
  EXPECT_EQ(london.day(date("2027-03-28")).end - london.day(date("2027-03-28")).start, hours{23});
  EXPECT_EQ(london.day(date("2027-03-29")).end - london.day(date("2027-03-29")).start, hours{24});
  EXPECT_EQ(london.day(date("2027-10-31")).end - london.day(date("2027-10-31")).start, hours{25});
}

TEST(Zones, D14_a_day_without_a_midnight_begins_after_the_gap) {
  // Cairo's clocks jump from midnight to one on the last Friday of April.
  EXPECT_EQ(format_instant(zone("Africa/Cairo").day(date("2027-04-30")).start), "2027-04-29T22:00:00Z");
  EXPECT_EQ(zone("Africa/Cairo").format(at("2027-04-29T22:00:00Z")), "2027-04-30T01:00:00+03:00");
}

TEST(Zones, D14_a_day_that_was_skipped_is_empty) {
  EXPECT_TRUE(zone("Pacific/Apia").day(date("2011-12-30")).is_empty());
  EXPECT_FALSE(zone("Pacific/Apia").day(date("2011-12-31")).is_empty());
}

TEST(Zones, D17_an_instant_has_the_date_its_location_has_then) {
  EXPECT_EQ(zone("Asia/Dubai").date_of(at("2027-03-01T20:00:00Z")), date("2027-03-02"));
  EXPECT_EQ(zone("Asia/Dubai").date_of(at("2027-03-01T19:59:59.999999Z")), date("2027-03-01"));
  EXPECT_EQ(zone("America/New_York").date_of(at("2027-03-01T04:59:59Z")), date("2027-02-28"));
  EXPECT_EQ(zone("Asia/Dubai").local(at("2027-03-01T19:59:59Z")).hour(), 23);
  EXPECT_EQ(zone("Asia/Dubai").local(at("2027-03-01T19:59:59Z")).offset, minutes{240});
}

TEST(Zones, D6_local_time_is_written_with_its_offset) {
  EXPECT_EQ(zone("Asia/Dubai").format(at("2027-03-01T12:00:00Z")), "2027-03-01T16:00:00+04:00");
  EXPECT_EQ(zone("America/St_Johns").format(at("2027-01-01T12:00:05Z")), "2027-01-01T08:30:05-03:30");
  EXPECT_EQ(zone("UTC").format(at("2027-01-01T12:00:00Z")), "2027-01-01T12:00:00+00:00");
  EXPECT_EQ(parse_instant(zone("Asia/Kathmandu").format(at("2027-01-01T12:00:00Z"))), at("2027-01-01T12:00:00Z"));
}

// Every hour of a year, in every zone: what the wall shows leads back to the instant, or to an earlier one that the
// wall showed the same way.
TEST(Zones, D14_converting_there_and_back_loses_nothing_in_any_zone) {
  for (const std::string& name : Zone::names()) {
    const Zone here = zone(name);
    int wrong = 0;
    for (Instant instant = at("2027-01-01T00:00:00Z"); instant < at("2028-01-01T00:00:00Z"); instant += hours{1}) {
      const LocalTime local = here.local(instant);
      const WallTime shown{static_cast<std::int16_t>(local.of_day.count() / 60)};
      const Instant back = here.instant_of(local.date, shown);
      const LocalTime again = here.local(back);
      const bool is_first_of_two = back < instant && again.date == local.date && again.of_day == local.of_day;
      if (back != instant && !is_first_of_two) ++wrong;
    }
    EXPECT_EQ(wrong, 0) << name;
  }
}

}  // namespace
}  // namespace salon::domain
