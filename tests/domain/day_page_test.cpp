// A page of the appointment book says what why_ineligible says, for as long as it claims to (D20, D21).
#include "domain/day_page.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "domain/gap_cost.hpp"
#include "testing/builders.hpp"

namespace salon::testing {
namespace {

using domain::DayPage;
using domain::DayReading;
using domain::Detail;
using domain::Instant;
using std::chrono::minutes;

domain::SalonTerms terms_of(domain::Location location) {
  return {.location = std::move(location),
          .zone = zone("Asia/Dubai"),
          .services = {a_service(), a_service({.id = 2, .duration_minutes = 20})},
          .rules = {a_weekly_rule({.start = "09:00", .end = "13:00"})},
          .stylists = {stylist_id(1), stylist_id(2)}};
}
domain::SalonTerms terms() { return terms_of(a_location()); }

// Two stylists, ten o'clock to half past noon; nothing is taken.
DayPage a_page() {
  DayPage page;
  page.location_id = location_id(1);
  page.service_id = service_id(1);
  page.date = date("2027-03-01");
  page.covers = {at("2027-02-28T20:00:00Z"), at("2027-03-01T20:00:00Z")};
  page.zero = at("2027-03-01T00:00:00Z");
  page.price_minor = 100;
  page.active = {{}, {{-10, 30}}};
  page.stylists = {{.id = stylist_id(1), .name = "Noor", .price_minor = 110},
                   {.id = stylist_id(2), .name = "Omar", .price_minor = 120}};
  for (std::uint16_t i = 0; i < 12; ++i) {
    DayPage::Slot slot{.id = slot_id(i + 1U)};
    slot.start = 6 * 3600 + (i / 2) * 1800;
    slot.length = 1800;
    slot.stylist = i % 2;
    slot.active = i % 2;
    page.slots.push_back(slot);
  }
  return page;
}

domain::BusyTime busy_in(const DayPage& page, std::size_t slot, std::optional<Instant> until = {}) {
  const domain::SlotInstance instance = page.instance(page.slots.at(slot));
  return {*instance.stylist_id, instance.id, booking_id(slot), instance.busy().front(), until};
}

void add_busy(DayPage& page, std::vector<domain::BusyTime> times) {
  page.busy = std::move(times);
  std::ranges::sort(page.busy, {}, [](const auto& time) { return std::pair(time.stylist_id, time.during.start); });
  std::uint32_t place = 0;
  for (DayPage::Stylist& stylist : page.stylists) {
    stylist.busy_from = place;
    while (place < page.busy.size() && page.busy[place].stylist_id == stylist.id) ++place;
    stylist.busy_to = place;
  }
}

DayReading read_at(const DayPage& page, Instant now, Detail detail = Detail::list) {
  return read_page(page, terms(), {.now = now, .detail = detail});
}

TEST(DayPage, every_free_time_of_the_day_is_eligible_and_counted_for_its_stylist) {
  const DayPage page = a_page();
  const DayReading reading = read_at(page, at("2027-02-28T10:00:00Z"));
  EXPECT_EQ(reading.total, 12);
  EXPECT_EQ(reading.count(page, stylist_id(2)), 6);
  EXPECT_EQ(reading.count(page, stylist_id(3)), 0);
  EXPECT_EQ(reading.places_of(page, stylist_id(1)).size(), 6u);
}

TEST(DayPage, counts_alone_have_no_list_and_say_the_same) {
  const DayPage page = a_page();
  const DayReading counts = read_at(page, at("2027-02-28T10:00:00Z"), Detail::counts);
  EXPECT_EQ(counts.total, 12);
  EXPECT_EQ(counts.eligible.size(), 0u);
  EXPECT_FALSE(counts.tells(Detail::list, at("2027-02-28T10:00:00Z")));
}

TEST(DayPage, D20_a_hold_frees_its_time_at_the_moment_it_is_over_and_the_reading_ends_there) {
  DayPage page = a_page();
  const Instant over = at("2027-02-28T10:10:00Z");
  page.slots[0].hold = 1;
  page.holds.push_back({slot_id(1), booking_id(1), {.session = session_id(1)}, over});
  add_busy(page, {busy_in(page, 0, over)});
  const DayReading before = read_at(page, over - minutes{1});
  EXPECT_EQ(before.total, 11);
  EXPECT_EQ(before.until, over);
  EXPECT_EQ(read_at(page, over).total, 12);
  EXPECT_TRUE(page.has_live_hold_of({.session = session_id(1)}, over - minutes{1}));
  EXPECT_FALSE(page.has_live_hold_of({.session = session_id(1)}, over));
  EXPECT_FALSE(page.has_live_hold_of({.session = session_id(2)}, over - minutes{1}));
  EXPECT_FALSE(page.has_live_hold_of({}, over - minutes{1}));
}

TEST(DayPage, D20_times_leave_the_list_one_by_one_as_their_notice_ends) {
  const DayPage page = a_page();
  const Instant notice_of_first = at("2027-03-01T05:00:00Z");
  EXPECT_EQ(read_at(page, notice_of_first).total, 12);
  EXPECT_EQ(read_at(page, notice_of_first).until, notice_of_first + std::chrono::microseconds{1});
  EXPECT_EQ(read_at(page, notice_of_first + std::chrono::microseconds{1}).total, 10);
}

TEST(DayPage, D20_a_day_enters_the_horizon_at_the_salons_midnight) {
  domain::Location location = a_location();
  location.horizon_days = 1;
  const DayPage page = a_page();
  const Instant midnight = at("2027-02-27T20:00:00Z");
  const DayReading before =
      read_page(page, terms_of(location), {.now = midnight - minutes{1}, .detail = Detail::counts});
  EXPECT_EQ(before.total, 0);
  EXPECT_EQ(before.until, midnight);
  EXPECT_EQ(read_page(page, terms_of(location), {.now = midnight, .detail = Detail::counts}).total, 12);
}

// A random page at random moments: what a reading says holds at every moment that it claims.
class RandomPages : public ::testing::TestWithParam<int> {};

DayPage a_random_page(domain::SplitMix64& chance, Instant morning) {
  DayPage page = a_page();
  std::vector<domain::BusyTime> busy;
  for (std::size_t i = 0; i < page.slots.size(); ++i) {
    DayPage::Slot& slot = page.slots[i];
    slot.capacity = static_cast<std::uint16_t>(1 + chance.below(2));
    slot.blocked = chance.below(8) == 0;
    const std::uint64_t what = chance.below(4);
    if (what == 0) {
      slot.booked = 1;
      busy.push_back(busy_in(page, i));
    } else if (what == 1) {
      const Instant over = morning + minutes{chance.below(400)};
      slot.hold = 1;
      page.holds.push_back({slot.id, booking_id(i), {}, over});
      busy.push_back(busy_in(page, i, over));
    }
  }
  add_busy(page, std::move(busy));
  page.stylists[1].active = chance.below(4) != 0;
  return page;
}

TEST_P(RandomPages, D20_D21_a_reading_says_what_why_ineligible_says_from_its_beginning_to_its_end) {
  domain::SplitMix64 chance{static_cast<std::uint64_t>(GetParam())};
  const Instant morning = at("2027-03-01T02:00:00Z");
  const DayPage page = a_random_page(chance, morning);
  const domain::SalonTerms salon = terms();
  for (int i = 0; i < 20; ++i) {
    const Instant read = morning + minutes{chance.below(480)};
    const DayReading reading = read_page(page, salon, {.now = read, .detail = Detail::gap_costs});
    ASSERT_TRUE(reading.tells(Detail::gap_costs, read));
    const auto length = std::min<std::int64_t>((reading.until - reading.from).count(), 24LL * 3600 * 1000000);
    for (const Instant now : {reading.from, reading.from + std::chrono::microseconds{length / 2},
                              reading.until - std::chrono::microseconds{1}}) {
      std::vector<domain::SlotId> eligible;
      std::vector<int> costs;
      for (const DayPage::Slot& slot : page.slots) {
        const domain::SlotInstance instance = page.instance(slot);
        domain::SlotSituation situation;
        situation.timezone = "Asia/Dubai";
        situation.stylist_active = page.stylist_of(slot)->active;
        situation.due_holds = static_cast<int>(std::ranges::count_if(
            page.holds, [&](const DayPage::Hold& hold) { return hold.slot_id == slot.id && hold.expires_at <= now; }));
        if (domain::why_ineligible(instance, situation, page.busy, domain::Viewer::customer, now)) continue;
        eligible.push_back(slot.id);
        const auto windows =
            domain::working_windows(salon.rules, salon.zone, {page.service_id, instance.stylist_id}, page.date);
        const auto busy = page.busy_of(*page.stylist_of(slot));
        costs.push_back(
            domain::gap_cost(instance, {.busy = busy, .windows = windows, .shortest_service_minutes = 20}, now));
      }
      EXPECT_EQ(reading.eligible.ids(), eligible);
      EXPECT_EQ(reading.eligible.gap_costs(), costs);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Chance, RandomPages, ::testing::Range(1, 31));

}  // namespace
}  // namespace salon::testing
