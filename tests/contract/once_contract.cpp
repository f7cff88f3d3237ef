// Doing things once, whoever keeps the book (D40–D42).
#include "small_salon.hpp"

namespace salon::contract {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

TEST_P(StoreContract, D41_the_same_request_gets_the_same_reply_to_the_byte) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  auto wish = salon.wish({.slot = slot.id, .key = "k1"});
  int replies = 0;
  wish.once.reply = [&replies](const domain::Result<std::vector<domain::Booking>>& outcome) {
    ++replies;
    domain::Reply reply = reply_to(outcome);
    reply.status = 201;
    reply.location = "/v1/bookings/1";
    reply.session_id = "session.signature";
    reply.etag = "\"1\"";
    return reply;
  };
  const auto first = salon.hold(wish).value();
  EXPECT_FALSE(first.replayed);
  salon.advance(minutes{15});
  const auto second = salon.hold(wish).value();
  EXPECT_TRUE(second.replayed);
  EXPECT_EQ(second.reply, first.reply);
  EXPECT_EQ(replies, 1);
  EXPECT_EQ(salon.story(wish.wish.items.front().booking_id), "booking.created 1");
}

TEST_P(StoreContract, D40_the_same_key_for_another_request_is_refused) {
  SmallSalon salon(fixture());
  auto wish = salon.wish({.slot = salon.slot(salon.noor, "06:00").id, .key = "k1"});
  EXPECT_EQ(code_of(salon.hold(wish)), "");
  auto other = salon.wish({.slot = salon.slot(salon.noor, "07:00").id});
  other.once.key = key("k1", "another payload");
  const auto refused = salon.hold(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, domain::Refusal::idempotency_key_reused);
  EXPECT_EQ(salon.counters(other.wish.items.front().slot_id), "held 0 booked 0 of 1");
}

TEST_P(StoreContract, D40_the_same_key_of_another_actor_is_another_request) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  auto one = salon.wish({.slot = slot.id, .guest = 1, .key = "k1"});
  auto other = salon.wish({.slot = slot.id, .guest = 2});
  other.once.key = key("k1", "a", "session:2");
  EXPECT_FALSE(salon.hold(one).value().replayed);
  EXPECT_FALSE(salon.hold(other).value().replayed);
  EXPECT_EQ(salon.counters(slot.id), "held 2 booked 0 of 3");
}

TEST_P(StoreContract, D42_a_refusal_decided_under_the_locks_is_remembered) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  const auto holder = salon.must_hold({.slot = slot.id});
  const auto wish = salon.wish({.slot = slot.id, .guest = 2, .key = "k1"});
  const auto refused = salon.hold(wish);
  ASSERT_TRUE(refused) << "a remembered refusal is an answer";
  EXPECT_EQ(code_of(refused), "SLOT_FULL");
  EXPECT_EQ(salon.cancel(holder), "");
  const auto again = salon.hold(wish);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->reply, refused->reply);
  EXPECT_EQ(salon.counters(slot.id), "held 0 booked 0 of 1");
}

TEST_P(StoreContract, D42_other_refusals_are_not_remembered) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  domain::ConfirmWish nameless;
  const auto refused = salon.wait(salon.stores.bookings.confirm(id, nameless, just_once<domain::Booking>(key("k1"))));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, domain::Refusal::validation_failed);
  domain::ConfirmWish complete;
  complete.customer = lena();
  const auto done = salon.wait(salon.stores.bookings.confirm(id, complete, just_once<domain::Booking>(key("k1", "b"))));
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->replayed);
}

TEST_P(StoreContract, D42_without_a_key_a_refusal_is_just_refused) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  salon.must_hold({.slot = slot.id});
  const auto refused = salon.hold(salon.wish({.slot = slot.id, .guest = 2}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, domain::Refusal::slot_full);
}

TEST_P(StoreContract, D40_a_reply_is_remembered_for_a_day) {
  SmallSalon salon(fixture());
  const auto change = [&salon](std::int64_t price) {
    ports::Change<domain::Service> edit;
    edit.edit = [price](const domain::Service& before) -> domain::Result<domain::Service> {
      domain::Service after = before;
      after.price_minor = price;
      return after;
    };
    return salon.wait(salon.stores.catalog.change_service(salon.cut, edit, just_once<domain::Service>(key("k1"))))
        .value();
  };
  EXPECT_FALSE(change(20000).replayed);
  salon.advance(hours{24});
  EXPECT_TRUE(change(30000).replayed);
  salon.advance(seconds{1});
  EXPECT_FALSE(change(30000).replayed);
  EXPECT_EQ(salon.wait(salon.stores.catalog.service(salon.cut))->price_minor, 30000);
}

TEST_P(StoreContract, D41_two_of_one_key_in_one_call_are_one_booking) {
  SmallSalon salon(fixture());
  const auto slot = salon.class_slot("06:00");
  const auto wish = salon.wish({.slot = slot.id, .key = "k1"});
  const std::vector<ports::PlaceHold> twice{wish, wish};
  const auto answers = salon.wait(salon.stores.bookings.place_holds(twice));
  ASSERT_TRUE(answers.at(0) && answers.at(1));
  EXPECT_FALSE(answers[0]->replayed);
  EXPECT_TRUE(answers[1]->replayed);
  EXPECT_EQ(answers[0]->reply, answers[1]->reply);
  EXPECT_EQ(salon.counters(slot.id), "held 1 booked 0 of 3");
}

TEST_P(StoreContract, D41_replies_with_every_kind_of_byte_come_back_as_they_were) {
  SmallSalon salon(fixture());
  auto wish = salon.wish({.slot = salon.slot(salon.noor, "06:00").id, .key = "k1"});
  wish.once.reply = [](const domain::Result<std::vector<domain::Booking>>&) {
    domain::Reply reply;
    reply.body = "{\"name\":\"L\xc3\xa9na \\u0000 \xf0\x9f\x92\x87\"}\n\t\\";
    return reply;
  };
  const auto first = salon.hold(wish).value();
  EXPECT_EQ(salon.hold(wish).value().reply, first.reply);
}

}  // namespace
}  // namespace salon::contract
