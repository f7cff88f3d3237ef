// Generation against PostgreSQL: what is special about it is what happens at the same time.
#include <algorithm>

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::GenerationReport;

// Does something once, before the first statement that contains a word.
struct Meanwhile {
  std::string before;
  std::function<void()> happen;

  Task<void> check(std::string_view statement) {
    if (happen && statement.find(before) != std::string_view::npos) std::exchange(happen, {})();
    co_return;
  }
};

Task<void> nothing() { co_return; }

class Generation : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    other_ = std::make_unique<Stores>(url, std::uint8_t{2});
    other_->clock.fix(testing::at("2027-03-01T00:00:00Z"));
  }
  void TearDown() override {
    stores->database.before_statement = {};
    other_.reset();
    StorageTest::TearDown();
  }
  void close_on_the_first() {
    const auto closure = testing::a_closure({.id = 9, .from = "2027-03-01"});
    ASSERT_EQ(code(run(stores->rules.add_rule(closure, unkeyed<domain::Rule>()))), "");
  }
  // Somebody else, on another server.
  domain::BookingId hold_elsewhere(const domain::SlotInstance& slot) {
    stores.swap(other_);
    const auto booking = hold(slot);
    stores.swap(other_);
    return booking;
  }
  std::string slots_where(const std::string& condition) {
    return value("SELECT count(*) FROM slot_instances WHERE " + condition);
  }

  std::unique_ptr<Stores> other_;
};

TEST_F(Generation, D2_D16_the_first_run_makes_every_slot_and_the_second_changes_nothing_and_says_nothing) {
  const GenerationReport first = generate("2027-03-01", "2027-03-07");
  // Two stylists and a class, eleven starts of half an hour between nine and twelve, seven days.
  EXPECT_EQ(first.created, 3 * 11 * 7);
  const std::string before = value("SELECT md5(string_agg(s::text, ',' ORDER BY id)) FROM slot_instances s");
  const GenerationReport second = generate("2027-03-01", "2027-03-07");
  EXPECT_EQ(second.created + second.updated + second.blocked + second.removed, 0);
  EXPECT_EQ(second.kept, first.created);
  EXPECT_EQ(value("SELECT md5(string_agg(s::text, ',' ORDER BY id)) FROM slot_instances s"), before);
  EXPECT_EQ(value("SELECT count(*) FROM outbox WHERE type = 'slots.generated'"), "1");
}

TEST_F(Generation, D16_a_run_that_finds_all_as_it_should_be_reads_the_slots_once_and_writes_and_looks_at_nothing_else) {
  generate();
  hold(slot_at("05:00"));
  std::vector<std::string> said;
  stores->database.before_statement = [&said](std::string_view statement) -> Task<void> {
    said.emplace_back(statement);
    return nothing();
  };
  EXPECT_EQ(generate().kept, 33);
  stores->database.before_statement = {};
  const auto count = [&said](const std::string& word) {
    return std::ranges::count_if(said, [&](const std::string& sql) { return sql.find(word) != std::string::npos; });
  };
  EXPECT_EQ(count("FROM slot_instances"), 1);
  EXPECT_EQ(count("FROM bookings"), 1) << "those of the slots that are taken";
  for (const char* change : {"INSERT", "UPDATE", "DELETE", "SAVEPOINT"}) EXPECT_EQ(count(change), 0) << change;
}

TEST_F(Generation, D16_a_slot_whose_booking_is_over_is_blocked_and_not_deleted_and_a_dry_run_says_so) {
  generate();
  const auto slot = slot_at("05:00");
  const auto booking = hold(slot);
  ASSERT_EQ(code(run(stores->bookings.cancel(booking, domain::Viewer::staff, "", unkeyed<domain::Booking>()))), "");
  close_on_the_first();
  ports::GenerateSlots what;
  what.location_id = testing::location_id(1);
  what.from = what.to = testing::date("2027-03-01");
  what.dry_run = true;
  EXPECT_EQ(run(stores->slots.generate(what, staff())).value().removed, 32);
  const GenerationReport report = generate();
  EXPECT_EQ(report.removed, 32);
  EXPECT_EQ(report.blocked, 1);
  EXPECT_EQ(slots_where("id = '" + slot.id.text() + "' AND blocked"), "1");
}

TEST_F(Generation, D16_a_dry_run_tells_the_same_and_writes_nothing) {
  ports::GenerateSlots what;
  what.location_id = testing::location_id(1);
  what.from = what.to = testing::date("2027-03-01");
  what.dry_run = true;
  const GenerationReport told = run(stores->slots.generate(what, staff())).value();
  EXPECT_EQ(told.created, 33);
  EXPECT_EQ(slots_where("TRUE"), "0");
  EXPECT_EQ(generate().created, told.created);
}

TEST_F(Generation, D16_a_slot_that_is_booked_after_it_was_read_is_blocked_and_not_deleted) {
  generate();
  close_on_the_first();
  const auto slot = slot_at("05:00");
  domain::BookingId booking;
  Meanwhile meanwhile{"FOR NO KEY UPDATE", [this, &slot, &booking] { booking = hold_elsewhere(slot); }};
  stores->database.before_statement = [&meanwhile](std::string_view statement) { return meanwhile.check(statement); };
  const GenerationReport report = generate();
  EXPECT_EQ(report.removed, 32);
  EXPECT_EQ(report.blocked, 1);
  ASSERT_EQ(report.conflicts.size(), 1U);
  EXPECT_EQ(report.conflicts.front().booking_id, booking);
  EXPECT_EQ(value("SELECT status FROM slot_instances WHERE id = '" + slot.id.text() + "'"), "blocked");
  EXPECT_EQ(slots_where("TRUE"), "1");
}

TEST_F(Generation, D16_capacity_never_falls_below_what_was_booked_after_it_was_read) {
  generate();
  const auto one_at_a_time = [](const domain::Rule& rule) -> domain::Result<domain::Rule> {
    domain::Rule after = rule;
    after.slot_capacity = 1;
    return after;
  };
  const auto answer = run(stores->rules.change_rule(testing::rule_id(1), {{}, one_at_a_time}, unkeyed<domain::Rule>()));
  ASSERT_EQ(code(answer), "");
  const auto slot = slot_at("05:00");
  hold(slot, 1);
  Meanwhile meanwhile{"FOR NO KEY UPDATE", [this, &slot] {
                        stores.swap(other_);
                        hold(slot, 2);
                        stores.swap(other_);
                      }};
  stores->database.before_statement = [&meanwhile](std::string_view statement) { return meanwhile.check(statement); };
  const GenerationReport report = generate();
  EXPECT_EQ(report.updated, 32);
  EXPECT_EQ(report.conflicts.size(), 2U);
  EXPECT_EQ(slot_at("05:00").capacity, 2);
  EXPECT_EQ(slot_at("05:15").capacity, 1);
}

TEST_F(Generation, D16_a_slot_that_a_booking_has_left_is_never_deleted) {
  generate();
  const auto from = slot_at("05:00");
  const auto booking = hold(from);
  const auto answer = run(
      stores->bookings.reschedule(booking, slot_at("06:00").id, {domain::Viewer::staff}, unkeyed<domain::Booking>()));
  ASSERT_EQ(code(answer), "");
  close_on_the_first();
  const GenerationReport report = generate();
  EXPECT_EQ(report.blocked, 2);
  EXPECT_EQ(slots_where("id = '" + from.id.text() + "' AND blocked"), "1");
}

TEST_F(Generation, D16_what_fits_again_is_unblocked_under_the_same_id) {
  generate();
  const auto slot = slot_at("05:00");
  hold(slot);
  close_on_the_first();
  generate();
  ASSERT_EQ(code(run(stores->rules.remove_rule(testing::rule_id(9), unkeyed<domain::Rule>()))), "");
  const GenerationReport report = generate();
  EXPECT_EQ(report.created, 32);
  EXPECT_EQ(report.updated, 1);
  EXPECT_EQ(slot_at("05:00").id, slot.id);
}

TEST_F(Generation, D4_slots_keep_the_phases_and_buffers_of_their_service) {
  const auto colour = [](const domain::Service& service) -> domain::Result<domain::Service> {
    domain::Service after = service;
    after.duration_minutes = 60;
    after.phases = {{20, true}, {30, false}, {10, true}};
    after.buffer_before_minutes = 5;
    return after;
  };
  const auto answer =
      run(stores->catalog.change_service(testing::service_id(1), {{}, colour}, unkeyed<domain::Service>()));
  ASSERT_EQ(code(answer), "");
  generate();
  const auto slot = slot_at("06:00");
  EXPECT_EQ(slot.active, (std::vector<domain::ActiveOffset>{{-5, 20}, {50, 60}}));
  EXPECT_EQ(value("SELECT duration_minutes FROM slot_instances WHERE id = '" + slot.id.text() + "'"), "60");
}

TEST_F(Generation, what_is_not_there_is_not_found) {
  ports::GenerateSlots what;
  what.location_id = testing::location_id(7);
  what.from = what.to = testing::date("2027-03-01");
  EXPECT_EQ(run(stores->slots.generate(what, staff())).error().why, domain::Refusal::not_found);
  what.location_id = testing::location_id(1);
  what.service_id = testing::service_id(7);
  EXPECT_EQ(run(stores->slots.generate(what, staff())).error().why, domain::Refusal::not_found);
  what.service_id.reset();
  what.stylist_id = testing::stylist_id(7);
  EXPECT_EQ(run(stores->slots.generate(what, staff())).error().why, domain::Refusal::not_found);
}

}  // namespace
}  // namespace salon::storage
