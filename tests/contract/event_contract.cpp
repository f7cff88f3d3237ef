// Outbox, audit trail and jobs, whoever keeps them (D50–D52).
#include <algorithm>
#include <set>

#include "small_salon.hpp"

namespace salon::contract {
namespace {

using domain::Event;
using ports::Job;
using ports::JobState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

// A bus that keeps what it is given, and says so or not.
struct TestBus {
  std::vector<Event> taken;
  bool says_yes = true;

  Task<bool> publish(std::vector<Event> events) {
    taken.insert(taken.end(), events.begin(), events.end());
    co_return says_yes;
  }
};

int relay(SmallSalon& salon, TestBus& bus, int limit = 1000) {
  const auto publish = [&bus](std::vector<Event> events) { return bus.publish(std::move(events)); };
  return salon.wait(salon.stores.events.relay(limit, publish));
}

TEST_P(StoreContract, D51_the_relay_marks_what_the_bus_has_taken_and_nothing_else) {
  SmallSalon salon(fixture());
  TestBus before;
  relay(salon, before);
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  TestBus deaf;
  deaf.says_yes = false;
  EXPECT_EQ(relay(salon, deaf), 0);
  TestBus bus;
  EXPECT_EQ(relay(salon, bus, 1), 1);
  EXPECT_EQ(relay(salon, bus), 1);
  EXPECT_EQ(relay(salon, bus), 0);
  ASSERT_EQ(bus.taken.size(), 2U);
  EXPECT_EQ(bus.taken[0].type, domain::EventType::booking_created);
  EXPECT_EQ(bus.taken[1].type, domain::EventType::booking_confirmed);
  EXPECT_EQ(bus.taken[1].booking_id, id);
  EXPECT_EQ(bus.taken[1].version, 2);
  EXPECT_EQ(bus.taken[0].id, deaf.taken.at(0).id) << "the same event keeps its id";
}

TEST_P(StoreContract, D50_positions_have_no_gaps_and_are_given_once) {
  SmallSalon salon(fixture());
  salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  const auto first = salon.all_events();
  salon.must_hold({.slot = salon.slot(salon.noor, "07:00").id});
  EXPECT_EQ(salon.wait(salon.stores.events.events_after(0, 1000)).size(), first.size()) << "not sealed yet";
  const auto all = salon.all_events();
  ASSERT_EQ(all.size(), first.size() + 1);
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i].position, static_cast<std::int64_t>(i) + 1);
  EXPECT_EQ(salon.wait(salon.stores.events.last_position()), static_cast<std::int64_t>(all.size()));
  const auto last = salon.wait(salon.stores.events.events_after(all.back().position - 1, 10));
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last.front().id, all.back().id);
  EXPECT_EQ(salon.wait(salon.stores.events.events_after(0, 2)).size(), 2U);
}

TEST_P(StoreContract, D50_events_hold_no_personal_data) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id, .customer = lena()});
  EXPECT_EQ(salon.confirm(id, {}), "");
  std::string everything;
  for (const Event& event : salon.all_events()) everything += event.data;
  for (const ports::AuditRow& row : salon.audit_of(id.text())) everything += row.before + row.after;
  EXPECT_EQ(everything.find("Lena"), std::string::npos);
  EXPECT_EQ(everything.find("97150"), std::string::npos);
}

TEST_P(StoreContract, D52_every_change_is_in_the_audit_trail_with_who_and_why) {
  SmallSalon salon(fixture());
  const auto id = salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  salon.advance(minutes{10});
  salon.wait(salon.stores.bookings.expire_due(10));
  while (salon.wait(salon.stores.events.seal(1)) > 0) continue;
  const auto rows = salon.audit_of(id.text());
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].subject, someone().subject);
  EXPECT_EQ(rows[0].role, "admin");
  EXPECT_EQ(rows[0].request_id, "request-1");
  EXPECT_EQ(rows[0].action, "booking.created");
  EXPECT_EQ(rows[0].entity, "booking");
  EXPECT_EQ(rows[0].location_id, salon.location);
  EXPECT_EQ(rows[1].action, "booking.expired");
  EXPECT_EQ(rows[1].subject, "system");
  EXPECT_EQ(rows[1].before, rows[0].after);
  EXPECT_NE(rows[1].after, rows[0].after);
  EXPECT_FALSE(rows[0].hash.empty());
  EXPECT_NE(rows[0].hash, rows[1].hash);
}

TEST_P(StoreContract, D52_the_audit_trail_can_be_read_by_location_time_and_page) {
  SmallSalon salon(fixture());
  salon.must_hold({.slot = salon.slot(salon.noor, "06:00").id});
  ports::AuditFilter elsewhere;
  elsewhere.location_ids = {testing::location_id(9)};
  EXPECT_TRUE(salon.wait(salon.stores.events.audit(elsewhere, {10, ""}))->items.empty());
  ports::AuditFilter later;
  later.from = salon.now() + seconds{1};
  EXPECT_TRUE(salon.wait(salon.stores.events.audit(later, {10, ""}))->items.empty());
  const auto all = salon.wait(salon.stores.events.audit({}, {200, ""})).value().items;
  std::set<domain::EventId> seen;
  ports::PageRequest page{2, ""};
  while (true) {
    const auto some = salon.wait(salon.stores.events.audit({}, page)).value();
    EXPECT_LE(some.items.size(), 2U);
    for (const ports::AuditRow& row : some.items) EXPECT_TRUE(seen.insert(row.id).second);
    if (!some.next_cursor) break;
    page.cursor = *some.next_cursor;
  }
  EXPECT_EQ(seen.size(), all.size());
}

TEST_P(StoreContract, D40_replies_past_their_day_are_pruned) {
  SmallSalon salon(fixture());
  const auto slot = salon.slot(salon.noor, "06:00");
  EXPECT_EQ(salon.try_hold({.slot = slot.id, .key = "k1"}), "");
  EXPECT_EQ(salon.wait(salon.stores.events.prune()), 0);
  salon.advance(hours{24} + minutes{1});
  EXPECT_EQ(salon.wait(salon.stores.events.prune()), 1);
}

Job new_job(SmallSalon& salon) {
  Job job;
  job.id = salon.ids.next_id<domain::JobId>();
  job.what = {salon.location, salon.day, salon.day + std::chrono::days{1}};
  job.total = 2;
  return job;
}

void finish_all_jobs(SmallSalon& salon) {
  while (auto job = salon.wait(salon.stores.jobs.claim())) {
    job->state = JobState::done;
    salon.wait(salon.stores.jobs.report(*job));
  }
}

TEST_P(StoreContract, D16_a_job_is_claimed_by_one_and_tells_how_far_it_is) {
  SmallSalon salon(fixture());
  finish_all_jobs(salon);
  const Job wanted = new_job(salon);
  EXPECT_EQ(code_of(salon.wait(salon.stores.jobs.add(wanted, just_once<Job>(key("k1"))))), "");
  EXPECT_TRUE(salon.wait(salon.stores.jobs.add(wanted, just_once<Job>(key("k1"))))->replayed);
  auto claimed = salon.wait(salon.stores.jobs.claim());
  ASSERT_TRUE(claimed);
  EXPECT_EQ(claimed->id, wanted.id);
  EXPECT_FALSE(salon.wait(salon.stores.jobs.claim()));
  claimed->done = 1;
  claimed->result.created = 12;
  claimed->result.conflicts.push_back(
      {salon.ids.next_id<domain::BookingId>(), salon.ids.next_id<domain::SlotId>(), "outside_hours"});
  salon.wait(salon.stores.jobs.report(*claimed));
  const auto found = salon.wait(salon.stores.jobs.find(wanted.id));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->state, JobState::running);
  EXPECT_EQ(found->done, 1);
  EXPECT_EQ(found->result, claimed->result);
  EXPECT_FALSE(salon.wait(salon.stores.jobs.find(salon.ids.next_id<domain::JobId>())));
}

TEST_P(StoreContract, D16_the_job_of_a_worker_that_went_silent_is_taken_over) {
  SmallSalon salon(fixture());
  finish_all_jobs(salon);
  const Job wanted = new_job(salon);
  salon.wait(salon.stores.jobs.add(wanted, just_once<Job>())).value();
  auto claimed = salon.wait(salon.stores.jobs.claim());
  ASSERT_TRUE(claimed);
  salon.advance(seconds{50});
  salon.wait(salon.stores.jobs.report(*claimed));
  salon.advance(seconds{50});
  EXPECT_FALSE(salon.wait(salon.stores.jobs.claim())) << "heard of fifty seconds ago";
  salon.advance(seconds{11});
  const auto again = salon.wait(salon.stores.jobs.claim());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->id, wanted.id);
}

TEST_P(StoreContract, D16_each_location_gets_its_horizon_once_an_hour) {
  SmallSalon salon(fixture());
  finish_all_jobs(salon);
  EXPECT_EQ(salon.wait(salon.stores.jobs.add_due_horizons(salon.now())), 0) << "one has begun just now";
  salon.advance(hours{1});
  EXPECT_EQ(salon.wait(salon.stores.jobs.add_due_horizons(salon.now() - minutes{59})), 1);
  EXPECT_EQ(salon.wait(salon.stores.jobs.add_due_horizons(salon.now() - minutes{59})), 0) << "one is waiting";
  const auto job = salon.wait(salon.stores.jobs.claim());
  ASSERT_TRUE(job);
  EXPECT_EQ(job->what.to, salon.day + std::chrono::days{60});
}

TEST_P(StoreContract, D16_the_hours_job_goes_on_where_todays_ended_and_a_day_later_all_is_looked_at_again) {
  SmallSalon salon(fixture());
  finish_all_jobs(salon);
  const auto next_job = [&salon] {
    EXPECT_EQ(salon.wait(salon.stores.jobs.add_due_horizons(salon.now() - minutes{59})), 1);
    auto job = salon.wait(salon.stores.jobs.claim());
    const std::string told = job ? std::to_string((job->what.from - salon.day).count()) + " to " +
                                       std::to_string((job->what.to - salon.day).count())
                                 : "none";
    if (job) job->state = JobState::done;
    if (job) salon.wait(salon.stores.jobs.report(*job));
    return told;
  };
  salon.advance(hours{1});
  EXPECT_EQ(next_job(), "60 to 60") << "the last day alone";
  salon.advance(hours{22});
  EXPECT_EQ(next_job(), "61 to 61") << "midnight has passed: the horizon has one day more";
  salon.advance(hours{2});
  EXPECT_EQ(next_job(), "1 to 61") << "a day after the last that began with its today";
}

TEST_P(StoreContract, D16_a_job_that_failed_or_was_for_one_stylist_has_reached_nothing) {
  SmallSalon salon(fixture());
  for (const bool is_failure : {true, false}) {
    finish_all_jobs(salon);
    salon.advance(hours{25});
    Job wanted = new_job(salon);
    wanted.what.from = salon.day;
    wanted.what.to = salon.day + std::chrono::days{70};
    if (!is_failure) wanted.what.stylist_id = salon.noor;
    salon.wait(salon.stores.jobs.add(wanted, just_once<Job>()));
    auto claimed = salon.wait(salon.stores.jobs.claim());
    ASSERT_TRUE(claimed);
    claimed->state = is_failure ? JobState::failed : JobState::done;
    salon.wait(salon.stores.jobs.report(*claimed));
    EXPECT_EQ(salon.wait(salon.stores.jobs.add_due_horizons(salon.now() - minutes{59})), 1);
    auto job = salon.wait(salon.stores.jobs.claim());
    ASSERT_TRUE(job);
    EXPECT_GT(job->total, 60);
    job->state = JobState::done;
    salon.wait(salon.stores.jobs.report(*job));
  }
}

}  // namespace
}  // namespace salon::contract
