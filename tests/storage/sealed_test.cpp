// What proves that a booking is somebody's, and what is written about them, as the tables hold it (D38, D43, D61).
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

class Sealed : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
    mine = hold_with_token(slot_at("05:00"), 1);
    theirs = hold_with_token(slot_at("06:00"), 2);
    for (const auto& booking : {mine, theirs}) {
      const auto notes = domain::parse_notes("likes tea");
      ASSERT_EQ(code(run(stores->bookings.set_notes(booking, notes, unkeyed<domain::Booking>()))), "");
    }
  }
  static ports::TokenHash token(int guest) {
    ports::TokenHash hash{};
    hash.fill(static_cast<std::uint8_t>(guest));
    return hash;
  }
  domain::BookingId hold_with_token(const domain::SlotInstance& slot, int guest) {
    ports::PlaceHold place;
    place.wish.visit_id = stores->ids.next_id<domain::VisitId>();
    place.wish.items = {{stores->ids.next_id<domain::BookingId>(), slot.id}};
    place.wish.owner.session = testing::session_id(static_cast<std::uint64_t>(guest));
    place.wish.customer.name = domain::parse_name("Sara Khan");
    place.wish.customer.phone = domain::phone_from_e164("+97150123456" + std::to_string(guest));
    place.wish.customer.email = domain::parse_email("sara@example.org");
    place.tokens = {token(guest)};
    place.once = unkeyed<std::vector<domain::Booking>>();
    place.once.key = domain::OnceKey{"session", "key " + std::to_string(guest), {}};
    const auto booking = place.wish.items.front().booking_id;
    std::vector<ports::PlaceHold> places;
    places.push_back(std::move(place));
    EXPECT_EQ(code(run(stores->bookings.place_holds(std::move(places))).front()), "");
    return booking;
  }
  bool opens(int guest) { return run(stores->bookings.token_opens(mine, token(guest))); }
  void end_token_in(const std::string& length) {
    sql("UPDATE booking_tokens SET expires_at = clock_timestamp() + interval '" + length + "' WHERE booking_id = '" +
        mine.text() + "'");
  }

  domain::BookingId mine;
  domain::BookingId theirs;
};

TEST_F(Sealed, D38_a_token_opens_its_own_booking_and_no_other) {
  EXPECT_TRUE(opens(1));
  EXPECT_FALSE(opens(2));
  EXPECT_FALSE(opens(3));
}

TEST_F(Sealed, D38_a_token_past_its_time_opens_nothing) {
  end_token_in("1 hour");
  EXPECT_TRUE(opens(1));
  end_token_in("-1 microsecond");
  EXPECT_FALSE(opens(1));
}

TEST_F(Sealed, D38_a_token_is_not_stored_as_it_is_shown) {
  EXPECT_EQ(value("SELECT octet_length(token_hash) FROM booking_tokens LIMIT 1"), "32");
}

TEST_F(Sealed, D61_a_value_that_was_moved_to_another_booking_does_not_open) {
  is_broken_on_purpose = true;
  for (const std::string column : {"customer_name", "customer_phone", "customer_email", "notes"}) {
    ASSERT_TRUE(run(stores->bookings.find(mine)).has_value()) << column;
    const std::string kept =
        value("SELECT encode(" + column + ", 'hex') FROM bookings WHERE id = '" + mine.text() + "'");
    sql("UPDATE bookings a SET " + column + " = b." + column + " FROM bookings b WHERE a.id = '" + mine.text() +
        "' AND b.id = '" + theirs.text() + "'");
    EXPECT_THROW((void)run(stores->bookings.find(mine)), RowShape) << column;
    sql("UPDATE bookings SET " + column + " = decode('" + kept + "', 'hex') WHERE id = '" + mine.text() + "'");
  }
}

TEST_F(Sealed, D61_a_value_that_was_moved_to_another_column_does_not_open) {
  is_broken_on_purpose = true;
  sql("UPDATE bookings SET notes = customer_name WHERE id = '" + mine.text() + "'");
  EXPECT_THROW((void)run(stores->bookings.find(mine)), RowShape);
}

TEST_F(Sealed, D43_a_remembered_reply_that_was_moved_to_another_key_does_not_open) {
  sql("UPDATE idempotency_keys a SET reply = b.reply FROM idempotency_keys b WHERE a.key = 'key 1' AND b.key = 'key "
      "2'");
  EXPECT_THROW((void)run(stores->bookings.recall({"session", "key 1", {}})), RowShape);
  EXPECT_TRUE(run(stores->bookings.recall({"session", "key 2", {}})).has_value());
}

}  // namespace
}  // namespace salon::storage
