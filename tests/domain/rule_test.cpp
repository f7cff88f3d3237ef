#include "domain/rule.hpp"

#include <gtest/gtest.h>

#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using testing::a_closure;
using testing::a_date_range_rule;
using testing::a_weekly_rule;
using testing::an_exception;
using testing::closed;
using testing::date;
using testing::service_id;
using testing::stylist_id;
using testing::wall;
using testing::weekdays;
using Pointers = std::vector<std::string>;

Pointers problems_of(const Rule& rule) {
  const auto checked = check_rule(rule);
  Pointers out;
  if (checked) return out;
  EXPECT_EQ(checked.error().why, Refusal::validation_failed);
  for (const auto& field : checked.error().fields) out.push_back(field.pointer);
  return out;
}

// Overlapping is mutual; asked both ways every time.
bool clash(const Rule& one, const Rule& other) {
  EXPECT_EQ(overlap(one, other), overlap(other, one));
  return overlap(one, other);
}

TEST(Rule, D10_kinds_have_the_seeds_names) {
  for (const RuleKind kind : {RuleKind::weekly, RuleKind::date_range, RuleKind::exception}) {
    EXPECT_EQ(parse_rule_kind(text_of(kind)), kind);
  }
  EXPECT_EQ(text_of(RuleKind::date_range), "DATE_RANGE");
  EXPECT_FALSE(parse_rule_kind("weekly"));
  EXPECT_FALSE(parse_rule_kind(""));
}

TEST(Rule, D2_D10_weekdays_are_listed_in_order_once_each) {
  EXPECT_EQ(weekdays({7, 1, 3, 1}).list(), (std::vector<int>{1, 3, 7}));
  EXPECT_EQ(Weekdays::all().list().size(), 7U);
  EXPECT_TRUE(weekdays({7}).has(7));
  EXPECT_FALSE(weekdays({7}).has(6));
}

TEST(Rule, D10_a_weekly_rule_needs_weekdays) {
  Rule rule = a_weekly_rule();
  EXPECT_EQ(problems_of(rule), Pointers{});
  rule.days_of_week = Weekdays{};
  EXPECT_EQ(problems_of(rule), Pointers{"/days_of_week"});
  rule.days_of_week.reset();
  EXPECT_EQ(problems_of(rule), Pointers{"/days_of_week"});
  rule.days_of_week = Weekdays{0xff};
  EXPECT_EQ(problems_of(rule), Pointers{"/days_of_week"});
}

TEST(Rule, D10_a_date_range_needs_both_days_in_order) {
  EXPECT_EQ(problems_of(a_date_range_rule({.from = "2027-03-01", .to = "2027-03-01"})), Pointers{});
  EXPECT_EQ(problems_of(a_date_range_rule({.from = "2027-03-01"})), Pointers{"/valid_to"});
  EXPECT_EQ(problems_of(a_date_range_rule({.to = "2027-03-01"})), Pointers{"/valid_from"});
  EXPECT_EQ(problems_of(a_date_range_rule({.from = "2027-03-02", .to = "2027-03-01"})), Pointers{"/valid_to"});
}

TEST(Rule, D10_an_exception_needs_its_day_and_is_for_that_day_alone_by_default) {
  Rule rule = an_exception({.from = "2027-03-01"});
  rule.valid_to.reset();
  EXPECT_TRUE(rule.in_force_on(date("2027-03-01")));
  EXPECT_FALSE(rule.in_force_on(date("2027-03-02")));
  const auto checked = check_rule(rule);
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->valid_to, date("2027-03-01"));
  rule.valid_from.reset();
  EXPECT_EQ(problems_of(rule), Pointers{"/valid_from"});
}

TEST(Rule, D10_is_in_force_from_its_first_to_its_last_day_or_without_bound) {
  const Rule march = a_weekly_rule({.from = "2027-03-01", .to = "2027-03-31"});
  EXPECT_FALSE(march.in_force_on(date("2027-02-28")));
  EXPECT_TRUE(march.in_force_on(date("2027-03-01")));
  EXPECT_TRUE(march.in_force_on(date("2027-03-31")));
  EXPECT_FALSE(march.in_force_on(date("2027-04-01")));
  EXPECT_TRUE(a_weekly_rule().in_force_on(date("1970-01-01")));
  EXPECT_TRUE(a_weekly_rule({.from = "2027-03-01"}).in_force_on(date("2199-01-01")));
  const Rule mondays = a_weekly_rule({.days = {1}, .from = "2027-03-01"});
  EXPECT_TRUE(mondays.in_force_on(date("2027-03-02")));
  EXPECT_FALSE(mondays.has_weekday_of(date("2027-03-02")));
}

TEST(Rule, D11_scopes_run_from_the_location_to_one_service_of_one_stylist) {
  EXPECT_EQ(a_weekly_rule().scope(), RuleScope::location);
  EXPECT_EQ(a_weekly_rule({.service = 1}).scope(), RuleScope::service);
  EXPECT_EQ(a_weekly_rule({.stylist = 1}).scope(), RuleScope::stylist);
  EXPECT_EQ(a_weekly_rule({.stylist = 1, .service = 1}).scope(), RuleScope::stylist_and_service);
  EXPECT_LT(RuleScope::service, RuleScope::stylist);
}

TEST(Rule, D11_speaks_only_of_the_service_and_the_stylist_it_names) {
  EXPECT_TRUE(a_weekly_rule().applies_to(service_id(1), std::nullopt));
  EXPECT_TRUE(a_weekly_rule({.service = 1}).applies_to(service_id(1), stylist_id(9)));
  EXPECT_FALSE(a_weekly_rule({.service = 1}).applies_to(service_id(2), std::nullopt));
  EXPECT_TRUE(a_weekly_rule({.stylist = 1}).applies_to(service_id(2), stylist_id(1)));
  EXPECT_FALSE(a_weekly_rule({.stylist = 1}).applies_to(service_id(2), stylist_id(2)));
  EXPECT_FALSE(a_weekly_rule({.stylist = 1}).applies_to(service_id(2), std::nullopt));
}

TEST(Rule, D13_a_window_ends_after_it_starts_unless_it_ends_the_next_day) {
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "00:00", .end = "24:00"})), Pointers{});
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "18:00", .end = "18:00"})), Pointers{"/end_time"});
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "18:00", .end = "02:00"})), Pointers{"/end_time"});
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "18:00", .end = "02:00", .end_day_offset = 1})), Pointers{});
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "18:00", .end = "02:00", .end_day_offset = 2})),
            Pointers{"/end_day_offset"});
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "18:00", .end = "20:00", .end_day_offset = -1})),
            Pointers{"/end_day_offset"});
  EXPECT_EQ(problems_of(a_weekly_rule({.start = "24:00", .end = "02:00", .end_day_offset = 1})),
            Pointers{"/start_time"});
  Rule rule = a_weekly_rule();
  rule.end_time.minute_of_day = 24 * 60 + 1;
  EXPECT_EQ(problems_of(rule), Pointers{"/end_time"});
}

TEST(Rule, D13_granularity_and_capacity_are_bounded_and_every_problem_is_named) {
  EXPECT_EQ(problems_of(a_weekly_rule({.capacity = 100, .granularity = 240})), Pointers{});
  EXPECT_EQ(problems_of(a_weekly_rule({.capacity = 1, .granularity = 5})), Pointers{});
  EXPECT_EQ(problems_of(a_weekly_rule({.capacity = 0})), Pointers{"/slot_capacity"});
  EXPECT_EQ(problems_of(a_weekly_rule({.capacity = 101})), Pointers{"/slot_capacity"});
  EXPECT_EQ(problems_of(a_weekly_rule({.granularity = 4})), Pointers{"/slot_granularity_minutes"});
  EXPECT_EQ(problems_of(a_weekly_rule({.end = "08:00", .capacity = 0, .granularity = 241})),
            (Pointers{"/end_time", "/slot_capacity", "/slot_granularity_minutes"}));
}

TEST(RuleOverlap, D13_two_rules_that_say_what_happens_at_one_moment_are_refused) {
  EXPECT_TRUE(
      clash(a_weekly_rule({.start = "09:00", .end = "12:00"}), a_weekly_rule({.start = "11:59", .end = "18:00"})));
  EXPECT_TRUE(clash(a_weekly_rule(), a_weekly_rule()));
}

TEST(RuleOverlap, D13_windows_that_touch_do_not_overlap) {
  EXPECT_FALSE(
      clash(a_weekly_rule({.start = "09:00", .end = "12:00"}), a_weekly_rule({.start = "12:00", .end = "18:00"})));
}

TEST(RuleOverlap, D13_rules_of_other_kinds_and_scopes_go_together) {
  const Rule rule = a_weekly_rule();
  EXPECT_FALSE(clash(rule, an_exception({.from = "2027-03-01"})));
  EXPECT_FALSE(clash(rule, a_weekly_rule({.location = 2})));
  EXPECT_FALSE(clash(rule, a_weekly_rule({.stylist = 1})));
  EXPECT_FALSE(clash(a_weekly_rule({.stylist = 1}), a_weekly_rule({.stylist = 2})));
  EXPECT_FALSE(clash(a_weekly_rule({.service = 1}), a_weekly_rule({.service = 2})));
  EXPECT_FALSE(clash(a_weekly_rule({.stylist = 1}), a_weekly_rule({.stylist = 1, .service = 1})));
  EXPECT_TRUE(clash(a_weekly_rule({.stylist = 1, .service = 1}), a_weekly_rule({.stylist = 1, .service = 1})));
}

TEST(RuleOverlap, D13_closures_may_overlap_anything) {
  EXPECT_FALSE(clash(closed(a_weekly_rule()), a_weekly_rule()));
  EXPECT_FALSE(clash(closed(a_weekly_rule()), closed(a_weekly_rule())));
}

TEST(RuleOverlap, D13_weekdays_must_meet_and_none_named_means_all) {
  EXPECT_FALSE(clash(a_weekly_rule({.days = {1, 2}}), a_weekly_rule({.days = {3}})));
  EXPECT_TRUE(clash(a_weekly_rule({.days = {1, 2}}), a_weekly_rule({.days = {2, 3}})));
  const Rule range = a_date_range_rule({.days = {3}, .from = "2027-03-01", .to = "2027-03-31"});
  EXPECT_TRUE(clash(range, a_date_range_rule({.from = "2027-03-01", .to = "2027-03-31"})));
}

TEST(RuleOverlap, D13_validity_must_meet_last_days_included) {
  const Rule march = a_weekly_rule({.from = "2027-03-01", .to = "2027-03-31"});
  EXPECT_FALSE(clash(march, a_weekly_rule({.from = "2027-04-01"})));
  EXPECT_TRUE(clash(march, a_weekly_rule({.from = "2027-03-31"})));
  EXPECT_TRUE(clash(march, a_weekly_rule({.to = "2027-03-01"})));
  EXPECT_FALSE(clash(march, a_weekly_rule({.to = "2027-02-28"})));
  EXPECT_TRUE(clash(march, a_weekly_rule()));
}

TEST(RuleOverlap, D13_a_weekday_that_the_common_days_do_not_hold_does_not_count) {
  // Monday 1 to Thursday 4 March hold no Friday.
  const Rule fridays = a_weekly_rule({.days = {5}, .from = "2027-03-01"});
  EXPECT_FALSE(clash(fridays, a_weekly_rule({.days = {5}, .to = "2027-03-04"})));
  EXPECT_TRUE(clash(fridays, a_weekly_rule({.days = {5}, .to = "2027-03-05"})));
  EXPECT_TRUE(clash(a_weekly_rule({.days = {7}, .to = "2027-03-07"}), a_weekly_rule({.days = {7}})));
}

TEST(RuleOverlap, D13_a_window_past_midnight_meets_the_next_weekdays_early_hours) {
  const Rule monday_night = a_weekly_rule({.days = {1}, .start = "20:00", .end = "02:00", .end_day_offset = 1});
  EXPECT_TRUE(clash(monday_night, a_weekly_rule({.days = {2}, .start = "01:00", .end = "05:00"})));
  EXPECT_FALSE(clash(monday_night, a_weekly_rule({.days = {2}, .start = "02:00", .end = "05:00"})));
  EXPECT_FALSE(clash(monday_night, a_weekly_rule({.days = {1}, .start = "01:00", .end = "05:00"})));
  EXPECT_FALSE(clash(monday_night, a_weekly_rule({.days = {3}, .start = "01:00", .end = "05:00"})));
  const Rule sunday_night = a_weekly_rule({.days = {7}, .start = "20:00", .end = "02:00", .end_day_offset = 1});
  EXPECT_TRUE(clash(sunday_night, a_weekly_rule({.days = {1}, .start = "00:00", .end = "05:00"})));
}

TEST(RuleOverlap, D13_the_night_after_the_last_day_still_belongs_to_it) {
  Rule eve = an_exception({.start = "20:00", .end = "03:00", .end_day_offset = 1, .from = "2027-12-31"});
  EXPECT_TRUE(clash(eve, an_exception({.start = "02:00", .end = "06:00", .from = "2028-01-01"})));
  EXPECT_FALSE(clash(eve, an_exception({.start = "03:00", .end = "06:00", .from = "2028-01-01"})));
  eve.valid_to.reset();
  EXPECT_FALSE(clash(eve, an_exception({.start = "20:00", .end = "22:00", .from = "2028-01-01"})));
}

TEST(Rule, D2_the_same_rule_in_every_column_that_counts_is_a_duplicate) {
  const Rule rule = a_weekly_rule({.id = 1, .days = {2, 1}});
  EXPECT_TRUE(is_duplicate(rule, a_weekly_rule({.id = 2, .days = {1, 2}, .capacity = 4, .granularity = 30})));
  EXPECT_TRUE(is_duplicate(closed(rule), closed(rule)));
  EXPECT_FALSE(is_duplicate(rule, closed(rule)));
  for (const auto& other :
       {a_weekly_rule({.location = 2, .days = {1, 2}}), a_weekly_rule({.stylist = 1, .days = {1, 2}}),
        a_weekly_rule({.service = 1, .days = {1, 2}}), a_weekly_rule({.days = {1}}),
        a_weekly_rule({.days = {1, 2}, .start = "08:00"}), a_weekly_rule({.days = {1, 2}, .end = "17:00"}),
        a_weekly_rule({.days = {1, 2}, .end_day_offset = 1}), a_weekly_rule({.days = {1, 2}, .from = "2027-03-01"}),
        a_weekly_rule({.days = {1, 2}, .to = "2027-03-01"}),
        a_date_range_rule({.days = {1, 2}, .from = "2027-03-01", .to = "2027-03-01"})}) {
    EXPECT_FALSE(is_duplicate(rule, other));
  }
  Rule one_day = an_exception({.from = "2027-03-01"});
  one_day.valid_to.reset();
  EXPECT_TRUE(is_duplicate(one_day, an_exception({.from = "2027-03-01", .to = "2027-03-01"})));
}

// The answer by looking at every minute of every day of some weeks.
TEST(RuleOverlap, D13_agrees_with_looking_at_every_quarter_of_an_hour) {
  const auto said_by = [](const Rule& rule, Date day, int minute) {
    const auto holds = [&](Date begin, int since_begin) {
      return rule.in_force_on(begin) && rule.has_weekday_of(begin) && rule.start_time.minute_of_day <= since_begin &&
             since_begin < rule.end_time.minute_of_day + rule.end_day_offset * 1440;
    };
    return holds(day, minute) || holds(day - std::chrono::days{1}, minute + 1440);
  };
  std::uint32_t state = 7;
  const auto roll = [&state](std::uint32_t sides) { return (state = state * 1664525 + 1013904223) / 65536 % sides; };
  const auto any_rule = [&] {
    Rule rule = a_weekly_rule();
    rule.days_of_week = Weekdays{static_cast<std::uint8_t>(1 + roll(127) % 127)};
    if (roll(2) == 0) rule.days_of_week = weekdays({static_cast<int>(1 + roll(7))});
    rule.end_day_offset = static_cast<int>(roll(2));
    rule.start_time.minute_of_day = static_cast<std::int16_t>(roll(95) * 15);
    rule.end_time.minute_of_day =
        static_cast<std::int16_t>(rule.end_day_offset == 1 ? roll(97) * 15 : rule.start_time.minute_of_day + 15);
    rule.valid_from = date("2027-03-08") + std::chrono::days{roll(6)};
    rule.valid_to = *rule.valid_from + std::chrono::days{roll(9)};
    return rule;
  };
  int clashes = 0;
  for (int round = 0; round < 2000; ++round) {
    const Rule one = any_rule();
    const Rule other = any_rule();
    bool expected = false;
    for (Date day = date("2027-03-06"); day < date("2027-03-28") && !expected; day += std::chrono::days{1}) {
      for (int minute = 0; minute < 1440 && !expected; minute += 15)
        expected = said_by(one, day, minute) && said_by(other, day, minute);
    }
    ASSERT_EQ(clash(one, other), expected) << "round " << round;
    clashes += expected ? 1 : 0;
  }
  EXPECT_GT(clashes, 200);
  EXPECT_LT(clashes, 1800);
}

}  // namespace
}  // namespace salon::domain
