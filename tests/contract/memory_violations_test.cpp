// A memory store broken on purpose: the checker of invariants must say what is wrong.
#include <algorithm>

#include "memory_fixture.hpp"
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Booking;
using domain::BookingId;
using std::chrono::minutes;
using testing::MemoryBrand;

// A salon with a held and a confirmed booking, an expired one and one that was moved, all true.
class BrokenBook : public ::testing::Test {
 protected:
  BrokenBook() {
    expired_ = salon_.must_hold({.slot = salon_.slot(salon_.sara, "07:30").id});
    salon_.advance(minutes{10});
    salon_.wait(salon_.stores.bookings.expire_due(1));
    held_ = salon_.must_hold({.slot = salon_.slot(salon_.noor, "06:00").id, .customer = lena()});
    confirmed_ = salon_.must_hold({.slot = salon_.slot(salon_.sara, "06:00").id, .guest = 2, .customer = lena(2)});
    EXPECT_EQ(salon_.confirm(confirmed_, {}), "");
    EXPECT_EQ(salon_.reschedule(held_, salon_.slot(salon_.noor, "07:00").id), "");
    while (salon_.wait(salon_.stores.events.seal(100)) > 0) continue;
    EXPECT_EQ(found(), "");
  }

  MemoryBrand& brand() { return fixture_.brand(); }
  domain::SlotInstance& slot_of(BookingId id) { return brand().slots.at(brand().bookings.at(id).slot_id).slot; }
  ports::AuditRow& first_audit_row(BookingId id) {
    return *std::ranges::find(brand().audit, id.text(), &ports::AuditRow::entity_id);
  }
  // The names of what is violated, each once.
  std::string found() {
    std::set<std::string> names;
    for (const ports::Violation& violation : fixture_.violations()) names.insert(violation.invariant);
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : " ") + name;
    return text;
  }
  bool finds(const std::string& name) { return (" " + found() + " ").find(" " + name + " ") != std::string::npos; }

  MemoryFixture fixture_;
  SmallSalon salon_{fixture_};
  BookingId held_;
  BookingId confirmed_;
  BookingId expired_;
};

TEST_F(BrokenBook, D3_a_hold_counted_twice_is_found) {
  slot_of(held_).capacity = 2;
  slot_of(held_).hold = 2;
  EXPECT_EQ(found(), "counters");
}

TEST_F(BrokenBook, D3_a_booking_that_nobody_counted_is_found) {
  slot_of(confirmed_).booked = 0;
  EXPECT_EQ(found(), "counters");
}

TEST_F(BrokenBook, D3_a_capacity_below_what_is_taken_is_found) {
  slot_of(confirmed_).capacity = 0;
  EXPECT_EQ(found(), "capacity");
}

TEST_F(BrokenBook, D4_a_stylist_in_two_places_is_found) {
  auto& of_sara = brand().allocations.at(salon_.sara);
  of_sara.push_back({held_, slot_of(held_).id, of_sara.front().during});
  EXPECT_TRUE(finds("stylist_in_two_places"));
}

TEST_F(BrokenBook, D4_a_live_booking_without_its_busy_time_is_found) {
  brand().allocations.at(salon_.noor).clear();
  EXPECT_EQ(found(), "allocations");
}

TEST_F(BrokenBook, D4_busy_time_of_a_booking_that_is_over_is_found) {
  const domain::SlotInstance& slot = slot_of(expired_);
  brand().allocations[salon_.sara].push_back({expired_, slot.id, slot.during()});
  EXPECT_EQ(found(), "allocation_of_no_live_booking");
}

TEST_F(BrokenBook, D2_a_slot_made_twice_is_found) {
  testing::KeptSlot twin{slot_of(expired_), false};
  twin.slot.id = testing::slot_id(1);
  brand().slots.emplace(twin.slot.id, twin);
  EXPECT_EQ(found(), "duplicate_slot");
}

TEST_F(BrokenBook, a_slot_of_another_locations_service_is_found) {
  brand().services.at(salon_.class_of_three).location_id = testing::location_id(9);
  EXPECT_EQ(found(), "slot_crosses_locations");
}

TEST_F(BrokenBook, a_slot_that_ends_before_it_starts_is_found) {
  auto& slot = brand().slots.at(salon_.slot(salon_.noor, "07:30").id).slot;
  slot.end_at = slot.start_at;
  EXPECT_EQ(found(), "slot_length");
}

TEST_F(BrokenBook, a_booking_that_disagrees_with_its_slot_is_found) {
  brand().bookings.at(expired_).price.minor = 1;
  EXPECT_EQ(found(), "") << "a price is the booking's own";
  brand().bookings.at(expired_).service_id = salon_.class_of_three;
  EXPECT_TRUE(finds("booking_disagrees_with_slot"));
}

TEST_F(BrokenBook, a_booking_whose_slot_is_gone_is_found) {
  brand().slots.erase(brand().bookings.at(expired_).slot_id);
  EXPECT_EQ(found(), "booking_without_slot");
}

TEST_F(BrokenBook, D1_a_phone_twice_in_one_slot_is_found) {
  Booking twin = brand().bookings.at(confirmed_);
  twin.id = testing::booking_id(1);
  brand().bookings.emplace(twin.id, twin);
  EXPECT_TRUE(finds("phone_twice_in_slot"));
}

TEST_F(BrokenBook, D50_a_lost_event_is_found) {
  std::erase_if(brand().outbox, [this](const testing::OutboxRow& row) {
    return row.event.booking_id == confirmed_ && row.event.version == 1;
  });
  EXPECT_EQ(found(), "event_per_version");
}

TEST_F(BrokenBook, D50_an_event_told_twice_is_found) {
  const auto last = std::ranges::find(brand().outbox, std::optional(confirmed_),
                                      [](const testing::OutboxRow& row) { return row.event.booking_id; });
  testing::OutboxRow twin = *last;
  twin.event.position = 0;
  brand().outbox.push_back(twin);
  EXPECT_TRUE(finds("event_per_version"));
}

TEST_F(BrokenBook, D50_a_state_that_no_event_tells_of_is_found) {
  brand().bookings.at(held_).attendance = domain::Attendance::arrived;
  EXPECT_EQ(found(), "audit_tells_the_state event_tells_the_state");
}

TEST_F(BrokenBook, D50_an_event_of_a_booking_that_is_not_there_is_found) {
  brand().outbox.back().event.booking_id = testing::booking_id(1);
  EXPECT_TRUE(finds("event_without_booking"));
}

TEST_F(BrokenBook, D50_a_position_given_twice_is_found) {
  brand().outbox.at(0).event.position = brand().outbox.at(1).event.position;
  EXPECT_EQ(found(), "position_twice");
}

TEST_F(BrokenBook, D52_a_lost_audit_row_is_found) {
  std::erase_if(brand().audit, [this](const ports::AuditRow& row) {
    return row.entity_id == held_.text() && row.action == "booking.created";
  });
  EXPECT_EQ(found(), "audit_before_is_the_after_before_it audit_chain audit_per_version");
}

TEST_F(BrokenBook, D52_an_audit_row_changed_after_it_was_sealed_is_found) {
  first_audit_row(held_).subject = "user:somebody-else";
  EXPECT_EQ(found(), "audit_chain");
}

TEST_F(BrokenBook, D32_a_confirmation_after_the_hold_was_over_is_found) {
  for (testing::OutboxRow& row : brand().outbox) {
    if (row.event.type == domain::EventType::booking_confirmed) row.event.at += minutes{10};
  }
  EXPECT_EQ(found(), "confirmed_late");
}

TEST_F(BrokenBook, D30_a_life_after_expiry_is_found) {
  const auto expiry = std::ranges::find(brand().outbox, domain::EventType::booking_expired,
                                        [](const testing::OutboxRow& row) { return row.event.type; });
  testing::OutboxRow next = *expiry;
  next.event.version = 3;
  next.event.position = 0;
  next.event.type = domain::EventType::booking_updated;
  brand().outbox.push_back(next);
  EXPECT_TRUE(finds("life_after_the_end"));
}

TEST_F(BrokenBook, an_index_that_forgot_a_hold_is_found) {
  brand().holds.erase(held_);
  EXPECT_EQ(found(), "index_of_holds");
}

TEST_F(BrokenBook, an_index_that_forgot_a_live_booking_is_found) {
  brand().live_of_slot.at(slot_of(confirmed_).id).clear();
  EXPECT_EQ(found(), "index_of_live_bookings");
}

}  // namespace
}  // namespace salon::contract
