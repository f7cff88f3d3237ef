// Eligible: the one definition that listing and booking share (D20), and whose time is taken (D4).
#include "domain/occupancy.hpp"

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

#include "domain/zone.hpp"
#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::hours;
using std::chrono::microseconds;

std::optional<Ineligible> why(const SlotFactsBuilder& builder, std::vector<BusyTime> busy = {},
                              Viewer viewer = Viewer::customer, Instant now = booking_now) {
  const SlotFacts facts = builder.build();
  const auto because = why_ineligible(facts.slot, facts.situation, busy, viewer, now);
  return because ? std::optional<Ineligible>(because->why) : std::nullopt;
}

// Another slot's live booking: from and to in minutes from the usual slot's start.
BusyTime other_booking(int from, int to, std::optional<Instant> hold_expires_at = {}) {
  const Instant start = a_bookable_slot().build().slot.start_at;
  return {nth<StylistId>(1),
          nth<SlotId>(99),
          nth<BookingId>(99),
          {start + minutes{from}, start + minutes{to}},
          hold_expires_at};
}

TEST(Eligibility, D20_the_usual_slot_can_be_booked_by_anyone) {
  EXPECT_EQ(why(a_bookable_slot()), std::nullopt);
  EXPECT_EQ(why(a_bookable_slot(), {}, Viewer::staff), std::nullopt);
}

TEST(Eligibility, D20_a_blocked_slot_cannot_be_booked) {
  EXPECT_EQ(why(a_bookable_slot().blocked()), Ineligible::blocked);
  EXPECT_EQ(why(a_bookable_slot().blocked(), {}, Viewer::staff), Ineligible::blocked);
}

TEST(Eligibility, D20_an_inactive_service_or_stylist_cannot_be_booked) {
  EXPECT_EQ(why(a_bookable_slot().inactive_service()), Ineligible::inactive);
  EXPECT_EQ(why(a_bookable_slot().inactive_stylist()), Ineligible::inactive);
}

TEST(Eligibility, D20_a_slot_without_a_stylist_does_not_ask_whether_one_is_active) {
  EXPECT_EQ(why(a_bookable_slot().without_stylist().inactive_stylist()), std::nullopt);
}

TEST(Eligibility, D20_a_customer_books_up_to_the_very_second_of_the_minimum_notice) {
  const auto in_an_hour = a_bookable_slot().starting(booking_now + minutes{60});
  EXPECT_EQ(why(in_an_hour), std::nullopt);
  EXPECT_EQ(why(in_an_hour, {}, Viewer::customer, booking_now + microseconds{1}), Ineligible::too_soon);
}

TEST(Eligibility, D20_with_no_notice_a_customer_books_until_the_start) {
  const auto now_starting = a_bookable_slot().starting(booking_now).minimum_notice(minutes{0});
  EXPECT_EQ(why(now_starting), std::nullopt);
  EXPECT_EQ(why(now_starting, {}, Viewer::customer, booking_now + microseconds{1}), Ineligible::too_soon);
}

TEST(Eligibility, D20_staff_book_a_slot_that_has_started_until_it_ends) {
  const auto running = a_bookable_slot().starting(booking_now - minutes{59}).lasting(minutes{60});
  EXPECT_EQ(why(running, {}, Viewer::customer), Ineligible::too_soon);
  EXPECT_EQ(why(running, {}, Viewer::staff), std::nullopt);
  EXPECT_EQ(why(running, {}, Viewer::staff, booking_now + minutes{1} - microseconds{1}), std::nullopt);
  EXPECT_EQ(why(running, {}, Viewer::staff, booking_now + minutes{1}), Ineligible::over);
  EXPECT_EQ(why(running, {}, Viewer::customer, booking_now + minutes{1}), Ineligible::over);
}

TEST(Eligibility, D20_the_horizon_is_counted_in_the_locations_days_not_in_hours) {
  // Noon of 2 March in Dubai; with a horizon of 60 days the last day is 1 May, to its last minute.
  EXPECT_EQ(why(a_bookable_slot().starting(moment("2027-05-01T19:59:00Z"))), std::nullopt);
  EXPECT_EQ(why(a_bookable_slot().starting(moment("2027-05-01T20:00:00Z"))), Ineligible::beyond_horizon);
}

TEST(Eligibility, D20_the_same_instant_is_inside_one_zones_horizon_and_outside_anothers) {
  const auto start = moment("2027-05-01T22:00:00Z");
  EXPECT_EQ(why(a_bookable_slot().horizon(60, "Asia/Dubai").starting(start)), Ineligible::beyond_horizon);
  EXPECT_EQ(why(a_bookable_slot().horizon(60, "America/New_York").starting(start)), std::nullopt);
}

TEST(Eligibility, D20_a_horizon_of_no_days_is_today) {
  EXPECT_EQ(why(a_bookable_slot().horizon(0).starting(moment("2027-03-02T19:00:00Z"))), std::nullopt);
  EXPECT_EQ(why(a_bookable_slot().horizon(0).starting(moment("2027-03-02T20:00:00Z"))), Ineligible::beyond_horizon);
}

TEST(Eligibility, D20_the_horizon_binds_staff_too) {
  const auto far = a_bookable_slot().starting(moment("2027-05-01T20:00:00Z"));
  EXPECT_EQ(why(far, {}, Viewer::staff), Ineligible::beyond_horizon);
}

// The shortcut for near slots must never answer differently from the calendar.
TEST(Eligibility, D20_the_horizon_agrees_with_the_calendar_hour_by_hour_in_zones_that_jump) {
  for (const std::string_view name :
       {"Asia/Dubai", "Europe/London", "America/New_York", "Pacific/Apia", "Pacific/Kiritimati"}) {
    const Zone zone = Zone::find(name).value();
    // Samoa left out 30 December 2011 altogether.
    const Instant now = moment("2011-12-28T21:00:00Z");
    for (int horizon = 0; horizon <= 4; ++horizon) {
      for (int hour = 1; hour < 24 * 7; ++hour) {
        const Instant start = now + hours{hour};
        const bool inside = zone.date_of(start) <= zone.date_of(now) + std::chrono::days{horizon};
        const auto slot = a_bookable_slot().horizon(horizon, name).starting(start).minimum_notice(minutes{0});
        EXPECT_EQ(why(slot, {}, Viewer::customer, now),
                  inside ? std::nullopt : std::optional(Ineligible::beyond_horizon))
            << name << ", " << horizon << " days, hour " << hour;
      }
    }
  }
}

TEST(Eligibility, A_time_zone_that_the_machine_does_not_know_is_reported_and_not_guessed) {
  SlotFacts facts = a_bookable_slot().horizon(1).build();
  facts.situation.timezone = "Mars/Olympus";
  EXPECT_THROW((void)why_ineligible(facts.slot, facts.situation, {}, Viewer::customer, booking_now),
               std::runtime_error);
}

TEST(Eligibility, D20_every_combination_of_counters_has_room_exactly_when_a_place_is_left) {
  for (int capacity = 1; capacity <= 4; ++capacity) {
    for (int booked = 0; booked <= capacity; ++booked) {
      for (int hold = 0; booked + hold <= capacity; ++hold) {
        for (int due = 0; due <= hold; ++due) {
          std::optional<Ineligible> expected;
          if (booked + hold - due >= capacity) expected = booked == capacity ? Ineligible::booked : Ineligible::held;
          EXPECT_EQ(why(a_bookable_slot().counters(capacity, booked, hold).due_holds(due)), expected)
              << capacity << " places, " << booked << " booked, " << hold << " held, " << due << " due";
        }
      }
    }
  }
}

TEST(Eligibility, D20_a_slot_full_of_live_holds_says_when_the_first_of_them_ends) {
  SlotFacts facts = a_bookable_slot().counters(2, 1, 1).build();
  facts.situation.earliest_hold_expiry = booking_now + minutes{3};
  const auto because = why_ineligible(facts.slot, facts.situation, {}, Viewer::customer, booking_now);
  ASSERT_TRUE(because.has_value());
  EXPECT_EQ(because->why, Ineligible::held);
  EXPECT_EQ(because->until, booking_now + minutes{3});
}

TEST(Eligibility, D4_a_stylist_who_is_busy_in_another_slot_cannot_be_booked) {
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(15, 75)}), Ineligible::stylist_busy);
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(10, 20)}), Ineligible::stylist_busy);
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(-30, 90)}), Ineligible::stylist_busy);
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(15, 75)}, Viewer::staff), Ineligible::stylist_busy);
}

TEST(Eligibility, D4_bookings_that_only_touch_do_not_overlap) {
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(-60, 0), other_booking(60, 120)}), std::nullopt);
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(-60, 1)}), Ineligible::stylist_busy);
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(59, 120)}), Ineligible::stylist_busy);
}

TEST(Eligibility, D4_bookings_of_the_same_slot_share_it_up_to_its_capacity) {
  BusyTime same = other_booking(0, 60);
  same.slot_id = nth<SlotId>(1);
  EXPECT_EQ(why(a_bookable_slot().counters(2, 1, 0), {same}), std::nullopt);
}

TEST(Eligibility, D4_another_stylists_bookings_are_not_in_the_way) {
  EXPECT_EQ(why(a_bookable_slot().with_stylist(2), {other_booking(0, 60)}), std::nullopt);
  EXPECT_EQ(why(a_bookable_slot().without_stylist(), {other_booking(0, 60)}), std::nullopt);
}

TEST(Eligibility, D4_another_client_is_served_while_the_colour_works) {
  const auto colour = a_bookable_slot().lasting(minutes{120}).active_during({{0, 30}, {75, 120}});
  EXPECT_EQ(why(colour, {other_booking(30, 75)}), std::nullopt);
  EXPECT_EQ(why(colour, {other_booking(30, 76)}), Ineligible::stylist_busy);
  EXPECT_EQ(why(colour, {other_booking(29, 75)}), Ineligible::stylist_busy);
}

TEST(Eligibility, D4_buffers_count_as_the_stylists_time) {
  const auto buffered = a_bookable_slot().active_during({{-10, 70}});
  EXPECT_EQ(why(buffered, {other_booking(-60, -10), other_booking(70, 100)}), std::nullopt);
  EXPECT_EQ(why(buffered, {other_booking(-60, -9)}), Ineligible::stylist_busy);
  EXPECT_EQ(why(buffered, {other_booking(69, 100)}), Ineligible::stylist_busy);
}

TEST(Eligibility, D20_a_hold_is_in_the_way_until_the_very_second_it_expires) {
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(0, 60, booking_now + microseconds{1})}), Ineligible::stylist_busy);
  EXPECT_EQ(why(a_bookable_slot(), {other_booking(0, 60, booking_now)}), std::nullopt);
}

TEST(Eligibility, The_obstacle_named_is_the_one_that_lasts_longest_in_whatever_order_they_come) {
  BusyTime confirmed = other_booking(0, 60);
  BusyTime short_hold = other_booking(0, 60, booking_now + minutes{1});
  short_hold.booking_id = nth<BookingId>(50);
  BusyTime long_hold = other_booking(0, 60, booking_now + minutes{9});
  long_hold.booking_id = nth<BookingId>(51);
  const SlotFacts facts = a_bookable_slot().build();
  const auto blocker = [&facts](std::vector<BusyTime> busy) {
    return why_ineligible(facts.slot, facts.situation, busy, Viewer::customer, booking_now).value();
  };
  for (const auto& order : {std::vector{confirmed, short_hold}, std::vector{short_hold, confirmed}}) {
    EXPECT_EQ(blocker(order).booking, confirmed.booking_id);
    EXPECT_EQ(blocker(order).until, std::nullopt);
  }
  for (const auto& order : {std::vector{long_hold, short_hold}, std::vector{short_hold, long_hold}}) {
    EXPECT_EQ(blocker(order).booking, long_hold.booking_id);
    EXPECT_EQ(blocker(order).until, booking_now + minutes{9});
  }
}

// Each step takes the first obstacle away, so that the next one shows.
TEST(Eligibility, D20_obstacles_are_named_in_this_order) {
  const auto busy = std::vector{other_booking(-100000, 100000)};
  auto slot = a_bookable_slot().blocked().inactive_service().counters(1, 1, 0).starting(booking_now - hours{2});
  SlotFacts facts = slot.build();
  const auto next = [&] {
    return why_ineligible(facts.slot, facts.situation, busy, Viewer::customer, booking_now)->why;
  };
  EXPECT_EQ(next(), Ineligible::blocked);
  facts.slot.blocked = false;
  EXPECT_EQ(next(), Ineligible::inactive);
  facts.situation.service_active = true;
  EXPECT_EQ(next(), Ineligible::over);
  facts.slot.start_at = booking_now + minutes{5};
  facts.slot.end_at = booking_now + minutes{65};
  EXPECT_EQ(next(), Ineligible::too_soon);
  facts.slot.start_at = booking_now + hours{24 * 70};
  facts.slot.end_at = facts.slot.start_at + minutes{60};
  EXPECT_EQ(next(), Ineligible::beyond_horizon);
  facts.situation.horizon_days = 90;
  EXPECT_EQ(next(), Ineligible::booked);
  facts.slot.booked = 0;
  facts.slot.hold = 1;
  EXPECT_EQ(next(), Ineligible::held);
  facts.slot.hold = 0;
  facts.slot.start_at = booking_now + hours{24};
  facts.slot.end_at = facts.slot.start_at + minutes{60};
  EXPECT_EQ(next(), Ineligible::stylist_busy);
}

TEST(Eligibility, Each_obstacle_has_a_name_and_a_refusal) {
  struct Row {
    Ineligible why;
    std::string_view name;
    Refusal refusal;
  };
  const std::array<Row, 8> rows{{
      {Ineligible::blocked, "blocked", Refusal::slot_blocked},
      {Ineligible::inactive, "inactive", Refusal::slot_blocked},
      {Ineligible::over, "over", Refusal::slot_too_soon},
      {Ineligible::too_soon, "too_soon", Refusal::slot_too_soon},
      {Ineligible::beyond_horizon, "beyond_horizon", Refusal::validation_failed},
      {Ineligible::held, "held", Refusal::slot_full},
      {Ineligible::booked, "booked", Refusal::slot_full},
      {Ineligible::stylist_busy, "stylist_busy", Refusal::stylist_busy},
  }};
  for (const Row& row : rows) {
    EXPECT_EQ(text_of(row.why), row.name);
    const Refused refused = refusal_of({row.why, {}, {}});
    EXPECT_EQ(refused.why, row.refusal) << row.name;
    EXPECT_FALSE(refused.detail.empty()) << row.name;
  }
  EXPECT_EQ(refusal_of({Ineligible::beyond_horizon, {}, {}}).fields.at(0).pointer, "/slot_id");
}

}  // namespace
}  // namespace salon::domain
