#include "domain/service.hpp"

#include <gtest/gtest.h>

#include "domain/policy.hpp"
#include "domain/stylist.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using testing::a_service;
using testing::a_stylist;
using testing::location_id;
using testing::service_id;
using Offsets = std::vector<ActiveOffset>;

// Colour: half an hour's work, forty minutes in which it takes, twenty to finish.
Service colour() { return a_service({.duration_minutes = 90, .phases = {{30, true}, {40, false}, {20, true}}}); }

std::vector<std::string> problems_of(const Service& service) {
  const auto checked = check_service(service);
  std::vector<std::string> out;
  if (checked) return out;
  EXPECT_EQ(checked.error().why, Refusal::validation_failed);
  for (const auto& field : checked.error().fields) out.push_back(field.pointer);
  return out;
}

using Pointers = std::vector<std::string>;

TEST(Service, D4_without_phases_the_stylist_is_busy_throughout) {
  EXPECT_EQ(active_offsets(a_service({.duration_minutes = 45}), {}), (Offsets{{0, 45}}));
}

TEST(Service, D4_while_a_colour_processes_the_stylist_is_free) {
  EXPECT_EQ(active_offsets(colour(), {}), (Offsets{{0, 30}, {70, 90}}));
}

TEST(Service, D4_buffers_lie_outside_the_slot_and_join_what_they_touch) {
  Service service = colour();
  service.buffer_before_minutes = 10;
  service.buffer_after_minutes = 5;
  EXPECT_EQ(active_offsets(service, {}), (Offsets{{-10, 30}, {70, 95}}));
}

TEST(Service, D4_buffers_keep_the_stylist_busy_beside_a_processing_phase_too) {
  const auto service = a_service({.duration_minutes = 60,
                                  .phases = {{15, false}, {30, true}, {15, false}},
                                  .buffer_before_minutes = 10,
                                  .buffer_after_minutes = 5});
  EXPECT_EQ(active_offsets(service, {}), (Offsets{{-10, 0}, {15, 45}, {60, 65}}));
}

TEST(Service, D4_active_phases_that_touch_are_one_stretch) {
  const auto service = a_service({.duration_minutes = 60, .phases = {{20, true}, {20, true}, {20, false}}});
  EXPECT_EQ(active_offsets(service, {}), (Offsets{{0, 40}}));
}

TEST(Service, D15_a_stylists_own_duration_changes_the_last_active_phase) {
  EXPECT_EQ(active_offsets(colour(), 100), (Offsets{{0, 30}, {70, 100}}));
  EXPECT_EQ(active_offsets(colour(), 71), (Offsets{{0, 30}, {70, 71}}));
  const auto rinse_last =
      a_service({.duration_minutes = 60, .phases = {{20, true}, {40, false}}, .buffer_after_minutes = 5});
  EXPECT_EQ(active_offsets(rinse_last, 70), (Offsets{{0, 30}, {70, 75}}));
  EXPECT_EQ(active_offsets(a_service({.duration_minutes = 30}), 50), (Offsets{{0, 50}}));
}

TEST(Service, D15_an_own_duration_leaves_every_active_phase_a_minute) {
  EXPECT_TRUE(own_duration_fits(colour(), 71));
  EXPECT_FALSE(own_duration_fits(colour(), 70));
  EXPECT_TRUE(own_duration_fits(a_service({.duration_minutes = 30}), 1));
  EXPECT_FALSE(own_duration_fits(a_service({.duration_minutes = 30}), 0));
  EXPECT_TRUE(own_duration_fits(colour(), policy::longest_service_minutes));
  EXPECT_FALSE(own_duration_fits(colour(), policy::longest_service_minutes + 1));
}

TEST(Service, D15_a_service_that_keeps_nobody_busy_has_one_duration) {
  const auto dryer = a_service({.duration_minutes = 20, .requires_stylist = false, .phases = {{20, false}}});
  EXPECT_TRUE(own_duration_fits(dryer, 20));
  EXPECT_FALSE(own_duration_fits(dryer, 21));
  EXPECT_TRUE(active_offsets(dryer, {}).empty());
}

TEST(Service, D15_an_own_duration_that_no_longer_fits_is_as_if_absent) {
  EXPECT_EQ(duration_with(colour(), 70), 90);
  EXPECT_EQ(duration_with(colour(), 80), 80);
  EXPECT_EQ(duration_with(colour(), std::nullopt), 90);
  EXPECT_EQ(active_offsets(colour(), 60), active_offsets(colour(), {}));
}

TEST(Service, D15_a_service_lasts_from_one_minute_to_the_longest) {
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 1})), Pointers{});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = policy::longest_service_minutes})), Pointers{});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 0})), Pointers{"/duration_minutes"});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = policy::longest_service_minutes + 1})),
            Pointers{"/duration_minutes"});
}

TEST(Service, D4_the_phases_add_up_to_the_duration) {
  EXPECT_EQ(problems_of(colour()), Pointers{});
  Service service = colour();
  service.duration_minutes = 91;
  EXPECT_EQ(problems_of(service), Pointers{"/phases"});
}

TEST(Service, D4_a_phase_has_at_least_a_minute_and_no_more_than_a_service) {
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 30, .phases = {{30, true}, {0, false}}})),
            Pointers{"/phases/1/minutes"});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 30, .phases = {{-30, true}, {60, true}}})),
            Pointers{"/phases/0/minutes"});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 30, .phases = {{2147483647, true}, {2147483647, true}}})),
            Pointers{"/phases/0/minutes"});
}

TEST(Service, D4_a_service_that_needs_a_stylist_keeps_one_busy) {
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 30, .phases = {{30, false}}})), Pointers{"/phases"});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 30, .requires_stylist = false, .phases = {{30, false}}})),
            Pointers{});
}

TEST(Service, D4_has_at_most_sixteen_phases) {
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 16, .phases = std::vector<Phase>(16, {1, true})})), Pointers{});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 17, .phases = std::vector<Phase>(17, {1, true})})),
            Pointers{"/phases"});
}

TEST(Service, D4_buffers_are_bounded_and_every_problem_is_named) {
  EXPECT_EQ(problems_of(a_service({.buffer_before_minutes = policy::longest_buffer_minutes,
                                   .buffer_after_minutes = policy::longest_buffer_minutes})),
            Pointers{});
  EXPECT_EQ(problems_of(a_service({.duration_minutes = 0,
                                   .price_minor = -1,
                                   .buffer_before_minutes = -1,
                                   .buffer_after_minutes = policy::longest_buffer_minutes + 1})),
            (Pointers{"/duration_minutes", "/buffer_before_minutes", "/buffer_after_minutes", "/price_minor"}));
}

TEST(Stylist, D8_works_at_home_and_at_the_other_locations) {
  const auto stylist = a_stylist({.location = 2, .more_locations = {1}});
  EXPECT_TRUE(stylist.works_at(location_id(1)));
  EXPECT_TRUE(stylist.works_at(location_id(2)));
  EXPECT_FALSE(stylist.works_at(location_id(3)));
  Stylist new_here = a_stylist({.location = 2});
  new_here.location_ids.clear();
  EXPECT_TRUE(new_here.works_at(location_id(2)));
}

TEST(Stylist, D15_can_do_what_needs_no_skill_or_one_that_they_have) {
  const auto stylist = a_stylist({.skills = {"colour", "cut"}});
  EXPECT_TRUE(stylist.can_do(a_service()));
  EXPECT_TRUE(stylist.can_do(a_service({.required_skill = "cut"})));
  EXPECT_FALSE(stylist.can_do(a_service({.required_skill = "bridal"})));
}

TEST(Stylist, D15_has_terms_of_their_own_for_some_services) {
  const auto stylist = a_stylist({.terms = {{service_id(4), 50, std::nullopt}, {service_id(2), std::nullopt, 9900}}});
  ASSERT_NE(stylist.terms_for(service_id(2)), nullptr);
  EXPECT_EQ(stylist.terms_for(service_id(2))->price_minor, 9900);
  EXPECT_EQ(stylist.terms_for(service_id(4))->duration_minutes, 50);
  EXPECT_EQ(stylist.terms_for(service_id(3)), nullptr);
}

}  // namespace
}  // namespace salon::domain
