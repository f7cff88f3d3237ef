// Doing a thing once on the real database: what only its locks and its bytes can show (D41, D43), and many holds in one
// transaction.
#include <gtest/gtest.h>

#include "storage/once_table.hpp"
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::Answer;
using domain::Booking;
using domain::Result;

class OnceOnPostgres : public StorageTest {
 protected:
  ports::PlaceHold hold_of(const domain::SlotInstance& slot, int guest) {
    ports::PlaceHold place;
    place.wish.visit_id = stores->ids.next_id<domain::VisitId>();
    place.wish.items = {{stores->ids.next_id<domain::BookingId>(), slot.id}};
    place.wish.owner.session = testing::session_id(static_cast<std::uint64_t>(guest));
    place.wish.customer.name = domain::parse_name("Canary Goldfinch");
    place.wish.customer.phone = domain::phone_from_e164("+9715012" + std::to_string(30000 + guest));
    place.once.key = domain::OnceKey{"session:" + std::to_string(guest), "key-" + std::to_string(guest), {}};
    place.once.by = staff();
    place.once.reply = [](const Result<std::vector<Booking>>& bookings) {
      domain::Reply reply;
      reply.status = bookings ? 201 : 409;
      reply.body = bookings ? "{\"customer_name\":\"" + bookings->front().customer.name->reveal() + "\"}"
                            : std::string(domain::code_of(bookings.error().why));
      return reply;
    };
    return place;
  }
  std::vector<Result<Answer>> place(std::vector<ports::PlaceHold> holds) {
    return run(stores->bookings.place_holds(std::move(holds)));
  }
};

Task<void> go_on() { co_return; }

Task<std::vector<Result<Answer>>> place_under_a_held_key(Database& database, PgBookingStore& bookings,
                                                         std::vector<ports::PlaceHold> holds) {
  auto leasing = database.pool.acquire();
  Lease lease = co_await leasing;
  TransactionScope other(database, std::move(lease));
  other.begin(View::latest);
  std::vector<std::int64_t> numbers{key_lock(*holds.front().once.key)};
  auto locking = take_locks(other.transaction(), std::move(numbers));
  co_await locking;
  auto placing = bookings.place_holds(std::move(holds));
  std::vector<Result<Answer>> answers = co_await placing;
  auto undoing = other.undo();
  co_await undoing;
  co_return answers;
}

TEST_F(OnceOnPostgres, D41_a_key_that_is_in_use_for_too_long_is_answered_request_in_progress_with_a_time_to_come_back) {
  open_salon();
  generate("2027-03-01", "2027-03-01");
  std::vector<ports::PlaceHold> holds{hold_of(slot_at("05:00", 1), 1)};
  const auto answers = run(place_under_a_held_key(stores->database, stores->bookings, holds));
  ASSERT_FALSE(answers.at(0));
  EXPECT_EQ(answers[0].error().why, domain::Refusal::request_in_progress);
  EXPECT_EQ(answers[0].error().retry_after, domain::seconds(1));
  EXPECT_EQ(value("SELECT count(*) FROM bookings"), "0");
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys"), "0");
  EXPECT_EQ(code(place(holds).at(0)), "{\"customer_name\":\"Canary Goldfinch\"}");
}

TEST_F(OnceOnPostgres, D43_a_remembered_reply_cannot_be_read_in_the_table_and_is_replayed_to_the_byte) {
  open_salon();
  generate("2027-03-01", "2027-03-01");
  const auto slot = slot_at("05:00", 1);
  const auto first = place({hold_of(slot, 1)});
  ASSERT_TRUE(first.at(0));
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys WHERE position('Goldfinch'::bytea IN reply) > 0"), "0");
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys WHERE octet_length(reply) > 42"), "1");
  const auto again = place({hold_of(slot, 1)});
  ASSERT_TRUE(again.at(0));
  EXPECT_TRUE(again[0]->replayed);
  EXPECT_EQ(again[0]->reply, first[0]->reply);
  EXPECT_EQ(value("SELECT count(*) FROM bookings"), "1");
}

TEST_F(OnceOnPostgres, D31_sixty_four_holds_in_one_call_are_decided_one_by_one_and_written_together) {
  open_salon();
  generate("2027-03-01", "2027-03-01");
  std::vector<domain::SlotInstance> slots;
  for (const char* time : {"05:00", "05:30", "06:00", "06:30", "07:00", "07:30"}) {
    for (const std::uint64_t stylist : {1u, 2u}) slots.push_back(slot_at(time, stylist));
  }
  std::vector<ports::PlaceHold> holds;
  for (int guest = 1; guest <= 64; ++guest)
    holds.push_back(hold_of(slots[static_cast<std::size_t>(guest) % slots.size()], guest));
  const auto answers = place(holds);
  ASSERT_EQ(answers.size(), 64u);
  // Twelve slots of capacity two, one stylist each: two guests a slot.
  const auto won =
      std::ranges::count_if(answers, [](const auto& answer) { return answer && answer->reply.status == 201; });
  EXPECT_EQ(won, 24);
  EXPECT_EQ(
      std::ranges::count_if(answers, [](const auto& answer) { return answer && answer->reply.body == "SLOT_FULL"; }),
      40);
  EXPECT_EQ(value("SELECT count(DISTINCT xmin::text) FROM bookings"), "1");
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys"), "64");
}

TEST_F(OnceOnPostgres, D41_the_same_key_twice_in_one_call_makes_one_booking) {
  open_salon();
  generate("2027-03-01", "2027-03-01");
  const auto slot = slot_at("05:00", 1);
  const auto answers = place({hold_of(slot, 1), hold_of(slot, 2), hold_of(slot, 1)});
  ASSERT_TRUE(answers.at(0) && answers.at(2));
  EXPECT_EQ(answers[2]->reply, answers[0]->reply);
  EXPECT_TRUE(answers[2]->replayed);
  EXPECT_EQ(value("SELECT count(*) FROM bookings"), "2");
}

// Somebody who takes no lock puts the stylist elsewhere between the decision and its writing.
class Intruder {
 public:
  explicit Intruder(std::function<void()> plant) : plant_(std::move(plant)) {}
  Task<void> before(std::string_view statement) {
    const bool is_time = statement.find("INSERT INTO allocations") != std::string_view::npos;
    if (is_time && plant_) std::exchange(plant_, {})();
    return go_on();
  }

 private:
  std::function<void()> plant_;
};

class IntrudedOn : public OnceOnPostgres {
 protected:
  void SetUp() override {
    OnceOnPostgres::SetUp();
    open_salon();
    generate("2027-03-01", "2027-03-01");
    taken = slot_at("05:00", 1);
    elsewhere = hold(slot_at("07:00", 1), 9);
    stores->database.before_statement = [this](std::string_view statement) { return intruder.before(statement); };
    is_broken_on_purpose = true;
  }

  domain::SlotInstance taken;
  domain::BookingId elsewhere;
  Intruder intruder{[this] {
    sql("INSERT INTO allocations (booking_id, slot_id, resource_id, during) SELECT booking_id, slot_id, resource_id, "
        "tstzrange('" +
        domain::format_instant(taken.start_at) + "', '" + domain::format_instant(taken.end_at) +
        "') FROM allocations WHERE booking_id = '" + elsewhere.text() + "'");
  }};
};

TEST_F(IntrudedOn, D4_the_constraint_has_the_last_word_and_its_refusal_is_not_remembered) {
  const auto answers = place({hold_of(taken, 1)});
  ASSERT_FALSE(answers.at(0));
  EXPECT_EQ(answers[0].error().why, domain::Refusal::stylist_busy);
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys"), "0");
  EXPECT_EQ(value("SELECT count(*) FROM bookings WHERE slot_id = '" + taken.id.text() + "'"), "0");
  EXPECT_EQ(value("SELECT hold FROM slot_instances WHERE id = '" + taken.id.text() + "'"), "0");
}

TEST_F(IntrudedOn, D4_who_is_refused_by_the_constraint_among_many_is_refused_alone_and_the_neighbours_are_kept) {
  const auto answers = place({hold_of(taken, 1), hold_of(slot_at("05:00", 2), 2)});
  EXPECT_EQ(code(answers.at(0)), "STYLIST_BUSY");
  ASSERT_TRUE(answers.at(1));
  EXPECT_EQ(answers[1]->reply.status, 201);
}

}  // namespace
}  // namespace salon::storage
