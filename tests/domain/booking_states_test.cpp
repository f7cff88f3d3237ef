// The life of a booking: which moves are legal (D30), and that every decision keeps to them from every state.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;

constexpr std::array statuses{BookingStatus::held, BookingStatus::confirmed, BookingStatus::cancelled,
                              BookingStatus::expired};

TEST(BookingStates, D30_the_legal_moves_are_these_four_and_no_others) {
  const std::set<std::pair<BookingStatus, BookingStatus>> legal{
      {BookingStatus::held, BookingStatus::confirmed},
      {BookingStatus::held, BookingStatus::cancelled},
      {BookingStatus::held, BookingStatus::expired},
      {BookingStatus::confirmed, BookingStatus::cancelled},
  };
  for (const BookingStatus from : statuses) {
    for (const BookingStatus to : statuses) {
      EXPECT_EQ(may_become(from, to), legal.contains({from, to})) << text_of(from) << " to " << text_of(to);
    }
  }
}

// What each decision makes of a live, unhurried booking in each state: the state after it, or the refusal.
struct Outcome {
  std::optional<BookingStatus> becomes;
  std::optional<Refusal> refused;
  bool changed = false;
};

Outcome outcome_of(const Result<Transition>& decided) {
  if (!decided) return {std::nullopt, decided.error().why, false};
  return {decided->booking.status(), std::nullopt, decided->changed};
}

std::array<Result<Transition>, 4> all_decisions_on(const Booking& booking, Viewer viewer) {
  ConfirmWish confirm;
  confirm.viewer = viewer;
  CancelWish cancel{viewer, minutes{60}};
  const SlotFacts target = a_bookable_slot().id(2).starting(booking_now + std::chrono::hours{48}).build();
  return {decide_confirm(booking, confirm, booking_now), decide_cancel(booking, cancel, booking_now),
          decide_reschedule(booking, target, HoldFacts{}, RescheduleWish{viewer}, booking_now),
          decide_attendance(booking, Attendance::arrived)};
}

TEST(BookingStates, D30_every_decision_from_every_state_comes_out_as_written_here) {
  using enum BookingStatus;
  const std::array<std::array<Outcome, 4>, 4> expected{{
      // confirm, cancel, reschedule, attendance
      {{{confirmed, {}, true}, {cancelled, {}, true}, {held, {}, true}, {{}, Refusal::validation_failed}}},
      {{{confirmed, {}, false}, {cancelled, {}, true}, {confirmed, {}, true}, {confirmed, {}, true}}},
      {{{{}, Refusal::booking_cancelled},
        {cancelled, {}, false},
        {{}, Refusal::booking_cancelled},
        {{}, Refusal::validation_failed}}},
      {{{{}, Refusal::hold_expired},
        {{}, Refusal::hold_expired},
        {{}, Refusal::hold_expired},
        {{}, Refusal::validation_failed}}},
  }};
  for (const Viewer viewer : {Viewer::customer, Viewer::staff}) {
    for (const BookingStatus from : statuses) {
      const Booking booking = a_booking().in_state(from).build();
      const auto decided = all_decisions_on(booking, viewer);
      for (std::size_t i = 0; i < decided.size(); ++i) {
        const Outcome want = expected.at(static_cast<std::size_t>(from)).at(i);
        const Outcome got = outcome_of(decided.at(i));
        EXPECT_EQ(got.becomes, want.becomes) << text_of(from) << ", decision " << i;
        EXPECT_EQ(got.refused, want.refused) << text_of(from) << ", decision " << i;
        EXPECT_EQ(got.changed, want.changed) << text_of(from) << ", decision " << i;
      }
    }
  }
}

TEST(BookingStates, D30_no_decision_ever_makes_a_move_that_the_table_does_not_have) {
  const std::array instants{booking_now - minutes{10}, booking_now, booking_now + minutes{5},
                            booking_now + std::chrono::hours{72}};
  for (const BookingStatus from : statuses) {
    const Booking booking = a_booking().in_state(from).build();
    for (const Instant now : instants) {
      std::vector<Transition> made;
      for (const Viewer viewer : {Viewer::customer, Viewer::staff}) {
        ConfirmWish confirm;
        confirm.viewer = viewer;
        if (auto decided = decide_confirm(booking, confirm, now)) made.push_back(*decided);
        if (auto decided = decide_cancel(booking, {viewer, minutes{0}}, now)) made.push_back(*decided);
      }
      if (auto expired = decide_expire(booking, now)) made.push_back(*expired);
      for (const Transition& transition : made) {
        const BookingStatus to = transition.booking.status();
        EXPECT_TRUE(transition.changed ? may_become(from, to) : from == to) << text_of(from) << " to " << text_of(to);
        EXPECT_EQ(transition.booking.version, booking.version + (transition.changed ? 1 : 0));
      }
    }
  }
}

TEST(BookingStates, A_decision_that_changes_nothing_returns_the_booking_as_it_was) {
  const Booking confirmed = a_booking().in_state(BookingStatus::confirmed).build();
  const auto again = decide_confirm(confirmed, {}, booking_now);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->booking, confirmed);
}

TEST(BookingStates, Held_and_confirmed_bookings_are_live_and_the_others_are_not) {
  EXPECT_TRUE(a_booking().in_state(BookingStatus::held).build().is_live());
  EXPECT_TRUE(a_booking().in_state(BookingStatus::confirmed).build().is_live());
  EXPECT_FALSE(a_booking().in_state(BookingStatus::cancelled).build().is_live());
  EXPECT_FALSE(a_booking().in_state(BookingStatus::expired).build().is_live());
}

TEST(BookingStates, D30_the_four_statuses_have_the_names_that_the_schema_has) {
  const std::array<std::string_view, 4> names{"held", "confirmed", "cancelled", "expired"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(text_of(statuses.at(i)), names.at(i));
    EXPECT_EQ(parse_booking_status(names.at(i)), statuses.at(i));
  }
  EXPECT_EQ(parse_booking_status("HELD"), std::nullopt);
  EXPECT_EQ(parse_booking_status("no_show"), std::nullopt);
  EXPECT_EQ(parse_booking_status(""), std::nullopt);
}

TEST(BookingStates, D7_attendance_has_five_names_of_its_own) {
  const std::array<std::string_view, 5> names{"none", "arrived", "in_chair", "completed", "no_show"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(text_of(static_cast<Attendance>(i)), names.at(i));
    EXPECT_EQ(parse_attendance(names.at(i)), static_cast<Attendance>(i));
  }
  EXPECT_EQ(parse_attendance("confirmed"), std::nullopt);
}

TEST(BookingStates, D8_a_booking_comes_from_the_web_the_desk_or_an_import) {
  const std::array<std::string_view, 3> names{"web", "desk", "import"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(text_of(static_cast<BookingSource>(i)), names.at(i));
    EXPECT_EQ(parse_booking_source(names.at(i)), static_cast<BookingSource>(i));
  }
  EXPECT_EQ(parse_booking_source("phone"), std::nullopt);
}

TEST(BookingStates, D7_attendance_changes_and_the_status_stays) {
  const Booking booking = a_booking().in_state(BookingStatus::confirmed).build();
  const auto noted = decide_attendance(booking, Attendance::no_show);
  ASSERT_TRUE(noted.has_value());
  EXPECT_TRUE(noted->changed);
  EXPECT_EQ(noted->booking.attendance, Attendance::no_show);
  EXPECT_EQ(noted->booking.state, booking.state);
  EXPECT_EQ(noted->booking.version, booking.version + 1);
}

TEST(BookingStates, D7_the_same_attendance_again_changes_nothing) {
  const Booking booking = a_booking().in_state(BookingStatus::confirmed).build();
  const auto noted = decide_attendance(booking, Attendance::none);
  ASSERT_TRUE(noted.has_value());
  EXPECT_FALSE(noted->changed);
  EXPECT_EQ(noted->booking, booking);
}

TEST(BookingStates, D7_attendance_of_a_booking_that_is_not_confirmed_is_refused_by_field) {
  for (const BookingStatus status : {BookingStatus::held, BookingStatus::cancelled, BookingStatus::expired}) {
    const auto noted = decide_attendance(a_booking().in_state(status).build(), Attendance::arrived);
    ASSERT_FALSE(noted.has_value());
    ASSERT_EQ(noted.error().fields.size(), 1U);
    EXPECT_EQ(noted.error().fields[0].pointer, "/attendance");
  }
}

}  // namespace
}  // namespace salon::domain
