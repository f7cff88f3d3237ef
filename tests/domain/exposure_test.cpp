// The worked cases, the draws and the picks of one look.
#include "domain/exposure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "exposure_fixture.hpp"

namespace salon::domain {
namespace {

using testing::IsSupersetOf;

using namespace exposure_fixture;

boost::json::array worked_cases() {
  std::ifstream file(SALON_SOURCE_DIR "/tests/data/exposure-vectors.json");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return boost::json::parse(text).as_array();
}

std::string text_at(const boost::json::value& object, const char* name) {
  return boost::json::value_to<std::string>(object.at(name));
}
int int_at(const boost::json::value& object, const char* name) { return boost::json::value_to<int>(object.at(name)); }

std::array<std::uint8_t, 32> from_hex(const std::string& hex) {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(std::stoi(hex.substr(2 * i, 2), nullptr, 16));
  }
  return bytes;
}

ExposureInput input_of(const boost::json::value& worked) {
  ExposureInput input;
  input.variant = parse_variant(text_at(worked, "variant")).value();
  input.subject = text_at(worked, "subject");
  input.location_id = LocationId::parse(text_at(worked, "location_id")).value();
  input.date = parse_date(text_at(worked, "date")).value();
  input.service_id = ServiceId::parse(text_at(worked, "service_id")).value();
  if (worked.at("stylist_id").is_string()) input.stylist_id = StylistId::parse(text_at(worked, "stylist_id")).value();
  input.epoch_hour = worked.at("epoch_hour").as_int64();
  input.reveal = int_at(worked, "reveal");
  return input;
}

std::vector<Candidate> candidates_of(const boost::json::value& worked) {
  std::vector<Candidate> candidates;
  for (const auto& each : worked.at("slots").as_array()) {
    const std::string id = text_at(each, "id");
    const auto& costs = worked.at("gap_cost");
    candidates.push_back({.id = SlotId::parse(id).value(),
                          .start_at = at(text_at(each, "start_at")),
                          .gap_cost = costs.is_object() ? int_at(costs, id.c_str()) : 0});
  }
  return candidates;
}

TEST(Exposure, every_worked_case_gives_its_digest_and_its_slots) {
  const auto cases = worked_cases();
  ASSERT_EQ(cases.size(), 40U);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    const auto key = from_hex(text_at(cases[i], "key"));
    const auto input = input_of(cases[i]);
    const auto zone = Zone::find(text_at(cases[i], "timezone")).value();
    EXPECT_EQ(exposure_digest(key, input), from_hex(text_at(cases[i], "digest")));

    const auto exposure = expose(key, input, zone, candidates_of(cases[i]));
    const auto& expected = cases[i].at("expect");
    std::vector<std::string> shown;
    for (const SlotId& id : exposure.shown) shown.push_back(id.text());
    EXPECT_EQ(shown, boost::json::value_to<std::vector<std::string>>(expected.at("slots")));
    EXPECT_EQ(exposure.k, int_at(expected, "k"));
    EXPECT_EQ(exposure.total, int_at(expected, "total"));
    EXPECT_EQ(exposure.has_more, expected.at("has_more").as_bool());
  }
}

TEST(Exposure, step_1_up_to_five_slots_are_all_shown_and_six_are_not) {
  for (int count = 0; count <= 5; ++count) {
    const auto exposure = shown_to(viewer(1), half_hours(9, count));
    EXPECT_EQ(exposure.shown.size(), static_cast<std::size_t>(count));
    EXPECT_EQ(exposure.k, count);
    EXPECT_EQ(exposure.total, count);
    EXPECT_FALSE(exposure.has_more);
  }
  const auto six = shown_to(viewer(1), half_hours(9, 6));
  EXPECT_EQ(six.shown.size(), static_cast<std::size_t>(six.k));
  EXPECT_LT(six.shown.size(), 6U);
  EXPECT_TRUE(six.has_more);
}

TEST(Exposure, step_1_the_order_in_which_slots_come_from_storage_does_not_matter) {
  std::mt19937_64 chance(1);
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    auto slots = half_hours(8, 6 + static_cast<int>(seed % 20));
    // Several stylists at one time: same start, other ids.
    for (std::uint32_t i = 0; i < 6; ++i) slots.push_back({.id = slot(100 + i), .start_at = slots[i / 2].start_at});
    auto input = viewer(seed);
    input.variant = seed % 2 == 0 ? Variant::control : Variant::compact;
    for (Candidate& each : slots) each.gap_cost = static_cast<int>(chance() % 3);
    const auto expected = shown_to(input, slots);
    std::ranges::shuffle(slots, chance);
    const auto shuffled = shown_to(input, slots);
    ASSERT_EQ(shuffled.shown, expected.shown) << seed;
    ASSERT_EQ(shuffled.ranked, expected.ranked) << seed;
  }
}

TEST(Exposure, step_2_each_part_of_the_input_changes_the_digest) {
  const auto input = viewer(1);
  std::set digests{exposure_digest(a_key(), input)};
  const auto expect_new = [&](const ExposureKey& key, const ExposureInput& changed, const char* what) {
    EXPECT_TRUE(digests.insert(exposure_digest(key, changed)).second) << what;
  };
  const auto changed = [&](auto change) {
    ExposureInput other = input;
    change(other);
    return other;
  };
  expect_new(a_key(), changed([](auto& other) { other.variant = Variant::compact; }), "variant");
  expect_new(a_key(), changed([](auto& other) { other.subject[0] = 'u'; }), "subject");
  expect_new(a_key(), changed([](auto& other) { other.location_id = numbered<LocationId>(9); }), "location");
  expect_new(a_key(), changed([](auto& other) { other.date += std::chrono::days{1}; }), "date");
  expect_new(a_key(), changed([](auto& other) { other.service_id = numbered<ServiceId>(9); }), "service");
  expect_new(a_key(), changed([](auto& other) { other.stylist_id = numbered<StylistId>(9); }), "stylist");
  expect_new(a_key(), changed([](auto& other) { ++other.epoch_hour; }), "hour");
  expect_new(ExposureKey{}, input, "key");
  EXPECT_EQ(exposure_digest(a_key(), changed([](auto& other) { other.reveal = 2; })), exposure_digest(a_key(), input));
}

TEST(Exposure, step_3_the_generator_gives_the_published_numbers_of_SplitMix64) {
  SplitMix64 generator{1234567};
  EXPECT_EQ(generator.next(), 6457827717110365317ULL);
  EXPECT_EQ(generator.next(), 3203168211198807973ULL);
  EXPECT_EQ(generator.next(), 9817491932198370423ULL);
}

TEST(Exposure, step_5_a_draw_that_would_favour_low_numbers_is_drawn_again) {
  // A little more than half of all values: nearly every second draw has to be repeated.
  constexpr std::uint64_t bound = (1ULL << 63) + 1;
  constexpr std::uint64_t too_many = (1ULL << 63) - 1;  // 2^64 mod bound
  int repeated = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    SplitMix64 plain{seed};
    std::uint64_t drawn = plain.next();
    for (; drawn < too_many; drawn = plain.next()) ++repeated;
    SplitMix64 tested{seed};
    EXPECT_EQ(tested.below(bound), drawn % bound);
    EXPECT_EQ(tested.state, plain.state) << "as many draws";
  }
  EXPECT_GT(repeated, 100);
}

TEST(Exposure, step_4_three_four_and_five_slots_come_at_70_15_and_15_percent) {
  constexpr int draws = 100'000;
  const auto slots = half_hours(9, 6);
  std::map<int, int> times;
  for (std::uint32_t number = 0; number < draws; ++number) ++times[shown_to(viewer(number), slots).k];
  EXPECT_EQ(times.size(), 3U);
  EXPECT_NEAR(times[3] * 100.0 / draws, 70.0, 1.0);
  EXPECT_NEAR(times[4] * 100.0 / draws, 15.0, 1.0);
  EXPECT_NEAR(times[5] * 100.0 / draws, 15.0, 1.0);
}

// Written out once more, plainly, so that the tests do not ask the code under test.
std::vector<SlotId> shuffle_of(const ExposureInput& input, const std::vector<Candidate>& ordered) {
  const auto digest = exposure_digest(a_key(), input);
  SplitMix64 order;
  for (std::size_t i = 8; i < 16; ++i) order.state = order.state * 256 + digest[i];
  std::vector<SlotId> ids;
  for (const Candidate& each : ordered) ids.push_back(each.id);
  for (std::size_t i = ids.size() - 1; i >= 1; --i) std::swap(ids[i], ids[order.below(i + 1)]);
  return ids;
}

TEST(Exposure, step_6_compact_ranks_by_gap_cost_and_keeps_the_shuffle_among_equals) {
  auto slots = half_hours(7, 28);
  std::map<SlotId, int> cost;
  for (Candidate& each : slots) cost[each.id] = each.gap_cost = each.id.uuid.bytes[15] % 4 * 15;
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    auto input = viewer(seed);
    input.variant = Variant::compact;
    const auto shuffle = shuffle_of(input, slots);
    std::vector<SlotId> expected;
    for (const int wanted : {0, 15, 30, 45}) {
      std::ranges::copy_if(shuffle, std::back_inserter(expected), [&](SlotId id) { return cost[id] == wanted; });
    }
    ASSERT_EQ(shown_to(input, slots).ranked, expected) << seed;
  }
}

TEST(Exposure, step_6_control_keeps_the_shuffle_and_does_not_look_at_gap_cost) {
  auto slots = half_hours(7, 28);
  for (Candidate& each : slots) each.gap_cost = each.id.uuid.bytes[15] % 4 * 15;
  EXPECT_EQ(shown_to(viewer(1), slots).ranked, shuffle_of(viewer(1), slots));
}

TEST(Exposure, step_7_the_parts_of_the_day_begin_at_6_12_and_17_and_end_at_22_by_the_wall) {
  const Zone zone = dubai();
  const auto last_second = [](int hour) { return at_hour(hour) - seconds{1}; };
  EXPECT_EQ(text_of(day_part(zone, last_second(6))), "night");
  EXPECT_EQ(text_of(day_part(zone, at_hour(6))), "morning");
  EXPECT_EQ(text_of(day_part(zone, last_second(12))), "morning");
  EXPECT_EQ(text_of(day_part(zone, at_hour(12))), "afternoon");
  EXPECT_EQ(text_of(day_part(zone, last_second(17))), "afternoon");
  EXPECT_EQ(text_of(day_part(zone, at_hour(17))), "evening");
  EXPECT_EQ(text_of(day_part(zone, last_second(22))), "evening");
  EXPECT_EQ(text_of(day_part(zone, at_hour(22))), "night");
  // The same instant, another wall: 12:00 in Dubai is 13:45 in Kathmandu and 08:00 in London.
  EXPECT_EQ(day_part(Zone::find("Asia/Kathmandu").value(), last_second(12)), DayPart::afternoon);
  EXPECT_EQ(day_part(Zone::find("Europe/London").value(), at_hour(12)), DayPart::morning);
}

TEST(Exposure, step_7_every_part_of_the_day_that_has_a_free_slot_is_shown) {
  std::mt19937_64 chance(2);
  const Zone zone = dubai();
  for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
    std::vector<Candidate> slots;
    // Mostly evenings, so that luck alone would not find the others.
    for (std::uint32_t i = 0; i < 20; ++i) slots.push_back({.id = slot(i), .start_at = at_hour(17, 15 * int(i))});
    for (std::uint32_t i = 0; i < chance() % 3; ++i) slots.push_back({.id = slot(50 + i), .start_at = at_hour(9)});
    for (std::uint32_t i = 0; i < chance() % 3; ++i) slots.push_back({.id = slot(60 + i), .start_at = at_hour(13)});
    std::map<SlotId, DayPart> part_of;
    std::set<DayPart> free_parts;
    for (const Candidate& each : slots) free_parts.insert(part_of[each.id] = day_part(zone, each.start_at));
    auto input = viewer(seed);
    input.variant = seed % 2 == 0 ? Variant::control : Variant::compact;
    std::set<DayPart> shown_parts;
    for (const SlotId& id : shown_to(input, slots).shown) shown_parts.insert(part_of.at(id));
    ASSERT_EQ(shown_parts, free_parts) << seed;
  }
}

TEST(Exposure, step_7_slots_at_night_are_shown_only_when_the_day_leaves_room) {
  auto slots = half_hours(22, 10);
  slots.push_back({.id = slot(50), .start_at = at_hour(9)});
  slots.push_back({.id = slot(51), .start_at = at_hour(13)});
  slots.push_back({.id = slot(52), .start_at = at_hour(18)});
  int with_room = 0;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const auto exposure = shown_to(viewer(seed), slots);
    ASSERT_THAT(exposure.shown, IsSupersetOf({slot(50), slot(51), slot(52)}));
    ASSERT_EQ(exposure.shown.size(), static_cast<std::size_t>(exposure.k));
    if (exposure.k > 3) ++with_room;
  }
  EXPECT_GT(with_room, 0);
}

TEST(Exposure, step_7_no_time_is_shown_twice_while_another_time_is_free) {
  // Five times in one evening, four stylists free at each.
  std::vector<Candidate> slots;
  std::map<SlotId, Instant> start_of;
  for (std::uint32_t i = 0; i < 20; ++i) {
    slots.push_back({.id = slot(i), .start_at = at_hour(18, 15 * static_cast<int>(i / 4))});
    start_of[slots.back().id] = slots.back().start_at;
  }
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    for (const int reveal : {1, 2}) {
      auto input = viewer(seed);
      input.reveal = reveal;
      std::set<Instant> times;
      const auto shown = shown_to(input, slots).shown;
      for (const SlotId& id : shown) times.insert(start_of.at(id));
      ASSERT_EQ(times.size(), std::min<std::size_t>(shown.size(), 5)) << seed;
    }
  }
}

TEST(Exposure, step_7_a_higher_reveal_adds_five_slots_and_takes_none_away) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const auto slots = half_hours(7, 28);
    std::vector<SlotId> before;
    for (int reveal = 1; reveal <= 7; ++reveal) {
      auto input = viewer(seed);
      input.variant = seed % 2 == 0 ? Variant::control : Variant::compact;
      input.reveal = reveal;
      const auto exposure = shown_to(input, slots);
      ASSERT_EQ(exposure.shown.size(), std::min(28U, static_cast<unsigned>(exposure.k + 5 * (reveal - 1))));
      ASSERT_THAT(exposure.shown, IsSupersetOf(before));
      ASSERT_EQ(exposure.has_more, exposure.shown.size() < 28);
      before = exposure.shown;
    }
  }
}

TEST(Exposure, step_7_a_reveal_beyond_all_numbers_shows_everything_and_one_below_the_first_is_the_first) {
  auto input = viewer(1);
  const auto first = shown_to(input, half_hours(7, 28));
  input.reveal = std::numeric_limits<int>::max();
  EXPECT_EQ(shown_to(input, half_hours(7, 28)).shown.size(), 28U);
  input.reveal = std::numeric_limits<int>::min();
  EXPECT_EQ(shown_to(input, half_hours(7, 28)).shown, first.shown);
}

TEST(Exposure, step_8_slots_are_shown_by_time_and_then_by_id_and_ranked_all_once) {
  std::vector<Candidate> slots;
  for (std::uint32_t i = 0; i < 30; ++i) slots.push_back({.id = slot(30 - i), .start_at = at_hour(9, int(i / 3) * 30)});
  auto input = viewer(3);
  input.reveal = 5;
  const auto exposure = shown_to(input, slots);
  std::map<SlotId, Instant> start_of;
  for (const Candidate& each : slots) start_of[each.id] = each.start_at;
  EXPECT_TRUE(std::ranges::is_sorted(exposure.shown, {}, [&](SlotId id) { return std::pair(start_of[id], id); }));
  EXPECT_EQ(exposure.ranked.size(), 30U);
  EXPECT_EQ(std::set(exposure.ranked.begin(), exposure.ranked.end()).size(), 30U);
}

}  // namespace
}  // namespace salon::domain
