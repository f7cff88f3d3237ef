#include "domain/slot_expansion.hpp"

#include <gtest/gtest.h>

#include "expansion_support.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;

TEST(SlotExpansion, D14_starts_every_granularity_while_the_slot_fits) {
  Salon salon{.rules = {a_weekly_rule({.start = "09:00", .end = "10:40", .granularity = 20})}};
  EXPECT_EQ(starts_of(salon.expand()), "09:00 09:20 09:40 10:00");
}

TEST(SlotExpansion, D14_a_slot_may_end_with_the_window_and_not_a_minute_later) {
  Salon salon{.rules = {a_weekly_rule({.start = "09:00", .end = "10:00", .granularity = 30})}};
  EXPECT_EQ(starts_of(salon.expand()), "09:00 09:30");
  salon.services = {a_service({.duration_minutes = 31})};
  EXPECT_EQ(starts_of(salon.expand()), "09:00");
  salon.services = {a_service({.duration_minutes = 61})};
  EXPECT_EQ(starts_of(salon.expand()), "");
}

TEST(SlotExpansion, D14_the_grid_stays_anchored_at_the_windows_start) {
  Salon salon{.rules = {a_weekly_rule({.id = 1, .start = "09:00", .end = "12:00", .granularity = 30}),
                        a_closure({.id = 2, .start = "10:00", .end = "10:10"})}};
  EXPECT_EQ(starts_of(salon.expand()), "09:00 09:30 10:30 11:00 11:30");
  salon.rules = {an_exception({.id = 1, .start = "09:00", .end = "12:00", .granularity = 30, .from = "2027-03-01"}),
                 a_weekly_rule({.id = 2, .stylist = 1, .start = "10:05", .end = "18:00"})};
  EXPECT_EQ(starts_of(salon.expand()), "10:30 11:00 11:30");
}

TEST(SlotExpansion, D14_no_slot_runs_across_a_closure) {
  Salon salon{.rules = {a_weekly_rule({.id = 1, .start = "09:00", .end = "11:00", .granularity = 15}),
                        a_closure({.id = 2, .start = "09:55", .end = "10:00"})}};
  EXPECT_EQ(starts_of(salon.expand()), "09:00 09:15 10:00 10:15 10:30");
}

TEST(SlotExpansion, D15_one_slot_per_start_for_each_stylist_who_can) {
  Salon salon{.rules = {a_weekly_rule({.start = "09:00", .end = "09:30"})},
              .services = {a_service({.id = 2}), a_service({.id = 1, .required_skill = "colour"})},
              .stylists = {a_stylist({.id = 3, .skills = {"colour"}}), a_stylist({.id = 1}),
                           a_stylist({.id = 2, .active = false}), a_stylist({.id = 4, .location = 2}),
                           a_stylist({.id = 5, .location = 2, .more_locations = {1}})}};
  std::vector<std::pair<ServiceId, std::optional<StylistId>>> offered;
  for (const auto& draft : salon.expand()) offered.emplace_back(draft.service_id, draft.stylist_id);
  EXPECT_EQ(offered, (decltype(offered){{service_id(1), stylist_id(3)},
                                        {service_id(2), stylist_id(1)},
                                        {service_id(2), stylist_id(3)},
                                        {service_id(2), stylist_id(5)}}));
}

TEST(SlotExpansion, D15_a_service_that_needs_no_stylist_has_one_slot_per_start) {
  Salon salon{.rules = {a_weekly_rule({.start = "09:00", .end = "09:30", .capacity = 6})},
              .services = {a_service({.requires_stylist = false})},
              .stylists = {a_stylist({.id = 1}), a_stylist({.id = 2})}};
  const auto drafts = salon.expand();
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_FALSE(drafts[0].stylist_id);
  EXPECT_EQ(drafts[0].capacity, 6);
}

TEST(SlotExpansion, D15_a_stylists_own_duration_makes_the_slot_longer) {
  Salon salon{.rules = {a_weekly_rule({.start = "09:00", .end = "10:00", .granularity = 15})},
              .services = {a_service({.buffer_after_minutes = 10})},
              .stylists = {a_stylist({.terms = {{service_id(1), 50, std::nullopt}}})}};
  const auto drafts = salon.expand();
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].end_at - drafts[0].start_at, minutes{50});
  EXPECT_EQ(drafts[0].active, (std::vector<ActiveOffset>{{0, 60}}));
  salon.stylists = {a_stylist({.terms = {{service_id(1), std::nullopt, 9900}, {service_id(2), 50, std::nullopt}}})};
  EXPECT_EQ(starts_of(salon.expand()), "09:00 09:15 09:30");
}

TEST(SlotExpansion, D15_why_something_is_not_offered_has_a_name) {
  Salon salon{.services = {a_service({.id = 1, .required_skill = "colour"}), a_service({.id = 2, .active = false}),
                           a_service({.id = 3, .requires_stylist = false})},
              .stylists = {a_stylist({.id = 1}), a_stylist({.id = 2, .skills = {"colour"}}),
                           a_stylist({.id = 3, .skills = {"colour"}, .active = false})}};
  const auto input = salon.input();
  EXPECT_EQ(why_not_offered(input, offer(1, 1)), "skill_missing");
  EXPECT_EQ(why_not_offered(input, offer(1, 2)), std::nullopt);
  EXPECT_EQ(why_not_offered(input, offer(1, 3)), "stylist_inactive");
  EXPECT_EQ(why_not_offered(input, offer(1, 9)), "stylist_inactive");
  EXPECT_EQ(why_not_offered(input, offer(1, std::nullopt)), "stylist_required");
  EXPECT_EQ(why_not_offered(input, offer(2, 2)), "service_inactive");
  EXPECT_EQ(why_not_offered(input, offer(2, std::nullopt)), "service_inactive");
  EXPECT_EQ(why_not_offered(input, offer(9, 2)), "service_inactive");
  EXPECT_EQ(why_not_offered(input, offer(3, std::nullopt)), std::nullopt);
  EXPECT_EQ(why_not_offered(input, offer(3, 2)), "stylist_not_needed");
}

TEST(SlotExpansion, D16_only_the_service_and_the_stylist_asked_for_are_expanded) {
  Salon salon{.rules = {a_weekly_rule({.start = "09:00", .end = "09:30"})},
              .services = {a_service({.id = 1}), a_service({.id = 2, .requires_stylist = false})},
              .stylists = {a_stylist({.id = 1}), a_stylist({.id = 2})}};
  EXPECT_EQ(salon.expand().size(), 3U);
  salon.only_service = service_id(1);
  EXPECT_EQ(salon.expand().size(), 2U);
  salon.only_stylist = stylist_id(2);
  ASSERT_EQ(salon.expand().size(), 1U);
  EXPECT_EQ(salon.expand()[0].stylist_id, stylist_id(2));
  salon.only_service.reset();
  EXPECT_EQ(salon.expand().size(), 1U);
}

TEST(SlotExpansion, D16_the_windows_that_begin_on_the_days_asked_for_are_expanded) {
  Salon salon{.rules = {a_weekly_rule({.start = "22:00", .end = "01:00", .end_day_offset = 1, .granularity = 60})},
              .services = {a_service({.duration_minutes = 60})}};
  const auto drafts = salon.expand();
  EXPECT_EQ(starts_of(drafts), "22:00 23:00 00:00");
  EXPECT_EQ(drafts[0].start_at, at("2027-03-01T22:00:00Z"));
  salon.to = tuesday;
  EXPECT_EQ(salon.expand().size(), 6U);
  salon.to = monday - std::chrono::days{1};
  EXPECT_TRUE(salon.expand().empty());
}

TEST(SlotExpansion, D16_of_two_windows_with_one_start_the_earlier_has_the_say_whatever_days_are_asked_for) {
  Salon salon{
      .rules =
          {a_weekly_rule({.id = 1,
                          .days = {1},
                          .start = "22:00",
                          .end = "02:00",
                          .end_day_offset = 1,
                          .capacity = 3,
                          .granularity = 60}),
           an_exception(
               {.id = 2, .start = "00:00", .end = "04:00", .capacity = 5, .granularity = 60, .from = "2027-03-02"})},
      .services = {a_service({.duration_minutes = 60})},
      .from = tuesday,
      .to = tuesday};
  std::vector<int> capacities;
  for (const auto& draft : salon.expand()) capacities.push_back(draft.capacity);
  EXPECT_EQ(capacities, (std::vector<int>{3, 3, 5, 5}));
  EXPECT_EQ(starts_of(salon.expand()), "00:00 01:00 02:00 03:00");
  salon.from = monday;
  EXPECT_EQ(starts_of(salon.expand()), "22:00 23:00 00:00 01:00 02:00 03:00");
}

TEST(SlotExpansion, D17_a_slot_after_midnight_lies_on_the_next_local_date) {
  Salon salon{.location = a_location({.timezone = "Asia/Dubai"}),
              .clock = zone("Asia/Dubai"),
              .rules = {a_weekly_rule({.start = "23:00", .end = "01:00", .end_day_offset = 1, .granularity = 60})}};
  const auto drafts = salon.expand();
  ASSERT_EQ(drafts.size(), 2U);
  EXPECT_EQ(drafts[0].date, monday);
  EXPECT_EQ(drafts[0].start_at, at("2027-03-01T19:00:00Z"));
  EXPECT_EQ(drafts[1].date, tuesday);
  EXPECT_EQ(drafts[1].start_at, at("2027-03-01T20:00:00Z"));
}

}  // namespace
}  // namespace salon::domain
