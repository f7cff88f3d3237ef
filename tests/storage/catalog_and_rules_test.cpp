// The catalogue, the rules and the jobs in PostgreSQL: round trips of every column, and what the locks and constraints
// do.
#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using domain::Refusal;

Task<void> go_on() { co_return; }

class CatalogAndRules : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
  }
  void TearDown() override {
    stores->database.before_statement = {};
    StorageTest::TearDown();
  }
  std::string waiting_jobs() { return value("SELECT count(*) FROM jobs WHERE state = 'waiting'"); }
  std::string add_rule(const domain::Rule& rule) {
    return code(run(stores->rules.add_rule(rule, unkeyed<domain::Rule>())));
  }
};

TEST_F(CatalogAndRules, every_column_of_a_stylist_a_service_and_a_rule_comes_back_as_it_was_written) {
  auto service = testing::a_service({.id = 5,
                                     .name = "Colour",
                                     .duration_minutes = 90,
                                     .required_skill = "colour",
                                     .phases = {{30, true}, {40, false}, {20, true}},
                                     .buffer_before_minutes = 5,
                                     .buffer_after_minutes = 10});
  service.category = "Colour & care";
  service.description = "with \"quotes\"";
  ASSERT_EQ(code(run(stores->catalog.add_service(service, unkeyed<domain::Service>()))), "");
  const auto service_read = run(stores->catalog.service(service.id)).value();
  EXPECT_EQ(service_read.phases, service.phases);
  EXPECT_EQ(service_read.description, service.description);
  EXPECT_EQ(service_read.required_skill, service.required_skill);

  auto stylist = testing::a_stylist({.id = 5, .name = "Ayşe", .skills = {"colour", "a,b", "c\"d"}});
  stylist.terms = {{testing::service_id(1), 45, std::nullopt}, {testing::service_id(2), std::nullopt, 9'900}};
  ASSERT_EQ(code(run(stores->catalog.add_stylist(stylist, unkeyed<domain::Stylist>()))), "");
  const auto stylist_read = run(stores->catalog.stylist(stylist.id)).value();
  EXPECT_EQ(stylist_read.skills, stylist.skills);
  EXPECT_EQ(stylist_read.terms, stylist.terms);
  EXPECT_EQ(stylist_read.location_ids, stylist.location_ids);

  auto rule = testing::a_date_range_rule({.id = 5,
                                          .stylist = 5,
                                          .service = 5,
                                          .days = {7, 1},
                                          .start = "20:00",
                                          .end = "24:00",
                                          .capacity = 3,
                                          .granularity = 20,
                                          .from = "2027-03-01",
                                          .to = "2027-03-31"});
  ASSERT_EQ(add_rule(rule), "");
  const auto rule_read = run(stores->rules.rule(rule.id)).value();
  EXPECT_EQ(rule_read.end_time, domain::end_of_day);
  EXPECT_EQ(rule_read.days_of_week, rule.days_of_week);
  EXPECT_EQ(rule_read.valid_to, rule.valid_to);
  EXPECT_EQ(rule_read.slot_granularity_minutes, 20);
}

TEST_F(CatalogAndRules, D2_an_exact_duplicate_is_refused_by_the_constraint_where_no_lock_was_taken) {
  const auto closure = testing::a_closure({.id = 8, .from = "2027-03-02"});
  bool is_planted = false;
  // Somebody who writes without the location's lock, between the check and the write.
  stores->database.before_statement = [&](std::string_view statement) {
    if (statement.find("INSERT INTO availability_rules") != std::string_view::npos &&
        !std::exchange(is_planted, true)) {
      sql("INSERT INTO availability_rules (id, location_id, rule_kind, start_time, end_time, valid_from, valid_to, "
          "is_closed) "
          "VALUES (gen_random_uuid(), '" +
          testing::location_id(1).text() + "', 'EXCEPTION', '" + closure.start_time.text() + "', '" +
          closure.end_time.text() + "', '2027-03-02', '2027-03-02', TRUE)");
    }
    return go_on();
  };
  auto exact = closure;
  exact.valid_to = testing::date("2027-03-02");
  EXPECT_EQ(add_rule(exact), "RULE_OVERLAP");
  EXPECT_TRUE(is_planted);
}

TEST_F(CatalogAndRules, D16_a_change_owes_one_generation_until_somebody_takes_it_up) {
  EXPECT_EQ(waiting_jobs(), "1");
  ASSERT_EQ(add_rule(testing::a_closure({.id = 8, .from = "2027-03-02"})), "");
  EXPECT_EQ(waiting_jobs(), "1");
  const auto job = run(stores->jobs.claim());
  ASSERT_TRUE(job.has_value());
  EXPECT_EQ(job->total, 61);
  ASSERT_EQ(add_rule(testing::a_closure({.id = 9, .from = "2027-03-03"})), "");
  EXPECT_EQ(waiting_jobs(), "1");
}

TEST_F(CatalogAndRules, D16_a_short_or_dry_generation_that_waits_does_not_stand_for_the_whole_horizon) {
  sql("DELETE FROM jobs");
  ports::Job job;
  job.id = testing::job_id(1);
  job.what.location_id = testing::location_id(1);
  job.what.from = job.what.to = testing::date("2027-03-01");
  job.what.dry_run = true;
  ASSERT_EQ(code(run(stores->jobs.add(job, unkeyed<ports::Job>()))), "");
  ASSERT_EQ(add_rule(testing::a_closure({.id = 8, .from = "2027-03-02"})), "");
  EXPECT_EQ(waiting_jobs(), "2");
}

TEST_F(CatalogAndRules, D16_a_job_is_not_taken_up_while_a_change_that_counts_on_it_is_not_committed) {
  Stores worker(url, 2);
  worker.clock.fix(testing::at("2027-03-01T00:00:00Z"));
  std::optional<ports::Job> claimed;
  stores->database.before_statement = [&](std::string_view statement) {
    if (statement == "COMMIT") claimed = worker.run(worker.jobs.claim());
    return go_on();
  };
  ASSERT_EQ(add_rule(testing::a_closure({.id = 8, .from = "2027-03-02"})), "");
  EXPECT_FALSE(claimed.has_value());
  EXPECT_TRUE(worker.run(worker.jobs.claim()).has_value());
}

TEST_F(CatalogAndRules, a_job_whose_worker_fell_silent_goes_on_where_it_was_and_its_result_comes_back) {
  auto job = run(stores->jobs.claim()).value();
  job.done = 7;
  job.result.created = 12;
  job.result.conflicts = {{testing::booking_id(1), testing::slot_id(2), "outside_hours"}};
  run(stores->jobs.report(job));
  EXPECT_FALSE(run(stores->jobs.claim()).has_value());
  set_now("2027-03-01T00:01:00Z");
  EXPECT_FALSE(run(stores->jobs.claim()).has_value());
  set_now("2027-03-01T00:01:00.000001Z");
  const auto again = run(stores->jobs.claim());
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->done, 7);
  EXPECT_EQ(again->result, job.result);
}

TEST_F(CatalogAndRules, a_service_is_deleted_with_its_slots_until_it_was_booked_and_then_deactivated) {
  generate();
  const auto remove = [this](std::uint64_t id) {
    ports::Once<ports::Removed> once = unkeyed<ports::Removed>();
    once.reply = [](const domain::Result<ports::Removed>& removed) {
      domain::Reply reply;
      reply.body = removed == ports::Removed::deleted ? "deleted" : "deactivated";
      return reply;
    };
    return run(stores->catalog.remove_service(testing::service_id(id), once)).value().reply.body;
  };
  hold(slot_at("05:00"));
  EXPECT_EQ(remove(2), "deleted");
  EXPECT_EQ(remove(1), "deactivated");
  EXPECT_EQ(value("SELECT string_agg(name || ' ' || active, ', ') FROM services"), "Cut false");
  EXPECT_EQ(value("SELECT count(DISTINCT service_id) FROM slot_instances"), "1");
}

TEST_F(CatalogAndRules, a_location_that_was_never_booked_goes_with_everything_that_hangs_on_it) {
  generate();
  ASSERT_EQ(code(run(stores->catalog.remove_location(testing::location_id(1), unkeyed<ports::Removed>()))), "");
  EXPECT_EQ(value("SELECT (SELECT count(*) FROM locations) + (SELECT count(*) FROM services) + (SELECT count(*) FROM "
                  "stylists) + "
                  "(SELECT count(*) FROM slot_instances) + (SELECT count(*) FROM availability_rules) + (SELECT "
                  "count(*) FROM jobs)"),
            "0");
}

TEST_F(CatalogAndRules, D20_an_offer_tells_due_holds_the_next_expiry_and_where_the_stylist_is) {
  generate();
  hold(slot_at("05:00"), 1);
  set_now("2027-03-01T00:05:00Z");
  hold(slot_at("05:00"), 2);
  set_now("2027-03-01T00:12:00Z");
  ports::OfferQuery query{testing::location_id(1), testing::service_id(1), testing::stylist_id(1),
                          testing::date("2027-03-01"), testing::date("2027-03-01")};
  const auto offer = run(stores->slots.offer(query)).value();
  ASSERT_EQ(offer.slots.size(), 11U);
  EXPECT_EQ(offer.slots[0].situation.due_holds, 1);
  EXPECT_EQ(offer.slots[0].situation.earliest_hold_expiry, testing::at("2027-03-01T00:15:00Z"));
  EXPECT_EQ(offer.slots[1].situation.earliest_hold_expiry, std::nullopt);
  EXPECT_EQ(offer.busy.size(), 2U);
  EXPECT_EQ(offer.stylists.size(), 1U);
  query.stylist_id = testing::stylist_id(9);
  EXPECT_EQ(run(stores->slots.offer(query)).error().why, Refusal::not_found);
}

}  // namespace
}  // namespace salon::storage
