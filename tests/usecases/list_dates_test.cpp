// Counts of free times by day (seed "GET /dates", D21).
#include "usecases/list_dates.hpp"

#include <gtest/gtest.h>

#include "salon_world.hpp"

namespace salon::testing {
namespace {

using usecases::DatesQuery;
using usecases::DatesView;

domain::Result<DatesView> try_dates(SalonWorld& world, const DatesQuery& query) {
  usecases::ListDates list_dates(world.book, world.clock);
  return platform::run_ready(list_dates.run(query));
}

DatesQuery of_cuts() {
  DatesQuery query;
  query.location_id = location_id(1);
  query.service_id = service_id(1);
  return query;
}

TEST(ListDates, thirty_one_days_from_today_unless_asked_otherwise) {
  SalonWorld world;
  const auto view = try_dates(world, of_cuts());
  ASSERT_TRUE(view);
  ASSERT_EQ(view->dates.size(), 31u);
  EXPECT_EQ(view->dates.front().date, date("2027-03-01"));
  EXPECT_EQ(view->dates.back().date, date("2027-03-31"));
  EXPECT_EQ(view->dates.front().available, 36);
  EXPECT_EQ(view->dates[14].available, 0);  // two weeks are generated
  EXPECT_EQ(view->next_available, date("2027-03-01"));
  EXPECT_EQ(view->timezone, "Asia/Dubai");
}

TEST(ListDates, today_is_the_salons_today) {
  SalonWorld world;
  world.clock.set(at("2027-03-01T21:00:00Z"));  // one in the morning of the second, in Dubai
  const auto view = try_dates(world, of_cuts());
  ASSERT_TRUE(view);
  EXPECT_EQ(view->dates.front().date, date("2027-03-02"));
}

TEST(ListDates, past_days_are_told_as_having_nothing) {
  SalonWorld world;
  DatesQuery query = of_cuts();
  query.from = date("2027-02-27");
  query.to = date("2027-03-02");
  const auto view = try_dates(world, query);
  ASSERT_TRUE(view);
  ASSERT_EQ(view->dates.size(), 4u);
  EXPECT_EQ(view->dates[0].available, 0);
  EXPECT_EQ(view->dates[1].available, 0);
  EXPECT_EQ(view->dates[2].available, 36);
  EXPECT_EQ(view->next_available, date("2027-03-01"));
}

TEST(ListDates, next_available_is_found_beyond_the_days_asked_for) {
  SalonWorld world;
  world.brand.slots.clear();
  const auto kept = a_slot({.id = 900, .start = "2027-04-20T06:00:00Z"});
  world.brand.slots.emplace(kept.id, KeptSlot{kept, false});
  DatesQuery query = of_cuts();
  query.to = date("2027-03-05");
  const auto view = try_dates(world, query);
  ASSERT_TRUE(view);
  EXPECT_EQ(view->next_available, date("2027-04-20"));
}

TEST(ListDates, ninety_two_days_can_be_asked_for_and_no_more) {
  SalonWorld world;
  DatesQuery query = of_cuts();
  query.from = date("2027-03-01");
  query.to = date("2027-05-31");
  const auto most = try_dates(world, query);
  ASSERT_TRUE(most);
  EXPECT_EQ(most->dates.size(), 92u);
  query.to = date("2027-06-01");
  const auto refused = try_dates(world, query);
  ASSERT_FALSE(refused);
  EXPECT_EQ(pointers(refused.error()), std::vector<std::string>{"?to"});
}

TEST(ListDates, a_range_that_ends_before_it_begins_is_refused) {
  SalonWorld world;
  DatesQuery query = of_cuts();
  query.from = date("2027-03-02");
  query.to = date("2027-03-01");
  const auto refused = try_dates(world, query);
  ASSERT_FALSE(refused);
  EXPECT_EQ(told(refused), "VALIDATION_FAILED");
  EXPECT_EQ(pointers(refused.error()), std::vector<std::string>{"?from"});
}

TEST(ListDates, what_is_unknown_or_inactive_is_not_found) {
  SalonWorld world;
  DatesQuery query = of_cuts();
  query.service_id = service_id(4);
  EXPECT_EQ(told(try_dates(world, query)), "NOT_FOUND");
  query = of_cuts();
  query.location_id = location_id(77);
  EXPECT_EQ(told(try_dates(world, query)), "NOT_FOUND");
  world.brand.locations.at(location_id(1)).active = false;
  EXPECT_EQ(told(try_dates(world, of_cuts())), "NOT_FOUND");
}

}  // namespace
}  // namespace salon::testing
