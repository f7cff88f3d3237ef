// Holds, whoever keeps the book.
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::BookingStatus;
using std::chrono::minutes;
using testing::at;

TEST_P(StoreContract, D31_a_hold_takes_a_place_for_ten_minutes) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = slot.id});
  const domain::Booking booking = salon.booking(id);
  EXPECT_EQ(booking.state, domain::BookingState(domain::Held{salon.now() + minutes{10}}));
  EXPECT_EQ(booking.version, 1);
  EXPECT_EQ(booking.start_at, slot.start_at);
  EXPECT_EQ(booking.stylist_id, salon.noor);
  EXPECT_EQ(booking.price.minor, 15000);
  EXPECT_EQ(salon.counters(slot.id), "held 1 booked 0 of 1");
  EXPECT_EQ(salon.story(id), "booking.created 1");
}

TEST_P(StoreContract, D3_a_class_of_three_takes_three_and_no_fourth) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  for (int guest = 1; guest <= 3; ++guest) EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = guest}), "");
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 4}), "SLOT_FULL");
  EXPECT_EQ(salon.counters(slot.id), "held 3 booked 0 of 3");
  EXPECT_EQ(salon.again(slot.id).status(), domain::SlotStatus::full);
}

TEST_P(StoreContract, D4_a_stylist_is_never_in_two_places) {
  SmallSalon salon(fixture());
  salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.noor, "06:15").id, .guest = 2}), "STYLIST_BUSY");
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.noor, "05:45").id, .guest = 2}), "STYLIST_BUSY");
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.sara, "06:15").id, .guest = 2}), "");
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.noor, "06:30").id, .guest = 2}), "")
      << "one begins as the other ends";
}

TEST_P(StoreContract, D1_a_phone_has_a_slot_once) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  const auto first = salon.must_hold({.slot = slot.id, .customer = lena()});
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 2, .customer = lena()}), "ALREADY_HELD");
  const auto nameless = salon.must_hold({.slot = slot.id, .guest = 2});
  EXPECT_EQ(salon.confirm(nameless, lena()), "ALREADY_HELD");
  EXPECT_EQ(salon.confirm(nameless, lena(2)), "");
  EXPECT_EQ(salon.cancel(first), "");
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 3, .customer = lena()}), "");
}

TEST_P(StoreContract, D1_a_hold_that_has_lapsed_does_not_keep_its_phone_from_the_slot) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  const auto lapsed = salon.must_hold({.slot = slot.id, .customer = lena()});
  salon.advance(minutes{5});
  const auto other = salon.must_hold({.slot = slot.id, .guest = 2});
  salon.advance(minutes{5});
  EXPECT_EQ(salon.confirm(other, lena()), "");
  EXPECT_EQ(salon.booking(lapsed).status(), BookingStatus::expired);
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 3, .customer = lena()}), "ALREADY_HELD");
}

TEST_P(StoreContract, D37_a_guest_holds_three_times_and_the_desk_as_many_as_it_likes) {
  SmallSalon salon(fixture());
  for (const char* start : {"05:00", "05:30", "06:00"}) salon.must_hold({.slot = salon.slot(salon.noor, start).id});
  const auto fourth = salon.slot(salon.noor, "06:30");
  EXPECT_EQ(salon.try_hold({.slot = fourth.id}), "HOLD_LIMIT");
  EXPECT_EQ(salon.try_hold({.slot = fourth.id, .guest = 2}), "");
  for (const char* start : {"05:00", "05:30", "06:00", "06:30"}) {
    EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.sara, start).id, .guest = 0}), "");
  }
}

TEST_P(StoreContract, D37_holds_whose_time_is_over_do_not_count) {
  SmallSalon salon(fixture());
  for (const char* start : {"05:30", "06:00", "06:30"}) salon.must_hold({.slot = salon.slot(salon.noor, start).id});
  salon.advance(minutes{10});
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.sara, "06:30").id}), "");
}

TEST_P(StoreContract, D20_a_customer_gives_an_hours_notice_and_the_desk_none) {
  SmallSalon salon(fixture());
  salon.set_now(at("2027-03-01T05:00:01Z"));
  const auto slot = salon.slot(salon.noor, "06:00");
  EXPECT_EQ(salon.try_hold({.slot = slot.id}), "SLOT_TOO_SOON");
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 0}), "");
}

TEST_P(StoreContract, D20_a_slot_that_is_nowhere_is_not_found) {
  SmallSalon salon(fixture());
  EXPECT_EQ(salon.try_hold({.slot = salon.ids.next_id<domain::SlotId>()}), "NOT_FOUND");
}

TEST_P(StoreContract, D20_a_location_that_has_closed_takes_no_holds) {
  SmallSalon salon(fixture());
  ports::Change<domain::Location> change;
  change.edit = [](const domain::Location& before) -> domain::Result<domain::Location> {
    domain::Location after = before;
    after.active = false;
    return after;
  };
  const auto closed =
      salon.wait(salon.stores.catalog.change_location(salon.location, change, just_once<domain::Location>()));
  EXPECT_EQ(code_of(closed), "");
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.noor, "06:00").id}), "SLOT_BLOCKED");
}

TEST_P(StoreContract, D31_wishes_of_one_call_are_decided_one_after_another) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const std::vector<ports::PlaceHold> wishes{salon.wish({.slot = slot.id, .guest = 1}),
                                             salon.wish({.slot = slot.id, .guest = 2}),
                                             salon.wish({.slot = salon.slot(salon.noor, "06:15").id, .guest = 3}),
                                             salon.wish({.slot = salon.slot(salon.noor, "06:30").id, .guest = 4})};
  std::vector<std::string> codes;
  for (const auto& answer : salon.wait(salon.stores.bookings.place_holds(wishes))) codes.push_back(code_of(answer));
  EXPECT_EQ(codes, (std::vector<std::string>{"", "SLOT_FULL", "STYLIST_BUSY", ""}));
}

TEST_P(StoreContract, D8_a_visit_of_two_slots_is_held_whole_or_not_at_all) {
  SmallSalon salon(fixture());
  const auto cut = salon.slot(salon.noor, "06:00");
  const auto later = salon.slot(salon.noor, "06:30");
  salon.must_hold({.slot = later.id, .guest = 2});
  const auto wish = salon.wish({.slot = cut.id, .and_slot = later.id});
  EXPECT_EQ(code_of(salon.hold(wish)), "SLOT_FULL");
  EXPECT_EQ(salon.counters(cut.id), "held 0 booked 0 of 1");
  EXPECT_FALSE(salon.wait(salon.stores.bookings.find(wish.wish.items.front().booking_id)).has_value());
  const auto second = salon.wish({.slot = cut.id, .and_slot = salon.slot(salon.noor, "07:00").id});
  EXPECT_EQ(code_of(salon.hold(second)), "");
  EXPECT_EQ(salon.booking(second.wish.items.front().booking_id).visit_id,
            salon.booking(second.wish.items.back().booking_id).visit_id);
}

TEST_P(StoreContract, D34_a_lapsed_hold_gives_way_without_the_worker) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto lapsed = salon.must_hold({.slot = slot.id});
  salon.advance(minutes{10});
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 2}), "");
  EXPECT_EQ(salon.booking(lapsed).status(), BookingStatus::expired);
  EXPECT_EQ(salon.story(lapsed), "booking.created 1, booking.expired 2");
  EXPECT_EQ(salon.counters(slot.id), "held 1 booked 0 of 1");
}

TEST_P(StoreContract, D34_a_lapsed_hold_of_an_overlapping_slot_gives_way_too) {
  SmallSalon salon(fixture());
  const auto lapsed = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  salon.advance(minutes{10});
  EXPECT_EQ(salon.try_hold({.slot = salon.slot(salon.noor, "06:15").id, .guest = 2}), "");
  EXPECT_EQ(salon.booking(lapsed).status(), BookingStatus::expired);
}

TEST_P(StoreContract, D34_a_lapsed_hold_stays_expired_when_the_new_one_is_refused) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  const auto lapsed = salon.must_hold({.slot = slot.id});
  salon.advance(minutes{5});
  salon.must_hold({.slot = slot.id, .guest = 2, .customer = lena()});
  salon.advance(minutes{5});
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .guest = 3, .customer = lena()}), "ALREADY_HELD");
  EXPECT_EQ(salon.booking(lapsed).status(), BookingStatus::expired);
  EXPECT_EQ(salon.counters(slot.id), "held 1 booked 0 of 3");
}

TEST_P(StoreContract, D34_the_worker_expires_the_oldest_first) {
  SmallSalon salon(fixture());
  std::vector<domain::BookingId> held;
  for (const char* start : {"07:00", "06:00", "06:30"}) {
    held.push_back(salon.must_hold({.slot = salon.slot(salon.noor, start).id}));
    salon.advance(minutes{1});
  }
  salon.advance(minutes{8});
  EXPECT_EQ(salon.wait(salon.stores.bookings.expire_due(1)), 1);
  EXPECT_EQ(salon.booking(held[0]).state, domain::BookingState(domain::Expired{at("2027-03-01T00:10:00Z")}));
  EXPECT_EQ(salon.booking(held[1]).status(), BookingStatus::held);
  EXPECT_EQ(salon.wait(salon.stores.bookings.expire_due(10)), 1) << "the third has a minute left";
  EXPECT_EQ(salon.booking(held[1]).status(), BookingStatus::expired);
  EXPECT_EQ(salon.booking(held[2]).status(), BookingStatus::held);
}

TEST_P(StoreContract, D50_booking_in_one_step_is_told_as_two) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto id = salon.must_hold({.slot = slot.id, .guest = 0, .customer = lena(), .confirm_at_once = true});
  EXPECT_EQ(salon.booking(id).version, 2);
  EXPECT_EQ(salon.booking(id).state, domain::BookingState(domain::Confirmed{salon.now()}));
  EXPECT_EQ(salon.counters(slot.id), "held 0 booked 1 of 1");
  EXPECT_EQ(salon.story(id), "booking.created 1, booking.confirmed 2");
}

TEST_P(StoreContract, D38_a_token_opens_its_own_booking_only) {
  SmallSalon salon(fixture());
  const auto one = salon.wish({.slot = salon.slot(salon.noor, "06:00").id});
  const auto other = salon.wish({.slot = salon.slot(salon.sara, "06:00").id});
  EXPECT_EQ(code_of(salon.hold(one)) + code_of(salon.hold(other)), "");
  const auto id = one.wish.items.front().booking_id;
  EXPECT_TRUE(salon.wait(salon.stores.bookings.token_opens(id, one.tokens.front())));
  EXPECT_FALSE(salon.wait(salon.stores.bookings.token_opens(id, other.tokens.front())));
}

TEST_P(StoreContract, a_guest_sees_their_own_live_hold_for_a_service_and_day) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  const auto find = [&salon](int guest, domain::ServiceId service, domain::Date day) {
    return salon.wait(salon.stores.bookings.live_hold(SmallSalon::owner(guest), service, day));
  };
  ASSERT_TRUE(find(1, salon.cut, salon.day));
  EXPECT_EQ(find(1, salon.cut, salon.day)->id, id);
  EXPECT_FALSE(find(2, salon.cut, salon.day));
  EXPECT_FALSE(find(1, salon.class_of_three, salon.day));
  EXPECT_FALSE(find(1, salon.cut, salon.day + std::chrono::days{1}));
  salon.advance(minutes{10});
  EXPECT_FALSE(find(1, salon.cut, salon.day));
}

}  // namespace
}  // namespace salon::contract
