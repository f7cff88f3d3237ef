// Random rules in zones that change their clocks, against an oracle that knows neither ranges nor their subtraction: it
// walks through the days minute by minute, asks the wall what it shows, and marks each minute open or not.
#include <gtest/gtest.h>

#include <map>

#include "domain/slot_expansion.hpp"
#include "expansion_support.hpp"
#include "testing/builders.hpp"

namespace salon::domain {
namespace {

using namespace testing;
using std::chrono::days;

class Oracle {
 public:
  Oracle(const Salon& salon, OfferKey offer) : salon_(salon), offer_(offer) {
    begin_ = at(format_date(salon.from - days{4}) + "T00:00:00Z");
    const Instant end = at(format_date(salon.to + days{5}) + "T00:00:00Z");
    for (Instant now = begin_; now < end; now += minutes{1}) {
      const LocalTime local = salon.clock.local(now);
      shown_.push_back(minute_of(local.date) + static_cast<std::int64_t>(local.of_day.count() / 60));
      dates_.push_back(local.date);
    }
  }

  // Start → capacity, for the windows of the days asked for.
  std::map<Instant, int> starts(int duration) const {
    std::map<Instant, int> first;
    std::map<Instant, int> out;
    for (Date date = salon_.from - days{1}; date <= salon_.to; date += days{1}) {
      std::map<std::pair<std::size_t, RuleId>, const Rule*> windows;
      for (const Rule& rule : salon_.rules) {
        if (is_window(rule, date)) windows.emplace(std::pair(first_showing(date, rule.start_time, 0), rule.id), &rule);
      }
      for (const auto& [key, rule] : windows) {
        for (std::size_t start = key.first; start < shown_.size() - 2000;
             start += static_cast<std::size_t>(rule->slot_granularity_minutes)) {
          if (start >= first_showing(date, rule->end_time, rule->end_day_offset)) break;
          bool is_open = true;
          for (std::size_t m = start; m < start + static_cast<std::size_t>(duration); ++m)
            is_open = is_open && open(*rule, date, m);
          if (!is_open) continue;
          const Instant instant = begin_ + minutes{start};
          const int capacity = first.try_emplace(instant, rule->slot_capacity).first->second;
          if (date >= salon_.from) out.emplace(instant, capacity);
        }
      }
    }
    return out;
  }

 private:
  static std::int64_t minute_of(Date date) { return std::int64_t{date.time_since_epoch().count()} * 1440; }

  // A wall time is the first minute at which the wall shows it, or something later: that is D14 in one sentence.
  std::size_t first_showing(Date date, WallTime time, int day_offset) const {
    const std::int64_t wanted = minute_of(date) + day_offset * 1440 + time.minute_of_day;
    const auto sure_to_be_before = static_cast<std::size_t>(wanted - 16 * 60 - begin_.time_since_epoch() / minutes{1});
    std::size_t m = sure_to_be_before;
    while (shown_[m] < wanted) ++m;
    return m;
  }

  bool covers(const Rule& rule, Date date, std::size_t m) const {
    if (!rule.has_weekday_of(date) || !rule.in_force_on(date)) return false;
    return m >= first_showing(date, rule.start_time, 0) && m < first_showing(date, rule.end_time, rule.end_day_offset);
  }

  bool is_about(const Rule& rule, int kind, bool names_stylist, bool names_service) const {
    return static_cast<int>(rule.kind) == kind && rule.stylist_id.has_value() == names_stylist &&
           rule.service_id.has_value() == names_service && rule.applies_to(offer_.service_id, offer_.stylist_id);
  }

  // The row of the table kind × scope that decides about a day: kinds from EXCEPTION down, scopes from the narrowest.
  std::optional<std::array<int, 3>> row(Date date, int highest_kind, bool only_own) const {
    for (int kind = highest_kind; kind >= 0; --kind) {
      for (const auto& [stylist, service] : {std::pair{1, 1}, {1, 0}, {0, 1}, {0, 0}}) {
        if (only_own && stylist == 0) continue;
        for (const Rule& rule : salon_.rules) {
          if (!rule.is_closed && rule.in_force_on(date) && is_about(rule, kind, stylist == 1, service == 1))
            return {{kind, stylist, service}};
        }
      }
    }
    return std::nullopt;
  }

  bool is_window(const Rule& rule, Date date) const {
    const auto decides = row(date, 2, false);
    if (!decides || rule.is_closed || !rule.in_force_on(date) || !rule.has_weekday_of(date)) return false;
    return is_about(rule, (*decides)[0], (*decides)[1] == 1, (*decides)[2] == 1);
  }

  bool is_own_time(std::size_t m) const {
    const Date today = dates_[m];
    if (!row(today, 0, true)) return true;
    for (const Date date : {today, today - days{1}}) {
      const auto decides = row(date, 0, true);
      if (!decides) continue;
      for (const Rule& rule : salon_.rules) {
        if (!rule.is_closed && is_about(rule, 0, true, (*decides)[2] == 1) && covers(rule, date, m)) return true;
      }
    }
    return false;
  }

  bool open(const Rule& window, Date date, std::size_t m) const {
    if (!covers(window, date, m)) return false;
    if (window.kind != RuleKind::weekly && !window.stylist_id && offer_.stylist_id && !is_own_time(m)) return false;
    for (const Rule& rule : salon_.rules) {
      if (!rule.is_closed || !rule.applies_to(offer_.service_id, offer_.stylist_id)) continue;
      for (const Date begun : {date - days{1}, date, date + days{1}}) {
        if (covers(rule, begun, m)) return false;
      }
    }
    return true;
  }

  const Salon& salon_;
  OfferKey offer_;
  Instant begin_;
  std::vector<std::int64_t> shown_;
  std::vector<Date> dates_;
};

Rule any_rule(Dice& dice, std::uint64_t id, Date around) {
  Rule rule = a_weekly_rule({.id = id});
  rule.kind = static_cast<RuleKind>(dice.roll(3));
  if (dice.once_in(2)) rule.stylist_id = stylist_id(1);
  if (dice.once_in(3)) rule.service_id = service_id(1);
  if (rule.kind != RuleKind::weekly && dice.once_in(2)) rule.days_of_week.reset();
  if (rule.days_of_week) rule.days_of_week->bits = static_cast<std::uint8_t>(1 + dice.roll(127));
  rule.is_closed = dice.once_in(4);
  rule.start_time.minute_of_day = static_cast<std::int16_t>(dice.once_in(3) ? dice.roll(200) : dice.roll(1410));
  const int length = rule.is_closed ? 5 + dice.roll(300) : 30 + dice.roll(700);
  const int end = rule.start_time.minute_of_day + length;
  rule.end_day_offset = end > 1440 ? 1 : 0;
  rule.end_time.minute_of_day = static_cast<std::int16_t>(end > 1440 ? end - 1440 : end);
  rule.slot_granularity_minutes = 15 + 5 * dice.roll(12);
  rule.slot_capacity = 1 + dice.roll(5);
  if (rule.kind != RuleKind::weekly || dice.once_in(3)) {
    rule.valid_from = around + days{dice.roll(5) - 2};
    rule.valid_to = *rule.valid_from + days{dice.roll(3)};
  }
  return rule;
}

Salon any_salon(Dice& dice) {
  // Days on which, in these zones, the clocks change.
  static const std::pair<const char*, const char*> changes[] = {
      {"Europe/London", "2027-03-28"},    {"Europe/London", "2027-10-31"},       {"America/New_York", "2027-03-14"},
      {"America/New_York", "2027-11-07"}, {"Australia/Lord_Howe", "2027-04-04"}, {"Australia/Lord_Howe", "2027-10-03"},
      {"America/Santiago", "2027-04-04"}, {"America/Santiago", "2027-09-05"},    {"Africa/Cairo", "2027-04-30"},
      {"Africa/Cairo", "2027-10-29"},     {"Asia/Dubai", "2027-03-01"},          {"America/Havana", "2027-03-14"},
      {"Pacific/Chatham", "2027-04-04"},  {"Asia/Kathmandu", "2027-03-01"},      {"America/Nuuk", "2027-03-28"}};
  const auto& [name, day] = changes[dice.roll(std::size(changes))];
  Salon salon{.location = a_location({.timezone = name}), .clock = zone(name)};
  salon.from = date(day) - days{dice.roll(2)};
  salon.to = salon.from + days{dice.roll(3)};
  const int duration = 10 + 5 * dice.roll(20);
  salon.services = {a_service({.id = 1, .duration_minutes = duration}),
                    a_service({.id = 2, .duration_minutes = duration, .requires_stylist = false})};
  const int rules = 2 + dice.roll(9);
  for (int i = 0; i < rules; ++i)
    salon.rules.push_back(any_rule(dice, static_cast<std::uint64_t>(1 + dice.roll(3) * 20 + i), date(day)));
  return salon;
}

TEST(SlotExpansion, D11_D12_D14_agree_with_walking_through_the_days_minute_by_minute) {
  std::size_t slots = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Dice dice(seed);
    const Salon salon = any_salon(dice);
    const auto drafts = salon.expand();
    std::map<std::pair<ServiceId, Instant>, int> actual;
    for (const auto& draft : drafts) {
      EXPECT_EQ(draft.date, salon.clock.date_of(draft.start_at));
      actual.emplace(std::pair(draft.service_id, draft.start_at), draft.capacity);
    }
    EXPECT_EQ(actual.size(), drafts.size()) << "two slots with one start, seed " << seed;
    std::map<std::pair<ServiceId, Instant>, int> expected;
    for (const OfferKey key : {offer(1, 1), offer(2, std::nullopt)}) {
      for (const auto& [start, capacity] : Oracle(salon, key).starts(salon.services[0].duration_minutes)) {
        expected.emplace(std::pair(key.service_id, start), capacity);
      }
    }
    ASSERT_EQ(actual, expected) << "seed " << seed << " in " << salon.clock.name();
    slots += actual.size();
  }
  EXPECT_GT(slots, 2000U);
}

}  // namespace
}  // namespace salon::domain
