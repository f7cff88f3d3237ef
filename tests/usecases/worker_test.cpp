// The worker's rounds, generation on request, and imports (D16, D34, D40, D51).
#include <gtest/gtest.h>

#include "salon_world.hpp"
#include "usecases/check_invariants.hpp"
#include "usecases/expire_holds.hpp"
#include "usecases/generate_slots.hpp"
#include "usecases/hourly_generation.hpp"
#include "usecases/import_visits.hpp"
#include "usecases/prune.hpp"
#include "usecases/relay_events.hpp"
#include "usecases/run_jobs.hpp"
#include "usecases/seal_events.hpp"
#include "usecases/view_job.hpp"

namespace salon::testing {
namespace {

using domain::Role;
using platform::run_ready;
using usecases::Generated;

struct Works : SalonWorld {
  domain::Actor manager = staff(Role::manager, {1});
  std::optional<Generated> last;

  domain::Result<domain::Answer> ask_for(const usecases::GenerateRequest& request,
                                         std::optional<std::string> key = {}) {
    usecases::GenerateSlots generate_slots({slots, jobs, catalog, bookings, ids});
    return run_ready(generate_slots.run(manager, request, asking(manager, std::move(key)), kept_in(last)));
  }
};

usecases::GenerateRequest of_days(std::string_view from, std::string_view to) {
  usecases::GenerateRequest request;
  request.what.location_id = location_id(1);
  request.what.from = date(from);
  request.what.to = date(to);
  return request;
}

TEST(GenerateSlots, D16_a_month_is_generated_at_once_and_the_second_time_nothing_is_created) {
  Works works;
  EXPECT_EQ(told(works.ask_for(of_days("2027-04-01", "2027-04-30"))), "OK");
  EXPECT_EQ(std::get<domain::GenerationReport>(*works.last).created, 30 * 68);
  EXPECT_EQ(told(works.ask_for(of_days("2027-04-01", "2027-04-30"))), "OK");
  EXPECT_EQ(std::get<domain::GenerationReport>(*works.last).created, 0);
  EXPECT_EQ(std::get<domain::GenerationReport>(*works.last).kept, 30 * 68);
}

TEST(GenerateSlots, D40_the_same_key_gets_the_first_report_again) {
  Works works;
  const auto first = works.ask_for(of_days("2027-04-01", "2027-04-02"), "key-1");
  const auto again = works.ask_for(of_days("2027-04-01", "2027-04-02"), "key-1");
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(first->reply, again->reply);
}

TEST(GenerateSlots, D16_a_dry_run_says_what_would_be_and_does_nothing) {
  Works works;
  const auto before = works.brand.slots.size();
  auto request = of_days("2027-04-01", "2027-04-01");
  request.what.dry_run = true;
  EXPECT_EQ(told(works.ask_for(request)), "OK");
  EXPECT_EQ(std::get<domain::GenerationReport>(*works.last).created, 68);
  EXPECT_EQ(works.brand.slots.size(), before);
}

TEST(GenerateSlots, D16_more_than_a_month_waits_as_a_job_that_a_worker_does_week_by_week) {
  Works works;
  EXPECT_EQ(told(works.ask_for(of_days("2027-04-01", "2027-05-02"))), "OK");
  const auto job = std::get<ports::Job>(*works.last);
  EXPECT_EQ(job.state, ports::JobState::waiting);
  EXPECT_EQ(job.total, 32);
  usecases::RunJobs run_jobs(works.jobs, works.slots);
  EXPECT_TRUE(run_ready(run_jobs.run()));
  EXPECT_FALSE(run_ready(run_jobs.run()));
  usecases::ViewJob view_job(works.jobs);
  const auto done = run_ready(view_job.run(works.manager, job.id));
  ASSERT_TRUE(done);
  EXPECT_EQ(done->state, ports::JobState::done);
  EXPECT_EQ(done->done, 32);
  EXPECT_EQ(done->result.created, 32 * 68);
  EXPECT_EQ(told(run_ready(view_job.run(staff(Role::manager, {2}), job.id))), "NOT_FOUND");
  EXPECT_EQ(told(run_ready(view_job.run(works.manager, job_id(999)))), "NOT_FOUND");
}

TEST(GenerateSlots, what_cannot_be_generated_is_refused_before_it_waits) {
  Works works;
  EXPECT_EQ(told(works.ask_for(of_days("2027-04-02", "2027-04-01"))), "VALIDATION_FAILED");
  EXPECT_EQ(told(works.ask_for(of_days("2027-04-01", "2028-06-01"))), "VALIDATION_FAILED");
  auto request = of_days("2027-04-01", "2027-04-01");
  request.respond_async = true;
  request.what.service_id = service_id(3);
  EXPECT_EQ(told(works.ask_for(request)), "NOT_FOUND");
  request.what.service_id.reset();
  request.what.stylist_id = stylist_id(3);
  EXPECT_EQ(told(works.ask_for(request)), "NOT_FOUND");
  EXPECT_TRUE(works.brand.jobs.empty());
}

// A slot store that breaks after some weeks, as when its database goes away.
class BreakingSlots final : public ports::SlotStore {
 public:
  BreakingSlots(ports::SlotStore& real, int good_calls) : real_(real), good_calls_(good_calls) {}
  ports::Task<domain::Result<ports::Offer>> offer(ports::OfferQuery query) override { return real_.offer(query); }
  ports::Task<std::vector<domain::SlotInstance>> slots_of_day(ports::SlotQuery query) override {
    return real_.slots_of_day(query);
  }
  ports::Task<std::optional<domain::SlotInstance>> slot(domain::SlotId id) override { return real_.slot(id); }
  ports::Task<domain::Result<domain::GenerationReport>> generate(ports::GenerateSlots what,
                                                                 ports::Requester by) override {
    if (good_calls_-- <= 0) throw ports::Unavailable("the database is away");
    longest = std::max(longest, static_cast<int>((what.to - what.from).count()) + 1);
    return real_.generate(what, by);
  }
  ports::Task<domain::Result<domain::Answer>> generate_once(ports::GenerateSlots what,
                                                            ports::Once<domain::GenerationReport> once) override {
    return real_.generate_once(what, std::move(once));
  }
  ports::Task<ports::Sweep> prune(std::chrono::days kept) override { return real_.prune(kept); }
  int longest = 0;

 private:
  ports::SlotStore& real_;
  int good_calls_;
};

TEST(RunJobs, D16_another_worker_goes_on_where_the_first_one_fell) {
  Works works;
  (void)works.ask_for(of_days("2027-04-01", "2027-05-10"));
  BreakingSlots breaking(works.slots, 2);
  EXPECT_THROW((void)run_ready(usecases::RunJobs(works.jobs, breaking).run()), ports::Unavailable);
  EXPECT_EQ(breaking.longest, 7);
  const auto id = std::get<ports::Job>(*works.last).id;
  EXPECT_EQ(works.brand.jobs.at(id).job.done, 14);
  EXPECT_EQ(works.brand.jobs.at(id).job.state, ports::JobState::running);
  EXPECT_FALSE(run_ready(usecases::RunJobs(works.jobs, works.slots).run()));  // it might still be alive
  works.clock.advance(std::chrono::seconds{61});
  EXPECT_TRUE(run_ready(usecases::RunJobs(works.jobs, works.slots).run()));
  EXPECT_EQ(works.brand.jobs.at(id).job.state, ports::JobState::done);
  EXPECT_EQ(works.brand.jobs.at(id).job.result.created, 40 * 68);
  EXPECT_EQ(works.brand.jobs.at(id).job.result.kept, 0);
}

TEST(RunJobs, D16_a_worker_that_leaves_stops_between_weeks_and_the_next_one_goes_on_at_once) {
  Works works;
  (void)works.ask_for(of_days("2027-04-01", "2027-05-10"));
  const auto id = std::get<ports::Job>(*works.last).id;
  int weeks = 0;
  const auto is_leaving = [&weeks] { return ++weeks == 2; };
  EXPECT_TRUE(run_ready(usecases::RunJobs(works.jobs, works.slots).run(is_leaving)));
  EXPECT_EQ(works.brand.jobs.at(id).job.state, ports::JobState::waiting);
  EXPECT_EQ(works.brand.jobs.at(id).job.done, 14);
  EXPECT_TRUE(run_ready(usecases::RunJobs(works.jobs, works.slots).run()));
  EXPECT_EQ(works.brand.jobs.at(id).job.state, ports::JobState::done);
  EXPECT_EQ(works.brand.jobs.at(id).job.result.created, 40 * 68);
  EXPECT_EQ(works.brand.jobs.at(id).job.result.kept, 0);
}

TEST(RunJobs, D16_a_job_that_is_refused_fails_and_says_why) {
  Works works;
  auto request = of_days("2027-04-01", "2027-04-01");
  request.respond_async = true;
  request.what.stylist_id = stylist_id(1);
  (void)works.ask_for(request);
  works.brand.stylists.erase(stylist_id(1));
  EXPECT_TRUE(run_ready(usecases::RunJobs(works.jobs, works.slots).run()));
  const auto& job = works.brand.jobs.at(std::get<ports::Job>(*works.last).id).job;
  EXPECT_EQ(job.state, ports::JobState::failed);
  EXPECT_FALSE(job.error.empty());
}

TEST(HourlyGeneration, D16_every_salon_gets_its_horizon_once_an_hour) {
  Works works;
  usecases::HourlyGeneration hourly(works.jobs, works.bookings);
  usecases::RunJobs run_jobs(works.jobs, works.slots);
  EXPECT_EQ(run_ready(hourly.run()), 2);
  while (run_ready(run_jobs.run())) {
  }
  EXPECT_EQ(run_ready(hourly.run()), 0);
  works.clock.advance(std::chrono::minutes{61});
  EXPECT_EQ(run_ready(hourly.run()), 2);
}

TEST(ExpireHolds, D34_all_that_is_due_expires_however_many) {
  Works works;
  works.brand.locations.at(location_id(1)).horizon_days = 60;
  int held = 0;
  for (const auto& [id, kept] : works.brand.slots) {
    const bool is_cut = kept.slot.service_id == service_id(1) && kept.slot.start_at >= at("2027-03-02T00:00:00Z");
    if (is_cut && held < 250) {
      works.held_by(guest(static_cast<std::uint64_t>(held)), id);
      ++held;
    }
  }
  ASSERT_GT(held, domain::policy::expiry_batch);
  usecases::ExpireHolds expire_holds(works.bookings);
  EXPECT_EQ(run_ready(expire_holds.run()), 0);
  works.clock.advance(std::chrono::minutes{10});
  EXPECT_EQ(run_ready(expire_holds.run()), held);
  EXPECT_TRUE(works.violations().empty());
}

TEST(RelayEvents, D51_nothing_is_lost_while_the_bus_is_away_and_nothing_sent_twice_when_it_is_back) {
  Works works;
  works.confirmed_by(guest(), works.slot({}));
  const auto waiting = works.brand.outbox.size();
  while (run_ready(usecases::SealEvents(works.events).run()) > 0) {
  }
  usecases::RelayEvents relay(works.events, works.bus);
  works.bus.is_down = true;
  EXPECT_EQ(run_ready(relay.run()), 0);
  works.bus.is_down = false;
  while (run_ready(relay.run()) > 0) {
  }
  EXPECT_EQ(works.bus.published.size(), waiting);
  EXPECT_EQ(run_ready(relay.run()), 0);
}

TEST(Prune, D40_replies_are_forgotten_after_a_day) {
  Works works;
  works.exposure_policy.is_enforced = false;
  (void)works.hold(guest(), {.slot_id = works.slot({}), .customer = {}, .variant = {}}, "key-1");
  EXPECT_EQ(works.brand.remembered.size(), 1u);
  works.clock.advance(std::chrono::hours{25});
  EXPECT_GT(run_ready(usecases::Prune(works.events, works.slots, std::nullopt).run()), 0);
  EXPECT_TRUE(works.brand.remembered.empty());
}

TEST(Prune, times_that_nobody_booked_are_kept_as_long_as_the_setting_says_and_booked_ones_for_good) {
  Works works;
  const auto booked = works.slot({});
  works.confirmed_by(guest(), booked);
  const auto slots = works.brand.slots.size();
  works.clock.advance(std::chrono::hours{24 * 400});
  (void)run_ready(usecases::Prune(works.events, works.slots, std::nullopt).run());
  EXPECT_EQ(works.brand.slots.size(), slots) << "kept for good";
  (void)run_ready(usecases::Prune(works.events, works.slots, std::chrono::days{30}).run());
  EXPECT_EQ(works.brand.slots.size(), 1U);
  EXPECT_TRUE(works.brand.slots.contains(booked));
}

TEST(Prune, a_worker_that_leaves_begins_no_further_sweep) {
  Works works;
  const auto slots = works.brand.slots.size();
  works.clock.advance(std::chrono::hours{24 * 400});
  (void)run_ready(usecases::Prune(works.events, works.slots, std::chrono::days{30}).run([] { return true; }));
  EXPECT_EQ(works.brand.slots.size(), slots);
}

class AHealth final : public ports::Health {
 public:
  ports::Task<std::optional<std::string>> why_not_ready() override { co_return std::nullopt; }
  ports::Task<std::vector<ports::Violation>> violations() override {
    co_return std::vector{ports::Violation{"capacity", "slot 1"}};
  }
};

TEST(CheckInvariants, what_the_store_finds_is_told) {
  AHealth health;
  const auto found = run_ready(usecases::CheckInvariants(health).run());
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found.front().invariant, "capacity");
}

usecases::VisitRecord a_visit(std::uint64_t number, std::string_view start) {
  usecases::VisitRecord record;
  record.visit.booking_id = booking_id(number);
  record.visit.visit_id = visit_id(number);
  record.visit.slot_id = slot_id(5000 + number);
  record.visit.location_id = location_id(1);
  record.visit.service_id = service_id(1);
  record.visit.stylist_id = stylist_id(1);
  record.visit.start_at = at(start);
  record.visit.end_at = record.visit.start_at + std::chrono::minutes{30};
  record.customer.name = "Layla";
  record.customer.phone = "050 123 4567";
  return record;
}

TEST(ImportVisits, importing_twice_changes_nothing) {
  Works works;
  usecases::ImportVisits import_visits(works.bookings, works.catalog);
  const std::vector visits{a_visit(1, "2027-01-04T06:00:00Z"), a_visit(2, "2027-01-04T07:00:00Z")};
  EXPECT_EQ(run_ready(import_visits.run(domain::system_actor(), visits, "r")).value(), 2);
  EXPECT_EQ(run_ready(import_visits.run(domain::system_actor(), visits, "r")).value(), 2);
  EXPECT_EQ(works.brand.bookings.size(), 2u);
  EXPECT_EQ(works.booking(booking_id(1)).customer.phone->reveal(), "+971501234567");
  EXPECT_TRUE(works.violations().empty());
}

TEST(ImportVisits, what_is_wrong_is_named_by_its_place) {
  Works works;
  usecases::ImportVisits import_visits(works.bookings, works.catalog);
  auto bad = a_visit(2, "2027-01-04T07:00:00Z");
  bad.customer.phone = "12";
  const auto refused = run_ready(import_visits.run(admin(), {a_visit(1, "2027-01-04T06:00:00Z"), bad}, "r"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(pointers(refused.error()), std::vector<std::string>{"/1/customer_phone"});
  EXPECT_TRUE(works.brand.bookings.empty());
  bad = a_visit(3, "2027-01-04T07:00:00Z");
  bad.visit.end_at = bad.visit.start_at;
  EXPECT_EQ(pointers(run_ready(import_visits.run(admin(), {bad}, "r")).error()), std::vector<std::string>{"/0/end_at"});
}

}  // namespace
}  // namespace salon::testing
