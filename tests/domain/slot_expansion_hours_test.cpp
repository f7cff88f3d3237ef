#include "domain/slot_expansion.hpp"

#include <gtest/gtest.h>

#include "expansion_support.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;

TEST(OpenHours, D11_a_stylist_without_rules_of_their_own_follows_the_location) {
  EXPECT_EQ(open_on(monday, {a_weekly_rule({.start = "09:00", .end = "12:00"})}), "09:00-12:00");
  EXPECT_EQ(open_on(monday, {}), "closed");
}

TEST(OpenHours, D11_the_most_specific_scope_with_a_rule_in_force_wins) {
  std::vector<Rule> rules{a_weekly_rule({.id = 1, .start = "09:00", .end = "18:00"})};
  rules.push_back(a_weekly_rule({.id = 2, .service = 1, .start = "10:00", .end = "17:00"}));
  EXPECT_EQ(open_on(monday, rules), "10:00-17:00");
  rules.push_back(a_weekly_rule({.id = 3, .stylist = 1, .start = "11:00", .end = "16:00"}));
  EXPECT_EQ(open_on(monday, rules), "11:00-16:00");
  rules.push_back(a_weekly_rule({.id = 4, .stylist = 1, .service = 1, .start = "12:00", .end = "15:00"}));
  EXPECT_EQ(open_on(monday, rules), "12:00-15:00");
  EXPECT_EQ(open_on(monday, rules, offer(2)), "11:00-16:00");
  EXPECT_EQ(open_on(monday, rules, offer(1, 2)), "10:00-17:00");
  EXPECT_EQ(open_on(monday, rules, offer(2, 2)), "09:00-18:00");
}

TEST(OpenHours, D11_a_stylist_with_weekly_rules_of_their_own_does_not_work_on_the_locations_other_days) {
  const std::vector<Rule> rules{a_weekly_rule({.id = 1}), a_weekly_rule({.id = 2, .stylist = 1, .days = {2}})};
  EXPECT_EQ(open_on(monday, rules), "closed");
  EXPECT_EQ(open_on(tuesday, rules), "09:00-18:00");
  EXPECT_EQ(open_on(monday, rules, offer(1, 2)), "09:00-18:00");
}

TEST(OpenHours, D11_own_rules_that_are_not_in_force_do_not_count) {
  const std::vector<Rule> rules{a_weekly_rule({.id = 1}),
                                a_weekly_rule({.id = 2, .stylist = 1, .days = {2}, .from = "2027-03-02"})};
  EXPECT_EQ(open_on(monday, rules), "09:00-18:00");
  EXPECT_EQ(open_on(friday, rules), "closed");
}

TEST(OpenHours, D11_exceptions_come_before_date_ranges_and_these_before_weekly_hours) {
  std::vector<Rule> rules{a_weekly_rule({.id = 1, .start = "09:00", .end = "18:00"})};
  rules.push_back(
      a_date_range_rule({.id = 2, .start = "10:00", .end = "17:00", .from = "2027-03-01", .to = "2027-03-02"}));
  EXPECT_EQ(open_on(monday, rules), "10:00-17:00");
  rules.push_back(an_exception({.id = 3, .start = "11:00", .end = "16:00", .from = "2027-03-01"}));
  EXPECT_EQ(open_on(monday, rules), "11:00-16:00");
  EXPECT_EQ(open_on(tuesday, rules), "10:00-17:00");
  EXPECT_EQ(open_on(friday, rules), "09:00-18:00");
}

TEST(OpenHours, D11_the_kind_decides_before_the_scope) {
  const std::vector<Rule> rules{a_date_range_rule({.id = 1, .stylist = 1, .from = "2027-03-01", .to = "2027-03-05"}),
                                an_exception({.id = 2, .start = "11:00", .end = "16:00", .from = "2027-03-01"})};
  EXPECT_EQ(open_on(monday, rules), "11:00-16:00");
}

TEST(OpenHours, D11_a_kind_in_force_whose_weekdays_leave_the_day_out_closes_it) {
  const std::vector<Rule> rules{a_weekly_rule({.id = 1}),
                                a_date_range_rule({.id = 2, .days = {2}, .from = "2027-03-01", .to = "2027-03-07"})};
  EXPECT_EQ(open_on(monday, rules), "closed");
  EXPECT_EQ(open_on(tuesday, rules), "09:00-18:00");
}

TEST(OpenHours, D11_a_more_specific_scope_in_force_wins_even_when_its_weekdays_leave_the_day_out) {
  const std::vector<Rule> rules{
      an_exception({.id = 1, .from = "2027-03-01", .to = "2027-03-07"}),
      an_exception({.id = 2, .service = 1, .days = {2}, .from = "2027-03-01", .to = "2027-03-07"})};
  EXPECT_EQ(open_on(monday, rules), "closed");
  EXPECT_EQ(open_on(monday, rules, offer(2)), "09:00-18:00");
}

TEST(OpenHours, D11_closures_are_no_hours_and_decide_nothing_about_kind_or_scope) {
  const std::vector<Rule> rules{a_weekly_rule({.id = 1}),
                                closed(a_weekly_rule({.id = 2, .stylist = 1, .start = "12:00", .end = "13:00"}))};
  EXPECT_EQ(open_on(monday, rules), "09:00-12:00 13:00-18:00");
}

TEST(OpenHours, D11_a_service_without_stylist_follows_only_service_and_location) {
  const std::vector<Rule> rules{
      a_weekly_rule({.id = 1, .stylist = 1, .start = "07:00", .end = "08:00"}),
      a_weekly_rule({.id = 2, .start = "09:00", .end = "12:00"}),
      closed(an_exception({.id = 3, .stylist = 1, .start = "00:00", .end = "24:00", .from = "2027-03-01"}))};
  EXPECT_EQ(open_on(monday, rules, offer(1, std::nullopt)), "09:00-12:00");
}

TEST(OwnHours, D11_the_locations_ramadan_hours_do_not_make_a_monday_stylist_work_on_friday) {
  const std::vector<Rule> rules{
      a_weekly_rule({.id = 1, .stylist = 1, .days = {1, 2}, .start = "10:00", .end = "18:00"}),
      a_date_range_rule({.id = 2, .start = "14:00", .end = "23:00", .from = "2027-02-08", .to = "2027-03-09"})};
  EXPECT_EQ(open_on(friday, rules), "closed");
  EXPECT_EQ(open_on(monday, rules), "14:00-18:00");
  EXPECT_EQ(open_on(friday, rules, offer(1, 2)), "14:00-23:00");
  EXPECT_EQ(open_on(friday, rules, offer(1, std::nullopt)), "14:00-23:00");
}

TEST(OwnHours, D11_restrict_exceptions_of_the_service_too_but_not_those_of_the_stylist) {
  std::vector<Rule> rules{
      a_weekly_rule({.id = 1, .stylist = 1, .start = "10:00", .end = "18:00"}),
      an_exception({.id = 2, .service = 1, .start = "08:00", .end = "12:00", .from = "2027-03-01"})};
  EXPECT_EQ(open_on(monday, rules), "10:00-12:00");
  rules.push_back(an_exception({.id = 3, .stylist = 1, .start = "06:00", .end = "23:00", .from = "2027-03-01"}));
  EXPECT_EQ(open_on(monday, rules), "06:00-23:00");
}

TEST(OwnHours, D11_are_those_of_the_most_specific_own_scope_in_force) {
  const std::vector<Rule> rules{
      a_weekly_rule({.id = 1, .stylist = 1, .start = "10:00", .end = "18:00"}),
      a_weekly_rule({.id = 2, .stylist = 1, .service = 1, .days = {2}, .start = "10:00", .end = "12:00"}),
      an_exception({.id = 3, .start = "08:00", .end = "22:00", .from = "2027-03-01", .to = "2027-03-02"})};
  EXPECT_EQ(open_on(monday, rules), "closed");
  EXPECT_EQ(open_on(tuesday, rules), "10:00-12:00");
  EXPECT_EQ(open_on(monday, rules, offer(2)), "10:00-18:00");
}

TEST(OwnHours, D11_are_a_union_in_which_windows_that_touch_are_one) {
  const std::vector<Rule> rules{a_weekly_rule({.id = 1, .stylist = 1, .start = "12:00", .end = "15:00"}),
                                a_weekly_rule({.id = 2, .stylist = 1, .start = "09:00", .end = "12:00"}),
                                a_weekly_rule({.id = 3, .stylist = 1, .start = "16:00", .end = "20:00"}),
                                an_exception({.id = 4, .start = "10:00", .end = "18:00", .from = "2027-03-01"})};
  EXPECT_EQ(open_on(monday, rules), "10:00-15:00 16:00-18:00");
}

TEST(OwnHours, D11_closures_are_not_own_hours) {
  const std::vector<Rule> rules{closed(a_weekly_rule({.id = 1, .stylist = 1, .start = "12:00", .end = "13:00"})),
                                an_exception({.id = 2, .start = "10:00", .end = "18:00", .from = "2027-03-01"})};
  EXPECT_EQ(open_on(monday, rules), "10:00-12:00 13:00-18:00");
}

TEST(OwnHours, D11_of_the_evening_before_count_for_the_early_hours_they_reach_into) {
  const std::vector<Rule> rules{
      a_weekly_rule({.id = 1, .stylist = 1, .days = {1}, .start = "20:00", .end = "02:00", .end_day_offset = 1}),
      an_exception({.id = 2, .start = "01:00", .end = "06:00", .from = "2027-03-02"})};
  EXPECT_EQ(open_on(tuesday, rules), "01:00-02:00");
}

TEST(OwnHours, D11_restrict_a_window_past_midnight_on_both_of_its_days) {
  const auto late =
      an_exception({.id = 9, .start = "20:00", .end = "03:00", .end_day_offset = 1, .from = "2027-03-01"});
  EXPECT_EQ(open_on(monday, {late}), "20:00-03:00");
  const auto until_late = a_weekly_rule({.id = 1, .stylist = 1, .days = {1}, .start = "18:00", .end = "23:00"});
  EXPECT_EQ(open_on(monday, {late, until_late}), "20:00-23:00");
  const auto past_midnight =
      a_weekly_rule({.id = 2, .stylist = 1, .days = {1}, .start = "18:00", .end = "02:00", .end_day_offset = 1});
  EXPECT_EQ(open_on(monday, {late, past_midnight}), "20:00-02:00");
  const auto early_tuesday = a_weekly_rule({.id = 3, .stylist = 1, .days = {2}, .start = "00:00", .end = "01:00"});
  EXPECT_EQ(open_on(monday, {late, until_late, early_tuesday}), "20:00-23:00 00:00-01:00");
}

TEST(OwnHours, D11_that_meet_at_midnight_leave_one_piece) {
  const std::vector<Rule> rules{
      an_exception({.id = 9, .start = "20:00", .end = "03:00", .end_day_offset = 1, .from = "2027-03-01"}),
      a_weekly_rule({.id = 1, .stylist = 1, .days = {1}, .start = "18:00", .end = "24:00"}),
      a_weekly_rule({.id = 2, .stylist = 1, .days = {2}, .start = "00:00", .end = "01:00"})};
  EXPECT_EQ(open_on(monday, rules), "20:00-01:00");
}

TEST(OwnHours, D11_each_day_asks_the_own_rules_in_force_on_it) {
  const auto late =
      an_exception({.id = 9, .start = "20:00", .end = "03:00", .end_day_offset = 1, .from = "2027-03-01"});
  const auto ends_monday = a_weekly_rule({.id = 1, .stylist = 1, .start = "18:00", .end = "22:00", .to = "2027-03-01"});
  EXPECT_EQ(open_on(monday, {late, ends_monday}), "20:00-22:00 00:00-03:00");
  const auto begins_tuesday =
      a_weekly_rule({.id = 2, .stylist = 1, .start = "01:00", .end = "22:00", .from = "2027-03-02"});
  EXPECT_EQ(open_on(monday, {late, begins_tuesday}), "20:00-00:00 01:00-03:00");
}

TEST(Closures, D12_of_any_kind_and_scope_that_applies_are_subtracted) {
  const auto hours = a_weekly_rule({.id = 1});
  for (const auto& closure :
       {a_closure({.id = 2, .start = "12:00", .end = "13:00"}),
        a_closure({.id = 2, .service = 1, .start = "12:00", .end = "13:00"}),
        a_closure({.id = 2, .stylist = 1, .start = "12:00", .end = "13:00", .from = "2027-03-01"}),
        closed(a_date_range_rule({.id = 2,
                                  .stylist = 1,
                                  .service = 1,
                                  .start = "12:00",
                                  .end = "13:00",
                                  .from = "2027-02-01",
                                  .to = "2027-03-01"}))}) {
    EXPECT_EQ(open_on(monday, {hours, closure}), "09:00-12:00 13:00-18:00");
  }
}

TEST(Closures, D12_of_others_or_of_other_days_close_nothing) {
  const auto hours = a_weekly_rule({.id = 1});
  for (const auto& closure : {a_closure({.id = 2, .service = 2}), a_closure({.id = 2, .stylist = 2}),
                              a_closure({.id = 2, .days = {2}}), a_closure({.id = 2, .from = "2027-03-02"})}) {
    EXPECT_EQ(open_on(monday, {hours, closure}), "09:00-18:00");
  }
}

TEST(Closures, D12_of_all_day_leave_nothing) {
  EXPECT_EQ(open_on(monday, {a_weekly_rule({.id = 1, .start = "00:00", .end = "24:00"}),
                             a_closure({.id = 2, .start = "00:00", .end = "24:00"})}),
            "closed");
}

TEST(Closures, D12_take_an_exceptions_hours_away_too) {
  EXPECT_EQ(
      open_on(monday, {an_exception({.id = 1, .stylist = 1, .start = "10:00", .end = "20:00", .from = "2027-03-01"}),
                       a_closure({.id = 2, .start = "15:00", .end = "24:00"})}),
      "10:00-15:00");
}

TEST(Closures, D12_may_overlap_each_other_and_the_windows_ends) {
  EXPECT_EQ(open_on(monday, {a_weekly_rule({.id = 1}), a_closure({.id = 2, .start = "08:00", .end = "10:00"}),
                             a_closure({.id = 3, .start = "12:00", .end = "14:00"}),
                             a_closure({.id = 4, .start = "13:00", .end = "15:00"}),
                             a_closure({.id = 5, .start = "18:00", .end = "20:00"})}),
            "10:00-12:00 15:00-18:00");
}

TEST(Closures, D12_that_began_the_evening_before_close_the_early_hours) {
  const std::vector<Rule> rules{
      a_weekly_rule({.id = 1, .start = "00:00", .end = "08:00"}),
      closed(an_exception({.id = 2, .start = "22:00", .end = "03:00", .end_day_offset = 1, .from = "2027-03-01"}))};
  EXPECT_EQ(open_on(monday, rules), "00:00-08:00");
  EXPECT_EQ(open_on(tuesday, rules), "03:00-08:00");
}

TEST(Closures, D12_of_both_days_close_a_window_past_midnight) {
  const auto late = a_weekly_rule({.id = 1, .days = {1}, .start = "18:00", .end = "04:00", .end_day_offset = 1});
  EXPECT_EQ(open_on(monday, {late, a_closure({.id = 2, .start = "00:00", .end = "24:00", .from = "2027-03-02"})}),
            "18:00-00:00");
  EXPECT_EQ(open_on(monday, {late, a_closure({.id = 2, .start = "00:00", .end = "24:00", .from = "2027-03-01"})}),
            "00:00-04:00");
  EXPECT_EQ(open_on(monday, {late, a_closure({.id = 2, .days = {2}, .start = "01:00", .end = "02:00"})}),
            "18:00-01:00 02:00-04:00");
}

TEST(Closures, D12_that_fall_into_a_daylight_saving_gap_close_nothing) {
  const Date gap_day = date("2027-03-28");
  const std::vector<Rule> rules{a_weekly_rule({.id = 1, .start = "00:00", .end = "06:00"}),
                                a_closure({.id = 2, .start = "01:00", .end = "02:00"})};
  EXPECT_EQ(open_on(gap_day, rules, offer(), "Europe/London"), "00:00-05:00");
  EXPECT_EQ(
      closing_rule(rules, zone("Europe/London"), offer(), {at("2027-03-28T01:00:00Z"), at("2027-03-28T01:30:00Z")}),
      nullptr);
  EXPECT_EQ(open_on(gap_day + std::chrono::days{1}, rules, offer(), "Europe/London"), "23:00-00:00 01:00-05:00");
}

TEST(Closures, D12_the_rule_that_closes_a_time_is_found) {
  const std::vector<Rule> rules{
      a_weekly_rule({.id = 1}), closed(a_weekly_rule({.id = 3, .days = {1}, .start = "12:00", .end = "13:00"})),
      closed(a_weekly_rule({.id = 2, .days = {1}, .start = "12:30", .end = "14:00"})),
      closed(an_exception(
          {.id = 4, .stylist = 1, .start = "22:00", .end = "03:00", .end_day_offset = 1, .from = "2027-03-01"}))};
  const auto closing = [&](std::string_view from, std::string_view to, OfferKey key) -> std::uint64_t {
    const Rule* rule = closing_rule(rules, zone("UTC"), key, {at(from), at(to)});
    return rule == nullptr ? 0 : rule->id.uuid.bytes[15];
  };
  EXPECT_EQ(closing("2027-03-01T11:00:00Z", "2027-03-01T12:00:00Z", offer()), 0U);
  EXPECT_EQ(closing("2027-03-01T12:45:00Z", "2027-03-01T13:15:00Z", offer()), 3U);
  EXPECT_EQ(closing("2027-03-01T13:00:00Z", "2027-03-01T13:15:00Z", offer()), 2U);
  EXPECT_EQ(closing("2027-03-02T02:45:00Z", "2027-03-02T03:15:00Z", offer()), 4U);
  EXPECT_EQ(closing("2027-03-02T02:45:00Z", "2027-03-02T03:15:00Z", offer(1, 2)), 0U);
}

}  // namespace
}  // namespace salon::domain
