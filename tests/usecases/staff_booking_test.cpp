// Staff keep the book: walk-ins, changes, lists, explanations (D7, D33, D35, D39).
#include <gtest/gtest.h>

#include <algorithm>

#include "salon_world.hpp"
#include "usecases/change_booking.hpp"
#include "usecases/explain_exposure.hpp"
#include "usecases/follow_events.hpp"
#include "usecases/list_bookings.hpp"
#include "usecases/list_day_slots.hpp"

namespace salon::testing {
namespace {

using domain::BookingStatus;
using domain::Role;
using platform::run_ready;

struct Desk : SalonWorld {
  domain::Actor clerk = staff(Role::frontdesk, {1});

  domain::Result<domain::Answer> book(const usecases::StaffBookingRequest& request) {
    usecases::PlaceStaffBooking place({bookings, slots, catalog, ids, funnel}, hold_policy);
    return run_ready(place.run(clerk, request, asking(clerk), in_short<usecases::PlacedHold>()));
  }
  domain::Result<domain::Answer> change(domain::BookingId id, const usecases::BookingPatch& patch) {
    usecases::ChangeBooking change_booking(bookings, funnel);
    return run_ready(change_booking.run(clerk, id, patch, asking(clerk), in_short<domain::Booking>()));
  }
  domain::Result<usecases::BookingsPage> find(const usecases::BookingsQuery& query) {
    usecases::ListBookings list_bookings(bookings, catalog);
    return run_ready(list_bookings.run(clerk, query));
  }
  domain::Result<usecases::ExposureExplained> explain(const usecases::ExplainQuery& query) {
    usecases::ExplainExposure explain_exposure({slots, catalog, rules, exposures, secrets}, exposure_policy);
    return run_ready(explain_exposure.run(clerk, query));
  }
};

TEST(PlaceStaffBooking, D33_a_walk_in_is_booked_with_a_name_alone_while_the_slot_runs) {
  Desk desk;
  desk.clock.set(at("2027-03-02T06:10:00Z"));
  usecases::StaffBookingRequest request;
  request.slot_id = desk.slot({});
  request.confirm = true;
  EXPECT_EQ(told(desk.book(request)), "VALIDATION_FAILED");
  request.customer.name = "Walk-in";
  EXPECT_EQ(told(desk.book(request)), "OK");
  const auto& booking = desk.brand.bookings.begin()->second;
  EXPECT_EQ(booking.status(), BookingStatus::confirmed);
  EXPECT_EQ(booking.source, domain::BookingSource::desk);
  EXPECT_EQ(booking.owner, domain::BookingOwner{});
  EXPECT_EQ(desk.funnel.confirmations.size(), 1u);
  EXPECT_TRUE(desk.violations().empty());
}

TEST(PlaceStaffBooking, D37_the_desk_holds_as_many_as_it_needs) {
  Desk desk;
  for (const auto* start : {"06", "07", "08", "09", "10"}) {
    usecases::StaffBookingRequest request;
    request.slot_id = desk.slot({.start = std::string("2027-03-02T") + start + ":00:00Z"});
    EXPECT_EQ(told(desk.book(request)), "OK");
  }
}

TEST(PlaceStaffBooking, D4_a_stylist_who_is_busy_is_busy_for_the_desk_too) {
  Desk desk;
  desk.confirmed_by(guest(), desk.slot({}));
  usecases::StaffBookingRequest request;
  request.slot_id = desk.slot({.service = 2, .start = "2027-03-02T06:00:00Z"});
  EXPECT_EQ(told(desk.book(request)), "STYLIST_BUSY");
  EXPECT_EQ(desk.funnel.conflicts, std::vector{domain::Refusal::stylist_busy});
}

TEST(ChangeBooking, one_thing_is_changed_at_a_time) {
  usecases::BookingPatch patch;
  EXPECT_FALSE(usecases::read_booking_patch(patch));
  patch.status = "cancelled";
  EXPECT_TRUE(usecases::read_booking_patch(patch));
  patch.attendance = "arrived";
  EXPECT_FALSE(usecases::read_booking_patch(patch));
  patch.status.reset();
  EXPECT_TRUE(usecases::read_booking_patch(patch));
  patch.reason = "late";
  EXPECT_FALSE(usecases::read_booking_patch(patch));
  patch = {};
  patch.status = "confirmed";
  EXPECT_FALSE(usecases::read_booking_patch(patch));
  patch = {};
  patch.attendance = "asleep";
  EXPECT_FALSE(usecases::read_booking_patch(patch));
  patch = {};
  patch.notes = std::string(2001, 'n');
  EXPECT_FALSE(usecases::read_booking_patch(patch));
}

TEST(ChangeBooking, D39_the_desk_cancels_and_moves_inside_the_window) {
  Desk desk;
  const auto booked = desk.confirmed_by(guest(), desk.slot({}));
  desk.clock.set(at("2027-03-02T05:00:00Z"));
  usecases::BookingPatch move;
  move.slot_id = desk.slot({.start = "2027-03-02T05:30:00Z", .stylist = 2});
  EXPECT_EQ(told(desk.change(booked.id, move)), "OK");
  usecases::BookingPatch cancel;
  cancel.status = "cancelled";
  cancel.reason = "ill";
  EXPECT_EQ(told(desk.change(booked.id, cancel)), "OK");
  EXPECT_EQ(desk.brand.cancel_reasons.at(booked.id), "ill");
  EXPECT_TRUE(desk.violations().empty());
}

TEST(ChangeBooking, D7_attendance_and_notes_are_the_desks_to_write) {
  Desk desk;
  const auto booked = desk.confirmed_by(guest(), desk.slot({}));
  usecases::BookingPatch arrived;
  arrived.attendance = "arrived";
  EXPECT_EQ(told(desk.change(booked.id, arrived)), "OK");
  EXPECT_EQ(desk.booking(booked.id).attendance, domain::Attendance::arrived);
  usecases::BookingPatch notes;
  notes.notes = "prefers tea";
  EXPECT_EQ(told(desk.change(booked.id, notes)), "OK");
  EXPECT_EQ(desk.booking(booked.id).customer.notes->reveal(), "prefers tea");
  notes.notes = std::optional<std::string>{};
  EXPECT_EQ(told(desk.change(booked.id, notes)), "OK");
  EXPECT_FALSE(desk.booking(booked.id).customer.notes);
}

TEST(ChangeBooking, a_booking_changed_meanwhile_is_not_overwritten) {
  Desk desk;
  const auto booked = desk.confirmed_by(guest(), desk.slot({}));
  usecases::BookingPatch patch;
  patch.notes = "x";
  patch.if_version = desk.booking(booked.id).version - 1;
  EXPECT_EQ(told(desk.change(booked.id, patch)), "VERSION_MISMATCH");
  patch.if_version = desk.booking(booked.id).version;
  EXPECT_EQ(told(desk.change(booked.id, patch)), "OK");
}

TEST(ListBookings, days_are_the_salons_and_phones_are_found_however_written) {
  Desk desk;
  const auto late =
      desk.confirmed_by(guest(), desk.slot({.start = "2027-03-02T05:00:00Z"}));  // nine in the morning, the first slot
  usecases::BookingsQuery query;
  query.location_id = location_id(1);
  query.from = query.to = "2027-03-02";
  EXPECT_EQ(desk.find(query)->page.items.size(), 1u);
  query.from = query.to = "2027-03-01";
  EXPECT_EQ(desk.find(query)->page.items.size(), 0u);
  query.from = "2027-03-02T05:00:00Z";
  query.to = "2027-03-02T05:00:01Z";
  EXPECT_EQ(desk.find(query)->page.items.size(), 1u);
  query.phone = "+971 50 123 4510";
  ASSERT_EQ(desk.find(query)->page.items.size(), 1u);
  EXPECT_EQ(desk.find(query)->page.items.front().id, late.id);
  query.phone = "0501234599";
  EXPECT_EQ(desk.find(query)->page.items.size(), 0u);
}

TEST(ListBookings, what_cannot_be_read_is_refused_by_name) {
  Desk desk;
  usecases::BookingsQuery query;
  query.status = "asleep";
  EXPECT_EQ(pointers(desk.find(query).error()), std::vector<std::string>{"?status"});
  query = {};
  query.from = "yesterday";
  EXPECT_EQ(pointers(desk.find(query).error()), std::vector<std::string>{"?from"});
  query = {};
  query.from = "2027-03-03";
  query.to = "2027-03-01";
  EXPECT_EQ(pointers(desk.find(query).error()), std::vector<std::string>{"?from"});
  query = {};
  query.phone = "12";
  EXPECT_EQ(told(desk.find(query)), "PHONE_INVALID");
}

TEST(ListBookings, D34_holds_that_ran_out_are_listed_as_expired_and_no_longer_as_held) {
  Desk desk;
  desk.held_by(guest(), desk.slot({}));
  usecases::BookingsQuery held;
  held.status = "held";
  usecases::BookingsQuery expired;
  expired.status = "expired";
  EXPECT_EQ(desk.find(held)->page.items.size(), 1u);
  EXPECT_EQ(desk.find(expired)->page.items.size(), 0u);
  desk.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(desk.find(held)->page.items.size(), 0u);
  ASSERT_EQ(desk.find(expired)->page.items.size(), 1u);
  EXPECT_EQ(desk.find(expired)->page.items.front().status(), BookingStatus::expired);
}

TEST(ListBookings, a_cursor_that_no_list_gave_is_refused) {
  Desk desk;
  usecases::BookingsQuery query;
  query.page.cursor = "garbage";
  EXPECT_EQ(pointers(desk.find(query).error()), std::vector<std::string>{"?cursor"});
}

TEST(ListDaySlots, every_slot_of_the_day_is_listed_whole_or_page_by_page) {
  Desk desk;
  usecases::ListDaySlots list(desk.slots, desk.catalog);
  const ports::SlotQuery query{location_id(1), date("2027-03-02"), {}, {}};
  const auto whole = run_ready(list.run(desk.clerk, query, {}));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->slots.items.size(), 68u);  // cuts 18 and colours 16 a day, two stylists
  std::vector<domain::SlotInstance> paged;
  ports::PageRequest page{.limit = 50, .cursor = {}};
  for (int pages = 0; pages < 3; ++pages) {
    const auto part = run_ready(list.run(desk.clerk, query, page));
    ASSERT_TRUE(part);
    paged.insert(paged.end(), part->slots.items.begin(), part->slots.items.end());
    if (!part->slots.next_cursor) break;
    page.cursor = *part->slots.next_cursor;
  }
  EXPECT_EQ(paged, whole->slots.items);
  page.cursor = "nonsense";
  EXPECT_EQ(told(run_ready(list.run(desk.clerk, query, page))), "VALIDATION_FAILED");
}

usecases::ExplainQuery about_cuts() {
  usecases::ExplainQuery query;
  query.location_id = location_id(1);
  query.service_id = service_id(1);
  query.date = date("2027-03-02");
  query.subject = guest(1).subject();
  return query;
}

TEST(ExplainExposure, it_shows_what_the_viewer_is_shown_fresh_and_kept) {
  Desk desk;
  const auto shown_by = [&desk] {
    const auto explained = desk.explain(about_cuts());
    std::vector<domain::SlotId> shown;
    for (const auto& slot : explained->slots) {
      if (slot.is_shown) shown.push_back(slot.slot.id);
    }
    return std::pair(shown, explained->is_sticky);
  };
  const auto fresh = shown_by();
  EXPECT_FALSE(fresh.second);
  const auto first = ids_of(desk.list(guest(1), cut_on("2027-03-02")));
  EXPECT_EQ(fresh.first, first);
  desk.held_by(guest(2), first.front());
  const auto second = ids_of(desk.list(guest(1), cut_on("2027-03-02")));
  const auto kept = shown_by();
  EXPECT_TRUE(kept.second);
  EXPECT_EQ(kept.first, second);
}

TEST(ExplainExposure, every_slot_that_is_not_eligible_has_its_reason) {
  Desk desk;
  const auto booked = desk.confirmed_by(guest(2), desk.slot({}));
  const auto held = desk.held_by(guest(3), desk.slot({.start = "2027-03-02T07:00:00Z"}));
  const auto colour = desk.confirmed_by(guest(4), desk.slot({.service = 2, .stylist = 2}));
  const auto blocked = desk.slot({.start = "2027-03-02T09:00:00Z"});
  desk.brand.slots.at(blocked).slot.blocked = true;
  desk.brand.rules.emplace(rule_id(9), a_closure({.id = 9, .start = "13:00", .end = "14:00", .from = "2027-03-02"}));
  const auto explained = desk.explain(about_cuts());
  ASSERT_TRUE(explained);
  const auto slot_told = [&](domain::SlotId id) {
    return *std::ranges::find_if(explained->slots, [id](const auto& slot) { return slot.slot.id == id; });
  };
  EXPECT_EQ(slot_told(desk.booking(booked.id).slot_id).because->why, domain::Ineligible::booked);
  const auto while_held = slot_told(desk.booking(held.id).slot_id);
  EXPECT_EQ(while_held.because->why, domain::Ineligible::held);
  EXPECT_EQ(while_held.because->until, desk.clock.now() + std::chrono::minutes{10});
  const auto while_busy = slot_told(desk.slot({.stylist = 2}));
  EXPECT_EQ(while_busy.because->why, domain::Ineligible::stylist_busy);
  EXPECT_EQ(while_busy.because->booking, colour.id);
  // While the colour works, the stylist is free.
  EXPECT_TRUE(slot_told(desk.slot({.start = "2027-03-02T06:30:00Z", .stylist = 2})).is_eligible);
  EXPECT_EQ(slot_told(blocked).because->why, domain::Ineligible::blocked);
  EXPECT_EQ(slot_told(blocked).closed_by, rule_id(9));
  EXPECT_FALSE(slot_told(blocked).rank);
}

TEST(ExplainExposure, an_hour_of_its_own_asks_what_that_hour_would_show) {
  Desk desk;
  (void)desk.list(guest(1), cut_on("2027-03-02"));
  auto query = about_cuts();
  query.epoch_hour = 5;
  const auto explained = desk.explain(query);
  ASSERT_TRUE(explained);
  EXPECT_FALSE(explained->is_sticky);
  EXPECT_EQ(explained->epoch_hour, 5);
  query.subject = "somebody";
  EXPECT_EQ(pointers(desk.explain(query).error()), std::vector<std::string>{"?subject"});
}

TEST(FollowEvents, a_follower_sees_their_salons_events_once_and_goes_on_after_them) {
  Desk desk;
  desk.confirmed_by(guest(1), desk.slot({}));
  desk.held_by(guest(2), desk.slot({.service = 3, .stylist = std::nullopt}));
  while (run_ready(desk.events.seal(100)) > 0) {
  }
  usecases::FollowEvents follow(desk.events);
  std::vector<domain::Event> seen;
  usecases::EventsSince since{.position = 0, .location_id = {}, .limit = 2};
  for (int round = 0; round < 20; ++round) {
    const auto followed = run_ready(follow.run(desk.clerk, since));
    ASSERT_TRUE(followed);
    seen.insert(seen.end(), followed->events.begin(), followed->events.end());
    since.position = followed->position;
    if (!followed->has_more) break;
  }
  EXPECT_EQ(since.position, run_ready(desk.events.last_position()));
  EXPECT_TRUE(std::ranges::all_of(seen, [](const auto& event) { return event.location_id == location_id(1); }));
  EXPECT_EQ(std::ranges::count_if(seen, [](const auto& event) { return event.booking_id.has_value(); }), 2);
  const auto from_now = run_ready(follow.run(desk.clerk, {}));
  EXPECT_TRUE(from_now->events.empty());
  EXPECT_EQ(from_now->position, since.position);
}

}  // namespace
}  // namespace salon::testing
