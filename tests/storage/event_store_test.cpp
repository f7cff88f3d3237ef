// The outbox and the audit trail in PostgreSQL: what two processes do at once, and what is left when they fall (D51,
// D52).
#include <gmock/gmock.h>

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::Event;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

Task<bool> say(bool is_published) { co_return is_published; }

// What a bus was given, in order.
struct Heard {
  std::vector<std::string> events;

  PgEventStore::Publish publish(bool is_published = true) {
    return [this, is_published](const std::vector<Event>& given) {
      for (const Event& event : given) {
        if (event.booking_id) {
          events.push_back(std::string(domain::text_of(event.type)) + " " + std::to_string(event.version));
        }
      }
      return say(is_published);
    };
  }
};

class EventStoreTest : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
    Heard nobody;
    run(stores->events.relay(1000, nobody.publish()));
    other = std::make_unique<Stores>(url, std::uint8_t{2});
    other->clock.fix(testing::at("2027-03-01T00:00:00Z"));
  }
  void TearDown() override {
    other.reset();
    StorageTest::TearDown();
  }
  // Created and confirmed.
  domain::BookingId a_confirmed_booking(const std::string& time) {
    const auto booking = hold(slot_at(time));
    confirm(booking);
    return booking;
  }
  void seal_all(int at_once = 1000) {
    while (run(stores->events.seal(at_once)) > 0) {
    }
  }

  std::unique_ptr<Stores> other;
};

TEST_F(EventStoreTest, D51_what_one_relay_has_in_hand_no_other_takes_nor_what_comes_after_it) {
  a_confirmed_booking("05:00");
  Heard first;
  Heard second;
  const auto meanwhile = [&](const std::vector<Event>& given) {
    EXPECT_EQ(given.size(), 1U);
    EXPECT_EQ(other->run(other->events.relay(10, second.publish())), 0);
    return say(true);
  };
  EXPECT_EQ(run(stores->events.relay(1, meanwhile)), 1);
  EXPECT_THAT(second.events, IsEmpty());
  EXPECT_EQ(other->run(other->events.relay(10, second.publish())), 1);
  EXPECT_THAT(second.events, ElementsAre("booking.confirmed 2"));
}

TEST_F(EventStoreTest, D51_what_was_not_published_comes_again_and_what_was_does_not) {
  a_confirmed_booking("05:00");
  Heard heard;
  EXPECT_EQ(run(stores->events.relay(10, heard.publish(false))), 0);
  EXPECT_EQ(run(stores->events.relay(10, heard.publish(true))), 2);
  EXPECT_EQ(run(stores->events.relay(10, heard.publish(true))), 0);
  EXPECT_THAT(heard.events,
              ElementsAre("booking.created 1", "booking.confirmed 2", "booking.created 1", "booking.confirmed 2"));
}

TEST_F(EventStoreTest, D51_an_event_that_was_committed_late_with_an_early_id_is_not_lost) {
  a_confirmed_booking("05:00");
  Heard heard;
  ASSERT_EQ(run(stores->events.relay(10, heard.publish())), 2);
  sql("INSERT INTO outbox (id, type, location_id, version, at, data) VALUES ('00000000-0000-7000-8000-000000000000', "
      "'rules.changed', '" +
      testing::location_id(1).text() + "', 1, now(), '{}')");
  EXPECT_EQ(run(stores->events.relay(10, heard.publish())), 1);
}

TEST_F(EventStoreTest, D51_events_of_a_booking_go_by_version_whatever_the_clocks_of_two_servers_said) {
  const auto booking = a_confirmed_booking("05:00");
  // The confirming server's clock was behind.
  sql("UPDATE outbox SET id = '00000000-0000-7000-8000-000000000000' WHERE version = 2 AND booking_id = '" +
      booking.text() + "'");
  Heard heard;
  EXPECT_EQ(run(stores->events.relay(1, heard.publish())), 0);
  EXPECT_EQ(run(stores->events.relay(10, heard.publish())), 2);
  EXPECT_THAT(heard.events, ElementsAre("booking.created 1", "booking.confirmed 2"));
}

TEST_F(EventStoreTest, D51_a_relay_that_falls_after_publishing_publishes_again) {
  a_confirmed_booking("05:00");
  Heard heard;
  int rounds = 0;
  const auto fall_once = [&](const std::vector<Event>& given) {
    auto published = heard.publish()(given);
    if (++rounds == 1) terminate_backends();
    return published;
  };
  EXPECT_EQ(run(stores->events.relay(10, fall_once)), 2);
  EXPECT_EQ(heard.events.size(), 4U);
  EXPECT_EQ(value("SELECT count(*) FROM outbox WHERE published_at IS NULL"), "0");
}

TEST_F(EventStoreTest, positions_are_given_without_gaps_in_parts_and_followed_in_order) {
  a_confirmed_booking("05:00");
  a_confirmed_booking("06:00");
  seal_all(3);
  const auto events = run(stores->events.events_after(0, 100));
  const auto last = run(stores->events.last_position());
  ASSERT_EQ(static_cast<std::int64_t>(events.size()), last);
  for (std::size_t i = 0; i < events.size(); ++i) EXPECT_EQ(events[i].position, static_cast<std::int64_t>(i) + 1);
  const auto rest = run(stores->events.events_after(last - 2, 100));
  EXPECT_EQ(rest.size(), 2U);
}

TEST_F(EventStoreTest, D52_one_sealer_at_a_time_the_other_goes_away) {
  a_confirmed_booking("05:00");
  PgConnection sealer(stores->loop.io(), url);
  run(sealer.connect());
  run(sealer.script("BEGIN; SELECT * FROM event_sequence FOR UPDATE"));
  EXPECT_EQ(run(stores->events.seal(100)), 0);
  run(sealer.script("ROLLBACK"));
  EXPECT_GT(run(stores->events.seal(100)), 0);
}

TEST_F(EventStoreTest, positions_go_on_where_they_were_after_everything_was_thrown_away) {
  a_confirmed_booking("05:00");
  seal_all();
  Heard heard;
  run(stores->events.relay(100, heard.publish()));
  const auto last = run(stores->events.last_position());
  set_now("2027-03-09T00:00:00Z");
  EXPECT_EQ(run(stores->events.prune()), last);
  EXPECT_THAT(run(stores->events.events_after(0, 100)), IsEmpty());
  EXPECT_EQ(run(stores->events.last_position()), last);
  ASSERT_EQ(code(run(stores->rules.remove_rule(testing::rule_id(1), unkeyed<domain::Rule>()))), "");
  seal_all();
  const auto events = run(stores->events.events_after(last, 100));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events.front().position, last + 1);
}

TEST_F(EventStoreTest, D40_pruning_leaves_what_is_young_unpublished_or_has_no_place_yet) {
  ASSERT_EQ(code(run(stores->rules.remove_rule(testing::rule_id(1), keyed<domain::Rule>("young")))), "");
  const auto events = value("SELECT count(*) FROM outbox");
  set_now("2027-03-02T00:00:00Z");
  EXPECT_EQ(run(stores->events.prune()), 0);
  set_now("2027-03-02T00:00:00.000001Z");
  EXPECT_EQ(run(stores->events.prune()), 1);
  EXPECT_EQ(value("SELECT count(*) FROM idempotency_keys"), "0");
  set_now("2027-04-01T00:00:00Z");
  EXPECT_EQ(run(stores->events.prune()), 0);
  EXPECT_EQ(value("SELECT count(*) FROM outbox"), events);
}

TEST_F(EventStoreTest, D52_the_audit_is_paged_through_whole_even_when_it_is_sealed_between_two_pages) {
  a_confirmed_booking("05:00");
  std::vector<std::string> seen;
  ports::PageRequest page{.limit = 4};
  for (int pages = 0;; ++pages) {
    const auto part = run(stores->events.audit({}, page)).value();
    for (const auto& row : part.items) seen.push_back(row.id.text());
    if (pages == 0) run(stores->events.seal(6));
    if (pages == 1) seal_all();
    if (!part.next_cursor) break;
    page.cursor = *part.next_cursor;
  }
  EXPECT_EQ(std::to_string(seen.size()), value("SELECT count(*) FROM audit_log"));
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
  const auto sealed = run(stores->events.audit({}, {.limit = 200})).value();
  EXPECT_EQ(sealed.items.back().hash.size(), 64U);
  EXPECT_EQ(sealed.items.front().position, 1);
}

TEST_F(EventStoreTest, D52_the_audit_is_found_by_entity_time_and_location) {
  const auto booking = a_confirmed_booking("05:00");
  ports::AuditFilter filter;
  filter.entity_id = booking.text();
  EXPECT_EQ(run(stores->events.audit(filter, {}))->items.size(), 2U);
  filter.location_ids = {testing::location_id(2)};
  EXPECT_EQ(run(stores->events.audit(filter, {}))->items.size(), 0U);
  filter.location_ids = {testing::location_id(2), testing::location_id(1)};
  filter.from = testing::at("2027-03-01T00:00:00Z");
  EXPECT_EQ(run(stores->events.audit(filter, {}))->items.size(), 2U);
  filter.to = filter.from;
  EXPECT_EQ(run(stores->events.audit(filter, {}))->items.size(), 0U);
}

}  // namespace
}  // namespace salon::storage
