// Every invariant is broken on purpose, with the constraints that stand before it taken away, and must be seen under
// its own name.
#include <gmock/gmock.h>

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

struct Corruption {
  const char* what;       // a test's name
  const char* invariant;  // under which it must be seen
  const char* sql;        // {held} and so on are ids of the salon below
};
void PrintTo(const Corruption& corruption, std::ostream* out) { *out << corruption.what; }

// Everything that would refuse the corruption itself.
constexpr const char* loosen = R"sql(
  ALTER TABLE slot_instances ALTER COLUMN status DROP EXPRESSION, DROP CONSTRAINT slot_counters, DROP CONSTRAINT slot_length,
    DROP CONSTRAINT slot_whole_seconds, DROP CONSTRAINT slot_instances_once;
  ALTER TABLE bookings DROP CONSTRAINT held_expires, DROP CONSTRAINT confirmed_when, DROP CONSTRAINT cancelled_when,
    DROP CONSTRAINT bookings_slot_id_fkey, DROP CONSTRAINT bookings_visit_id_fkey, DISABLE TRIGGER bookings_leave_slots;
  ALTER TABLE services DISABLE TRIGGER services_keep_their_place, DISABLE TRIGGER keep_services_of_slots;
  ALTER TABLE stylists DISABLE TRIGGER keep_stylists_of_slots;
  ALTER TABLE slot_instances DISABLE TRIGGER slots_stay_where_they_are;
  DROP INDEX bookings_one_live_per_phone;
  ALTER TABLE allocations DROP CONSTRAINT never_in_two_places, DROP CONSTRAINT allocations_booking_id_fkey;
  ALTER TABLE availability_rules DROP CONSTRAINT availability_rules_once;
  ALTER TABLE idempotency_keys ALTER COLUMN reply DROP NOT NULL
)sql";

// What a row of idempotency_keys needs besides.
#define SALON_KEY \
  "INSERT INTO idempotency_keys (actor, key, fingerprint, created_at, status, booking_id, reply) VALUES "
#define SALON_SEALED "'\\x01' || decode(repeat('00', 60), 'hex')"
#define SALON_OTHER_PLACE \
  "INSERT INTO locations (id, name) VALUES ('00000000-0000-7000-8000-0000000000ee', 'Elsewhere');"
#define SALON_ELSEWHERE "'00000000-0000-7000-8000-0000000000ee'"

const Corruption corruptions[] = {
    {"D3_more_booked_than_there_is_room", "capacity",
     "UPDATE slot_instances SET booked = capacity + 1 WHERE id = '{free_slot}'"},
    {"D3_a_counter_below_nothing", "capacity", "UPDATE slot_instances SET hold = -1 WHERE id = '{free_slot}'"},
    {"D3_a_booked_counter_too_high", "booked_counter",
     "UPDATE slot_instances SET booked = booked + 1 WHERE id = '{confirmed_slot}'"},
    {"D3_a_booked_counter_too_low", "booked_counter",
     "UPDATE slot_instances SET booked = 0 WHERE id = '{confirmed_slot}'"},
    {"D3_a_hold_counter_too_high", "hold_counter",
     "UPDATE slot_instances SET hold = hold + 1 WHERE id = '{free_slot}'"},
    {"D3_a_hold_counter_too_low", "hold_counter", "UPDATE slot_instances SET hold = 0 WHERE id = '{held_slot}'"},
    {"D3_a_booking_that_vanished", "booked_counter", "DELETE FROM bookings WHERE id = '{confirmed}'"},
    {"D3_a_status_written_by_hand", "derived_status",
     "UPDATE slot_instances SET status = 'open' WHERE id = '{confirmed_slot}'"},
    {"D3_a_blocked_slot_that_says_open", "derived_status",
     "UPDATE slot_instances SET blocked = TRUE WHERE id = '{free_slot}'"},
    {"D4_a_stylist_in_two_places", "stylist_in_two_places",
     "UPDATE allocations SET during = (SELECT during FROM allocations WHERE booking_id = '{confirmed}') WHERE "
     "booking_id = '{held}'"},
    {"D4_a_live_booking_without_allocation", "allocation_missing",
     "UPDATE allocations SET live = FALSE WHERE booking_id = '{held}'"},
    {"D4_an_allocation_of_another_time", "allocation_missing",
     "UPDATE allocations SET during = tstzrange(lower(during), upper(during) - interval '5 minutes') WHERE booking_id "
     "= '{held}'"},
    {"D4_an_allocation_of_a_cancelled_booking", "allocation_without_phase",
     "UPDATE allocations SET live = TRUE WHERE booking_id = '{cancelled}'"},
    {"D4_an_allocation_of_another_stylist", "allocation_without_phase",
     "UPDATE allocations SET resource_id = gen_random_uuid() WHERE booking_id = '{held}'"},
    {"D4_an_allocation_made_twice", "allocation_twice",
     "INSERT INTO allocations (booking_id, slot_id, resource_id, during) SELECT booking_id, slot_id, resource_id, "
     "during FROM allocations "
     "WHERE booking_id = '{held}'"},
    {"a_booking_at_another_time_than_its_slot", "booking_agrees_with_slot",
     "UPDATE bookings SET start_at = start_at + interval '15 minutes' WHERE id = '{confirmed}'"},
    {"a_booking_with_another_stylist_than_its_slot", "booking_agrees_with_slot",
     "UPDATE bookings SET stylist_id = NULL WHERE id = '{confirmed}'"},
    {"a_booking_of_a_slot_that_is_gone", "booking_agrees_with_slot",
     "DELETE FROM slot_instances WHERE id = '{cancelled_slot}'"},
    {"a_visit_at_another_location", "visit_crosses_locations",
     SALON_OTHER_PLACE "UPDATE visits SET location_id = " SALON_ELSEWHERE
                       " WHERE id = (SELECT visit_id FROM bookings WHERE id = '{held}')"},
    {"a_booking_without_its_visit", "visit_crosses_locations",
     "DELETE FROM visits WHERE id = (SELECT visit_id FROM bookings WHERE id = '{held}')"},
    {"a_slot_of_another_locations_service", "slot_crosses_locations",
     SALON_OTHER_PLACE "UPDATE services SET location_id = " SALON_ELSEWHERE
                       " WHERE id = (SELECT service_id FROM slot_instances WHERE id = '{free_slot}')"},
    {"a_slot_of_a_stylist_who_is_gone", "slot_names_what_is_there",
     "DELETE FROM stylists WHERE id = (SELECT stylist_id FROM slot_instances WHERE id = '{free_slot}')"},
    {"a_slot_of_a_service_that_is_gone", "slot_names_what_is_there",
     "DELETE FROM services WHERE id = (SELECT service_id FROM slot_instances WHERE id = '{free_slot}')"},
    {"a_slot_at_no_location", "slot_names_what_is_there",
     "UPDATE slot_instances SET location_id = gen_random_uuid() WHERE id = '{free_slot}'"},
    {"a_rule_of_another_locations_service", "rule_crosses_locations",
     SALON_OTHER_PLACE "INSERT INTO availability_rules (id, location_id, service_id, rule_kind, start_time, end_time) "
                       "SELECT gen_random_uuid(), " SALON_ELSEWHERE
                       ", service_id, 'WEEKLY', '09:00', '10:00' FROM slot_instances WHERE id = '{free_slot}'"},
    {"D32_an_expired_booking_that_was_confirmed", "expired_was_confirmed",
     "UPDATE bookings SET confirmed_at = created_at WHERE id = '{expired}'"},
    {"D32_a_confirmation_at_the_second_of_expiry", "confirmed_after_expiry",
     "UPDATE bookings SET confirmed_at = hold_expires_at WHERE id = '{confirmed}'"},
    {"a_hold_that_never_ends", "state_without_its_time",
     "UPDATE bookings SET hold_expires_at = NULL WHERE id = '{held}'"},
    {"a_confirmed_booking_without_its_time", "state_without_its_time",
     "UPDATE bookings SET confirmed_at = NULL WHERE id = '{confirmed}'"},
    {"a_cancelled_booking_without_its_time", "state_without_its_time",
     "UPDATE bookings SET cancelled_at = NULL WHERE id = '{cancelled}'"},
    {"a_confirmed_booking_that_was_cancelled", "state_without_its_time",
     "UPDATE bookings SET cancelled_at = confirmed_at WHERE id = '{confirmed}'"},
    {"a_hold_that_was_confirmed", "state_without_its_time",
     "UPDATE bookings SET confirmed_at = created_at WHERE id = '{held}'"},
    {"D34_a_hold_that_is_long_over", "hold_overdue",
     "UPDATE bookings SET hold_expires_at = '2027-02-28' WHERE id = '{held}'"},
    {"D7_somebody_arrived_who_never_confirmed", "attendance_without_visit",
     "UPDATE bookings SET attendance = 'arrived' WHERE id = '{held}'"},
    {"a_phone_that_cannot_be_found", "phone_without_index",
     "UPDATE bookings SET phone_index = NULL WHERE id = '{held}'"},
    {"an_index_without_a_phone", "phone_without_index",
     "UPDATE bookings SET customer_phone = NULL WHERE id = '{held}'"},
    {"an_address_that_cannot_be_found", "email_without_index",
     "UPDATE bookings SET email_index = NULL WHERE id = '{held}'"},
    {"a_confirmed_booking_for_nobody", "confirmed_without_name",
     "UPDATE bookings SET customer_name = NULL WHERE id = '{confirmed}'"},
    {"D50_an_event_that_was_never_written", "events_in_order",
     "DELETE FROM outbox WHERE booking_id = '{confirmed}' AND version = 1"},
    {"D50_all_events_of_a_booking_missing", "events_in_order", "DELETE FROM outbox WHERE booking_id = '{confirmed}'"},
    {"D50_an_event_written_twice", "events_in_order",
     "INSERT INTO outbox (id, type, location_id, booking_id, version, at, data) SELECT gen_random_uuid(), type, "
     "location_id, booking_id, "
     "version, at, data FROM outbox WHERE booking_id = '{held}'"},
    {"D50_an_event_of_a_version_that_never_was", "events_in_order",
     "INSERT INTO outbox (id, type, location_id, booking_id, version, at, data) SELECT gen_random_uuid(), type, "
     "location_id, booking_id, "
     "version + 1, at, data FROM outbox WHERE booking_id = '{held}'"},
    {"D50_events_whose_times_are_crossed", "events_by_time",
     "UPDATE outbox SET at = at + interval '1 day' WHERE booking_id = '{confirmed}' AND version = 1"},
    {"D52_an_audit_row_that_is_missing", "audit_in_order",
     "DELETE FROM audit_log WHERE entity_id = '{confirmed}' AND version = 1"},
    {"D52_an_audit_row_written_twice", "audit_in_order",
     "INSERT INTO audit_log (id, at, subject, role, request_id, action, entity, entity_id, version) SELECT "
     "gen_random_uuid(), at, subject, role, "
     "request_id, action, entity, entity_id, version FROM audit_log WHERE entity_id = '{held}'"},
    {"D50_events_that_end_in_another_state", "events_end_in_state",
     "UPDATE outbox SET data = jsonb_set(data, '{status}', '\"held\"') WHERE booking_id = '{confirmed}' AND version = "
     "2"},
    {"D50_events_that_end_in_another_slot", "events_end_in_state",
     "UPDATE outbox SET data = jsonb_set(data, '{slot_id}', '\"{free_slot}\"') WHERE booking_id = '{held}'"},
    {"D50_a_state_changed_behind_everybodys_back", "events_end_in_state",
     "UPDATE bookings SET status = 'cancelled', cancelled_at = created_at WHERE id = '{confirmed}'"},
    {"D52_an_audit_that_ends_in_another_state", "audit_ends_in_state",
     "UPDATE audit_log SET after = jsonb_set(after, '{status}', '\"held\"') WHERE entity_id = '{confirmed}' AND "
     "version = 2"},
    {"D50_an_event_of_no_booking", "event_without_booking",
     "UPDATE outbox SET booking_id = gen_random_uuid() WHERE booking_id = '{held}'"},
    {"D50_an_event_that_nobody_publishes", "outbox_stuck",
     "UPDATE outbox SET published_at = NULL, at = at - interval '16 minutes' WHERE booking_id = '{held}'"},
    {"D50_an_event_that_nobody_gives_a_place", "outbox_stuck",
     "UPDATE outbox SET position = NULL, at = at - interval '11 minutes' WHERE booking_id = '{held}'"},
    {"D50_a_sequence_that_begins_again", "event_position", "UPDATE event_sequence SET last_position = 0"},
    {"D52_an_audit_row_that_nobody_seals", "audit_stuck",
     "UPDATE audit_log SET position = NULL, hash = NULL, at = at - interval '11 minutes' WHERE entity_id = '{held}'"},
    {"D52_an_audit_row_changed_afterwards", "audit_chain", "UPDATE audit_log SET after = '{}' WHERE position = 3"},
    {"D52_an_audit_row_given_to_somebody_else", "audit_chain",
     "UPDATE audit_log SET subject = 'user:other' WHERE position = 2"},
    {"D52_an_audit_row_with_another_hash", "audit_chain", "UPDATE audit_log SET hash = sha256('x') WHERE position = 4"},
    {"D52_an_audit_row_taken_out_of_the_chain", "audit_chain", "DELETE FROM audit_log WHERE position = 5"},
    {"D52_two_audit_rows_exchanged", "audit_chain",
     "UPDATE audit_log SET position = 100000 WHERE position = 2; UPDATE audit_log SET position = 2 WHERE position = 3; "
     "UPDATE audit_log SET position = 3 WHERE position = 100000"},
    {"D52_an_audit_without_its_beginning", "audit_chain_start", "DELETE FROM audit_log WHERE position = 1"},
    {"D52_an_audit_without_its_end", "audit_chain_end",
     "DELETE FROM audit_log WHERE position = (SELECT max(position) FROM audit_log)"},
    {"D41_a_finished_request_without_reply", "key_without_reply",
     SALON_KEY "('user:a', 'k', '\\x00', now(), 200, NULL, NULL)"},
    {"D41_a_created_booking_that_is_not_there", "created_without_booking",
     SALON_KEY "('user:a', 'k', '\\x00', now(), 201, gen_random_uuid(), " SALON_SEALED ")"},
    {"D41_a_booking_of_two_keys", "booking_of_two_keys",
     SALON_KEY "('user:a', 'k1', '\\x00', now(), 201, '{held}', " SALON_SEALED
               "), ('user:a', 'k2', '\\x00', now(), 201, '{held}', " SALON_SEALED ")"},
    {"D1_two_live_bookings_of_one_phone_in_one_slot", "two_live_of_one_phone",
     "UPDATE bookings SET phone_index = (SELECT phone_index FROM bookings WHERE id = '{held}') WHERE id = "
     "'{second_held}'"},
    {"D2_a_slot_that_is_there_twice", "duplicate_slot",
     "CREATE TEMPORARY TABLE copy AS SELECT * FROM slot_instances WHERE id = '{free_slot}'; UPDATE copy SET id = "
     "gen_random_uuid(); "
     "INSERT INTO slot_instances SELECT * FROM copy"},
    {"D2_a_slot_without_stylist_that_is_there_twice", "duplicate_slot",
     "CREATE TEMPORARY TABLE copy AS SELECT * FROM slot_instances WHERE stylist_id IS NULL LIMIT 1; UPDATE copy SET id "
     "= gen_random_uuid(); "
     "INSERT INTO slot_instances SELECT * FROM copy"},
    {"D2_a_rule_that_is_there_twice", "duplicate_rule",
     "CREATE TEMPORARY TABLE copy AS SELECT * FROM availability_rules LIMIT 1; UPDATE copy SET id = gen_random_uuid(); "
     "INSERT INTO availability_rules SELECT * FROM copy"},
    {"D16_a_slot_longer_than_its_service_took", "slot_length",
     "UPDATE slot_instances SET duration_minutes = 45 WHERE id = '{free_slot}'"},
    {"D17_a_slot_that_begins_between_seconds", "slot_whole_seconds",
     "UPDATE slot_instances SET start_at = start_at + interval '1 millisecond', end_at = end_at + interval '1 "
     "millisecond' WHERE id = '{free_slot}'"},
    {"D4_a_slot_with_half_a_phase", "slot_phases",
     "UPDATE slot_instances SET active_offsets = '{0, 15, 20}' WHERE id = '{free_slot}'"},
    {"D4_a_slot_whose_phases_cross", "slot_phases",
     "UPDATE slot_instances SET active_offsets = '{0, 20, 15, 30}' WHERE id = '{free_slot}'"},
    {"D17_a_slot_on_another_day_than_it_begins", "slot_date",
     "UPDATE slot_instances SET date = date + 1 WHERE id = '{free_slot}'"},
    {"D61_a_readable_name", "readable_personal_data",
     "UPDATE bookings SET customer_name = 'Sara Khan' WHERE id = '{held}'"},
    {"D61_a_readable_phone", "readable_personal_data",
     "UPDATE bookings SET customer_phone = '+971501234561' WHERE id = '{held}'"},
    {"D61_a_readable_address", "readable_personal_data",
     "UPDATE bookings SET customer_email = 'sara@example.org' WHERE id = '{held}'"},
    {"D61_readable_notes_of_any_length", "readable_personal_data",
     "UPDATE bookings SET notes = convert_to(repeat('allergic to henna ', 20), 'UTF8') WHERE id = '{held}'"},
    {"D61_a_readable_reason", "readable_personal_data",
     "UPDATE bookings SET cancel_reason = 'ill' WHERE id = '{cancelled}'"},
    {"D61_a_readable_customer", "readable_customer",
     "INSERT INTO customers (id, phone) VALUES (gen_random_uuid(), '+971501234561')"},
    {"D8_a_booking_whose_customer_is_somebody_else", "booking_of_customer",
     "UPDATE bookings SET customer_id = (SELECT customer_id FROM bookings WHERE id = '{confirmed}') WHERE id = "
     "'{held}'"},
    {"D8_a_booking_whose_customer_is_not_kept", "booking_of_customer",
     "UPDATE bookings SET customer_id = NULL WHERE id = '{held}'"},
    {"a_visit_at_no_location", "visit_without_location",
     "INSERT INTO visits (id, location_id, created_at) VALUES (gen_random_uuid(), gen_random_uuid(), now())"},
    {"D61_a_phone_in_the_place_of_its_index", "readable_index",
     "UPDATE bookings SET phone_index = '+971501234561' WHERE id = '{held}'"},
    {"D61_a_name_among_the_search_terms", "readable_index",
     "UPDATE bookings SET search_terms = ARRAY['sara'::bytea] WHERE id = '{held}'"},
    {"D43_a_readable_reply", "readable_reply",
     SALON_KEY "('user:a', 'k', '\\x00', now(), 200, NULL, '{\"customer_name\": \"Sara\"}')"},
    {"D61_a_readable_account", "readable_account",
     "INSERT INTO accounts (id, email, email_index, password_hash, role, created_at) VALUES (gen_random_uuid(), "
     "'sara@example.org', 'x', 'y', "
     "'user', now())"},
    {"D61_a_readable_signing_key", "readable_signing_key",
     "INSERT INTO signing_keys (key_id, private_jwk, created_at) VALUES ('k', '{\"kty\": \"EC\"}', now())"},
};

// A salon with a booking in every state, all told and sealed.
class FullBook : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
    fill_book();
    while (run(stores->events.seal(1000)) > 0) {
    }
    run(stores->events.relay(1000, [](std::vector<domain::Event>) { return published(); }));
  }
  static Task<bool> published() { co_return true; }

  void fill_book() {
    const auto expiring = hold(slot_at("05:30", 2), 3);
    name("expired", expiring, slot_at("05:30", 2));
    set_now("2027-03-01T00:11:00Z");
    EXPECT_EQ(run(stores->bookings.expire_due(10)), 1);
    name("held", hold(slot_at("05:00"), 1), slot_at("05:00"));
    name("second_held", hold(slot_at("05:00"), 2), slot_at("05:00"));
    const auto confirmed = hold(slot_at("06:00"), 4);
    confirm(confirmed);
    name("confirmed", confirmed, slot_at("06:00"));
    const auto cancelled = hold(slot_at("07:00", 2), 5);
    EXPECT_EQ(code(run(stores->bookings.cancel(cancelled, domain::Viewer::staff, "ill", unkeyed<domain::Booking>()))),
              "");
    name("cancelled", cancelled, slot_at("07:00", 2));
    names_["{free_slot}"] = slot_at("07:30", 2).id.text();
  }
  void name(const std::string& what, domain::BookingId booking, const domain::SlotInstance& slot) {
    names_["{" + what + "}"] = booking.text();
    names_["{" + what + "_slot}"] = slot.id.text();
  }
  [[nodiscard]] std::string with_ids(std::string statement) const {
    for (const auto& [from, to] : names_) {
      for (auto at = statement.find(from); at != std::string::npos; at = statement.find(from, at))
        statement.replace(at, from.size(), to);
    }
    return statement;
  }
  // What a statement does to the invariants a minute after the last thing that happened; nothing of it stays.
  std::vector<std::string> violated_after(const std::string& statement) {
    std::vector<std::string> names;
    for (const auto& row :
         sql("BEGIN; " + std::string(loosen) + "; " + with_ids(statement) +
             "; SELECT DISTINCT invariant FROM invariant_violations_at('-infinity', '2027-03-01T00:12:00Z')")) {
      names.push_back(row.at(0));
    }
    return names;
  }

  std::map<std::string, std::string> names_;
};

// One for all corruptions: each is undone as its connection ends.
class SharedBook final : public FullBook {
 public:
  SharedBook() { FullBook::SetUp(); }
  ~SharedBook() override { FullBook::TearDown(); }
  using FullBook::violated_after;
  void TestBody() override {}
};

class Invariants : public ::testing::TestWithParam<Corruption> {
 protected:
  static void SetUpTestSuite() { book = std::make_unique<SharedBook>(); }
  static void TearDownTestSuite() { book.reset(); }

  static inline std::unique_ptr<SharedBook> book;
};

TEST_P(Invariants, planted) { EXPECT_THAT(book->violated_after(GetParam().sql), Contains(GetParam().invariant)); }

INSTANTIATE_TEST_SUITE_P(Corruptions, Invariants, ::testing::ValuesIn(corruptions),
                         [](const auto& info) { return std::string(info.param.what); });

class InvariantView : public FullBook {};

TEST_F(InvariantView, a_clean_book_violates_nothing_and_every_invariant_of_the_function_is_planted_above) {
  EXPECT_THAT(violated_after("SELECT"), IsEmpty());
  const std::string body =
      value("SELECT string_agg(prosrc, ' ') FROM pg_proc WHERE proname LIKE 'invariant_violations_%'");
  std::set<std::string> planted;
  for (const Corruption& corruption : corruptions) planted.insert(corruption.invariant);
  std::set<std::string> known;
  for (auto at = body.find("SELECT '"); at != std::string::npos; at = body.find("SELECT '", at + 1)) {
    known.insert(body.substr(at + 8, body.find('\'', at + 8) - at - 8));
  }
  EXPECT_GE(known.size(), 40U);
  EXPECT_EQ(known, planted);
}

TEST_F(InvariantView, the_view_and_the_look_at_what_is_recent_see_a_fresh_corruption_too) {
  is_broken_on_purpose = true;
  sql(loosen);
  sql(with_ids("UPDATE slot_instances SET booked = booked + 1 WHERE id = '{confirmed_slot}'"));
  const auto count = [this](const std::string& from) {
    return value("SELECT count(*) FROM " + from + " WHERE invariant = 'booked_counter'");
  };
  EXPECT_EQ(count("invariant_violations"), "1");
  EXPECT_EQ(count("invariant_violations_since('2027-03-01T00:00:00Z')"), "1");
  EXPECT_EQ(count("invariant_violations_at('2027-03-02T00:00:00Z', '-infinity')"), "0");
}

TEST_F(InvariantView, verify_tells_the_name_and_what_it_is_about_and_no_personal_data) {
  is_broken_on_purpose = true;
  sql(with_ids("UPDATE bookings SET customer_name = 'Sara Khan' WHERE id = '{held}'"));
  const auto found = run(stores->health.violations());
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().invariant, "readable_personal_data");
  EXPECT_EQ(found.front().detail, with_ids("booking {held}"));
}

}  // namespace
}  // namespace salon::storage
