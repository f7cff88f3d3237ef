// The constraints, where the application's own checks never let it come so far: somebody who takes no lock plants a row
// between a decision and its writing. The constraint refuses, the refusal has booking words, and nothing is half
// written (D1–D4).
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::SlotInstance;

Task<void> go_on() { co_return; }

bool is_write(std::string_view sql) {
  const auto begin = sql.find_first_not_of(" \n");
  const std::string_view verb = sql.substr(begin == std::string_view::npos ? sql.size() : begin, 6);
  return verb == "INSERT" || verb == "UPDATE" || verb == "DELETE" || verb.starts_with("WITH ");
}

class LastWord : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
    is_broken_on_purpose = true;
  }
  void TearDown() override {
    stores->database.before_statement = {};
    StorageTest::TearDown();
  }

  // Every row that a booking may leave, told short.
  std::string book() {
    std::string out;
    for (const char* table : {"bookings", "slot_instances", "allocations", "visits", "outbox", "audit_log",
                              "booking_tokens", "idempotency_keys"}) {
      out += std::string(table) + " " +
             value("SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' ORDER BY t::text)), '') FROM " +
                   std::string(table) + " t") +
             "\n";
    }
    return out;
  }
  // Before the first statement that writes, once.
  void plant(const std::string& statement) {
    is_planted = false;
    stores->database.before_statement = [this, statement](std::string_view sql_text) {
      if (is_write(sql_text) && !std::exchange(is_planted, true)) {
        sql(statement);
        before = book();
      }
      return go_on();
    };
  }
  // What the work was refused with; nothing of it stays.
  void expect_refused(const std::string& answered, const std::string& wanted) {
    stores->database.before_statement = {};
    EXPECT_TRUE(is_planted);
    EXPECT_EQ(answered, wanted);
    EXPECT_EQ(book(), before);
  }

  std::string try_hold(const SlotInstance& slot, int guest) {
    try {
      hold(slot, guest);
      return "";
    } catch (const std::runtime_error& refused) {
      return std::string(refused.what()).substr(std::string("not held: ").size());
    }
  }
  std::string try_move(domain::BookingId booking, const SlotInstance& target) {
    return code(
        run(stores->bookings.reschedule(booking, target.id, {domain::Viewer::staff}, unkeyed<domain::Booking>())));
  }
  // A confirmation that brings the phone of that guest.
  std::string try_confirm(domain::BookingId booking, int guest) {
    domain::ConfirmWish wish;
    wish.customer.name = domain::parse_name("Sara Khan");
    wish.customer.phone = domain::phone_from_e164("+97150123456" + std::to_string(guest));
    return code(run(stores->bookings.confirm(booking, wish, unkeyed<domain::Booking>())));
  }
  // A live booking in a slot, of whoever has another one.
  static std::string same_phone_in(const SlotInstance& slot, domain::BookingId other) {
    return "INSERT INTO bookings (id, slot_id, visit_id, location_id, service_id, start_at, end_at, phone_index, "
           "status, "
           "hold_expires_at, price_minor, currency) SELECT gen_random_uuid(), '" +
           slot.id.text() +
           "', visit_id, location_id, service_id, start_at, end_at, phone_index, 'held', hold_expires_at, price_minor, "
           "currency FROM bookings WHERE id = '" +
           other.text() + "'";
  }
  // The stylist of a booking is busy elsewhere at the time of a slot.
  static std::string busy_at(const SlotInstance& slot, domain::BookingId other) {
    return "INSERT INTO allocations (booking_id, slot_id, resource_id, during) SELECT booking_id, slot_id, "
           "resource_id, "
           "tstzrange('" +
           domain::format_instant(slot.start_at) + "', '" + domain::format_instant(slot.end_at) +
           "') FROM allocations WHERE booking_id = '" + other.text() + "'";
  }
  // From now on somebody counts whatever is added to a slot with a hold twice.
  void crowd_slots() {
    sql("CREATE FUNCTION crowd() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.booked := NEW.capacity; RETURN NEW; "
        "END $$");
    sql("CREATE TRIGGER crowd BEFORE UPDATE OF hold ON slot_instances FOR EACH ROW EXECUTE FUNCTION crowd()");
  }
  // The name of the constraint that refuses a statement.
  std::string constraint_against(const std::string& statement) {
    PgConnection other(stores->loop.io(), url);
    run(other.connect());
    try {
      run(other.script(statement));
    } catch (const PgRefused& refused) {
      return refused.constraint;
    }
    return "none";
  }

  std::string before;
  bool is_planted = false;
};

TEST_F(LastWord, D1_a_hold_of_a_phone_that_has_the_slot_meanwhile_is_already_held) {
  const auto other = hold(slot_at("07:00", 1), 4);
  const auto slot = slot_at("05:00", 2);
  plant(same_phone_in(slot, other));
  expect_refused(try_hold(slot, 4), "ALREADY_HELD");
}

TEST_F(LastWord, D1_a_confirmation_with_a_phone_that_has_the_slot_meanwhile_is_already_held) {
  const auto other = hold(slot_at("07:00", 1), 4);
  const auto slot = slot_at("05:00", 2);
  const auto booking = hold(slot, 5);
  plant(same_phone_in(slot, other));
  expect_refused(try_confirm(booking, 4), "ALREADY_HELD");
}

TEST_F(LastWord, D1_a_move_of_a_phone_that_has_the_slot_meanwhile_is_already_held) {
  const auto booking = hold(slot_at("07:00", 1), 4);
  const auto target = slot_at("05:00", 2);
  plant(same_phone_in(target, booking));
  expect_refused(try_move(booking, target), "ALREADY_HELD");
}

TEST_F(LastWord, D2_a_slot_without_stylist_that_is_made_meanwhile_is_not_made_twice) {
  const std::string columns =
      "location_id, service_id, stylist_id, capacity, duration_minutes, active_offsets, date, start_at, end_at";
  plant("INSERT INTO slot_instances (id, " + columns +
        ") SELECT gen_random_uuid(), location_id, service_id, stylist_id, capacity, duration_minutes, active_offsets, "
        "date + 1, start_at + interval '1 day', end_at + interval '1 day' FROM slot_instances WHERE stylist_id IS NULL "
        "ORDER BY start_at LIMIT 1");
  const auto report = generate("2027-03-02", "2027-03-02");
  stores->database.before_statement = {};
  EXPECT_TRUE(is_planted);
  EXPECT_EQ(report.created, 32);
  EXPECT_EQ(value("SELECT count(*) FROM slot_instances WHERE date = '2027-03-02'"), "33");
  EXPECT_EQ(violated(), std::vector<std::string>{});
}

TEST_F(LastWord, D2_slots_and_rules_that_differ_only_in_their_id_are_refused_though_the_stylist_is_nobody) {
  const auto copy = [](const std::string& table, const std::string& which) {
    return "CREATE TEMPORARY TABLE copy AS SELECT * FROM " + table + " WHERE " + which +
           " LIMIT 1; UPDATE copy SET id = gen_random_uuid(); INSERT INTO " + table + " SELECT * FROM copy";
  };
  sql("ALTER TABLE slot_instances ALTER COLUMN status DROP EXPRESSION");  // so that whole rows can be copied
  EXPECT_EQ(constraint_against(copy("slot_instances", "stylist_id IS NULL")), "slot_instances_once");
  EXPECT_EQ(constraint_against(copy("slot_instances", "stylist_id IS NOT NULL")), "slot_instances_once");
  EXPECT_EQ(constraint_against(copy("availability_rules", "stylist_id IS NULL")), "availability_rules_once");
}

TEST_F(LastWord, D3_counters_below_nothing_or_above_the_capacity_are_refused_and_the_status_cannot_be_written) {
  for (const char* change : {"booked = -1", "hold = -1", "booked = capacity + 1", "hold = capacity + 1",
                             "booked = capacity, hold = 1", "booked = -1, hold = 1"}) {
    EXPECT_EQ(constraint_against("UPDATE slot_instances SET " + std::string(change)), "slot_counters") << change;
  }
  EXPECT_EQ(constraint_against("UPDATE slot_instances SET booked = 1, hold = capacity - 1"), "none");
  EXPECT_THROW(sql("UPDATE slot_instances SET status = 'open'"), std::runtime_error);
}

TEST_F(LastWord, D3_a_hold_that_the_counters_do_not_take_is_full) {
  crowd_slots();
  before = book();
  is_planted = true;
  expect_refused(try_hold(slot_at("05:00"), 1), "SLOT_FULL");
}

TEST_F(LastWord, D3_a_move_that_the_counters_do_not_take_is_full) {
  const auto booking = hold(slot_at("05:00"), 1);
  crowd_slots();
  before = book();
  is_planted = true;
  expect_refused(try_move(booking, slot_at("07:00")), "SLOT_FULL");
}

TEST_F(LastWord, D4_a_hold_of_a_stylist_who_is_elsewhere_meanwhile_is_refused) {
  const auto other = hold(slot_at("07:00", 1), 4);
  const auto slot = slot_at("05:00", 1);
  plant(busy_at(slot, other));
  expect_refused(try_hold(slot, 1), "STYLIST_BUSY");
}

TEST_F(LastWord, D4_a_move_to_a_stylist_who_is_elsewhere_meanwhile_is_refused) {
  const auto other = hold(slot_at("07:00", 1), 4);
  const auto booking = hold(slot_at("07:00", 2), 5);
  const auto target = slot_at("05:00", 1);
  plant(busy_at(target, other));
  expect_refused(try_move(booking, target), "STYLIST_BUSY");
}

TEST_F(LastWord, D4_a_stylist_who_is_put_in_two_places_is_refused_by_the_table_itself) {
  const auto booking = hold(slot_at("07:00", 1), 4);
  EXPECT_EQ(constraint_against("INSERT INTO allocations (booking_id, slot_id, resource_id, during) SELECT booking_id, "
                               "gen_random_uuid(), resource_id, during FROM allocations WHERE booking_id = '" +
                               booking.text() + "'"),
            "never_in_two_places");
  // The same slot is shared, up to its capacity.
  EXPECT_EQ(constraint_against("INSERT INTO allocations (booking_id, slot_id, resource_id, during) SELECT booking_id, "
                               "slot_id, resource_id, during FROM allocations WHERE booking_id = '" +
                               booking.text() + "'"),
            "none");
}

}  // namespace
}  // namespace salon::storage
