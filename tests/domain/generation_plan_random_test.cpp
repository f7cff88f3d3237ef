// Weeks in the life of a salon: rules, services and stylists change at random, customers book and cancel, time passes,
// generation runs. Whatever happened, a second run changes nothing, and nothing booked is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "domain/slot_expansion.hpp"
#include "expansion_support.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;
using std::chrono::days;
using std::chrono::hours;

class Life {
 public:
  explicit Life(std::uint64_t seed) : dice_(seed) {
    const char* zones[] = {"UTC", "Europe/London", "America/Santiago", "Australia/Lord_Howe"};
    const char* zone_name = zones[dice_.roll(4)];
    salon_.location = a_location({.timezone = zone_name});
    salon_.clock = zone(zone_name);
    salon_.services = {a_service({.id = 1}), a_service({.id = 2, .duration_minutes = 60, .requires_stylist = false})};
    salon_.stylists = {a_stylist({.id = 1, .skills = {"colour"}}), a_stylist({.id = 2})};
    salon_.from = date("2027-03-26");
    salon_.to = date("2027-04-06");
    now_ = at("2027-03-25T12:00:00Z");
    for (int i = 0; i < 4; ++i) add_rule();
  }

  void live_through_a_change() {
    const int what = dice_.roll(10);
    if (what < 4) add_rule();
    if (what == 4 && !salon_.rules.empty())
      salon_.rules.erase(salon_.rules.begin() + dice_.roll(static_cast<int>(salon_.rules.size())));
    if (what == 5) any_service().duration_minutes = 15 + 15 * dice_.roll(6);
    if (what == 6) any_service().active = !dice_.once_in(3);
    if (what == 7) salon_.stylists[static_cast<std::size_t>(dice_.roll(2))].active = !dice_.once_in(3);
    if (what == 8)
      salon_.services[0].required_skill = dice_.once_in(2) ? std::optional<std::string>("colour") : std::nullopt;
    if (what == 9) now_ += hours{dice_.roll(20)};
    for (int i = 0; i < 5; ++i) book_or_cancel();
  }

  void generate_and_check() {
    const auto before = slots_;
    const auto plan = plan_generation(salon_.input(), salon_.clock, slots_, live_, now_);
    carry_out(plan);
    nothing_booked_or_started_was_lost(before);
    what_should_be_is(plan);
    const auto again = plan_generation(salon_.input(), salon_.clock, slots_, live_, now_);
    const auto report = report_of(again);
    EXPECT_EQ(report.created + report.updated + report.blocked + report.removed, 0) << "a second run changes nothing";
    EXPECT_EQ(again.conflicts, plan.conflicts);
    every_way_to_split_the_days_agrees();
    changes_ += static_cast<int>(plan.create.size() + plan.remove.size() + plan.block.size() + plan.unblock.size());
  }

  [[nodiscard]] int changes() const { return changes_; }

 private:
  Service& any_service() { return salon_.services[static_cast<std::size_t>(dice_.roll(2))]; }

  void add_rule() {
    Rule rule = a_weekly_rule({.id = ++last_id_, .granularity = 15 * (1 + dice_.roll(4))});
    rule.kind = static_cast<RuleKind>(dice_.roll(3));
    if (dice_.once_in(3)) rule.stylist_id = stylist_id(static_cast<std::uint64_t>(1 + dice_.roll(2)));
    if (dice_.once_in(3)) rule.service_id = service_id(static_cast<std::uint64_t>(1 + dice_.roll(2)));
    rule.days_of_week->bits = static_cast<std::uint8_t>(1 + dice_.roll(127));
    rule.is_closed = dice_.once_in(4);
    rule.slot_capacity = 1 + dice_.roll(3);
    rule.start_time.minute_of_day = static_cast<std::int16_t>(30 * dice_.roll(47));
    const int end = rule.start_time.minute_of_day + 30 * (1 + dice_.roll(16));
    rule.end_day_offset = end > 1440 ? 1 : 0;
    rule.end_time.minute_of_day = static_cast<std::int16_t>(end - 1440 * rule.end_day_offset);
    if (rule.kind != RuleKind::weekly) {
      rule.valid_from = salon_.from + days{dice_.roll(12)};
      rule.valid_to = *rule.valid_from + days{dice_.roll(4)};
    }
    salon_.rules.push_back(rule);
  }

  void book_or_cancel() {
    if (slots_.empty()) return;
    ExistingSlot& one = slots_[static_cast<std::size_t>(dice_.roll(static_cast<int>(slots_.size())))];
    SlotInstance& slot = one.slot;
    if (slot.booked > 0 && dice_.once_in(2)) {
      --slot.booked;
      live_.erase(std::ranges::find(live_, slot.id, &LiveBooking::slot_id));
    } else if (slot.status() == SlotStatus::open || slot.status() == SlotStatus::partial) {
      ++slot.booked;
      one.ever_booked = true;
      live_.push_back({booking_id(++last_id_), slot.id});
    }
  }

  void carry_out(const GenerationPlan& plan) {
    std::map<SlotId, ExistingSlot> by_id;
    for (const ExistingSlot& one : slots_) by_id.emplace(one.slot.id, one);
    for (const SlotId id : plan.remove) EXPECT_EQ(by_id.erase(id), 1U);
    for (const SlotId id : plan.block) by_id.at(id).slot.blocked = true;
    for (const SlotId id : plan.unblock) by_id.at(id).slot.blocked = false;
    for (const auto& [id, capacity] : plan.recapacity) by_id.at(id).slot.capacity = capacity;
    for (const SlotDraft& draft : plan.create) {
      const SlotInstance slot{.id = slot_id(++last_id_),
                              .location_id = salon_.location.id,
                              .service_id = draft.service_id,
                              .stylist_id = draft.stylist_id,
                              .date = draft.date,
                              .start_at = draft.start_at,
                              .end_at = draft.end_at,
                              .capacity = draft.capacity,
                              .active = draft.active};
      EXPECT_GT(slot.start_at, now_);
      by_id.emplace(slot.id, ExistingSlot{.slot = slot});
    }
    slots_.clear();
    std::set<std::tuple<ServiceId, std::optional<StylistId>, Instant>> keys;
    for (auto& [id, one] : by_id) {
      EXPECT_TRUE(keys.emplace(one.slot.service_id, one.slot.stylist_id, one.slot.start_at).second) << "unique (D2)";
      EXPECT_LE(one.slot.booked + one.slot.hold, one.slot.capacity) << "counters (D3)";
      slots_.push_back(one);
    }
  }

  void nothing_booked_or_started_was_lost(const std::vector<ExistingSlot>& before) {
    std::map<SlotId, SlotInstance> after;
    for (const ExistingSlot& one : slots_) after.emplace(one.slot.id, one.slot);
    for (const ExistingSlot& one : before) {
      const bool is_there = after.contains(one.slot.id);
      if (one.ever_booked) {
        ASSERT_TRUE(is_there);
      }
      if (one.slot.start_at <= now_) {
        ASSERT_TRUE(is_there);
        ASSERT_EQ(after.at(one.slot.id), one.slot);
      }
      if (is_there) {
        ASSERT_EQ(after.at(one.slot.id).during(), one.slot.during()) << "keeps its duration";
      }
    }
  }

  // Every draft of the future has its slot; every slot of the future that is not blocked has hours.
  void what_should_be_is(const GenerationPlan& plan) {
    std::map<std::tuple<ServiceId, std::optional<StylistId>, Instant>, const SlotInstance*> by_key;
    for (const ExistingSlot& one : slots_) {
      by_key.emplace(std::tuple(one.slot.service_id, one.slot.stylist_id, one.slot.start_at), &one.slot);
    }
    for (const SlotDraft& draft : salon_.expand()) {
      if (draft.start_at <= now_) continue;
      const auto found = by_key.find({draft.service_id, draft.stylist_id, draft.start_at});
      ASSERT_NE(found, by_key.end());
      const SlotInstance& slot = *found->second;
      if (!slot.blocked && slot.end_at == draft.end_at) {
        ASSERT_EQ(slot.capacity, std::max(draft.capacity, slot.booked));
      }
    }
    const std::set<SlotId> live_slots = [&] {
      std::set<SlotId> out;
      for (const LiveBooking& booking : live_) out.insert(booking.slot_id);
      return out;
    }();
    std::set<SlotId> told;
    for (const auto& conflict : plan.conflicts) told.insert(conflict.slot_id);
    for (const ExistingSlot& one : slots_) {
      const bool is_judged = one.slot.start_at > now_ && salon_.clock.date_of(one.slot.start_at) <= salon_.to;
      if (is_judged && one.slot.blocked && live_slots.contains(one.slot.id)) {
        ASSERT_TRUE(told.contains(one.slot.id)) << "a live booking outside hours is a conflict";
      }
    }
  }

  // After a run over all the days, no run over some of them finds anything to do.
  void every_way_to_split_the_days_agrees() {
    Salon part = salon_;
    part.from = salon_.from + days{dice_.roll(12)};
    part.to = std::min(salon_.to, part.from + days{dice_.roll(4)});
    const auto report = report_of(plan_generation(part.input(), part.clock, slots_, live_, now_));
    EXPECT_EQ(report.created + report.updated + report.blocked + report.removed, 0)
        << format_date(part.from) << " to " << format_date(part.to);
  }

  Dice dice_;
  Salon salon_;
  Instant now_;
  std::vector<ExistingSlot> slots_;
  std::vector<LiveBooking> live_;
  std::uint64_t last_id_ = 0;
  int changes_ = 0;
};

TEST(Generation, D16_whatever_changed_a_second_run_changes_nothing_and_nothing_booked_is_lost) {
  int changes = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life(seed);
    for (int step = 0; step < 12; ++step) {
      life.generate_and_check();
      if (::testing::Test::HasFailure()) return;
      life.live_through_a_change();
    }
    changes += life.changes();
  }
  EXPECT_GT(changes, 10000);
}

}  // namespace
}  // namespace salon::domain
