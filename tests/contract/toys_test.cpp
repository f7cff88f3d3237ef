// The small things that stand in for Redis, the bus, the key file and chance in tests: they must keep the promises of
// their ports too.
#include <gtest/gtest.h>

#include "testing/builders.hpp"
#include "testing/counting_ids.hpp"
#include "testing/manual_clock.hpp"
#include "testing/memory_bus.hpp"
#include "testing/memory_exposure_cache.hpp"
#include "testing/memory_rate_limiter.hpp"
#include "testing/plain_secret_box.hpp"

namespace salon::testing {
namespace {

using platform::run_ready;
using ports::Shown;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const domain::Instant noon = at("2027-03-01T12:00:00Z");

TEST(CountingIds, are_version_seven_ascend_and_repeat) {
  CountingIds ids(3);
  CountingIds same(3);
  CountingIds other(4);
  const domain::Uuid first = ids.next();
  const domain::Uuid second = ids.next();
  EXPECT_LT(first, second);
  EXPECT_EQ(first.text()[14], '7');
  EXPECT_EQ(first.text()[19], '8');
  EXPECT_EQ(same.next(), first);
  EXPECT_NE(other.next(), first);
  std::array<std::uint8_t, 16> chance{};
  std::array<std::uint8_t, 16> repeated{};
  ids.random(chance);
  same.random(repeated);
  EXPECT_EQ(chance, repeated);
}

class Shop : public ::testing::Test {
 protected:
  ManualClock clock_{noon};
  MemoryExposureCache cache_{clock_, noon - hours{2}};
  ports::ExposurePlace place_{"session:1", location_id(1), date("2027-03-02"), service_id(1), {}};
  domain::StickyExposure shown_{{slot_id(1), slot_id(2)}, domain::Variant::control, 1, 0};

  bool is_sticky(const ports::ExposurePlace& place) { return run_ready(cache_.sticky(place)).has_value(); }
  Shown shown(const std::string& subject, std::uint64_t slot) {
    return run_ready(cache_.was_shown(subject, slot_id(slot))).is;
  }
};

TEST_F(Shop, D36_what_was_shown_is_remembered_for_an_hour_after_its_sticky_set) {
  run_ready(cache_.remember(place_, shown_, true));
  EXPECT_EQ(shown("session:1", 1), Shown::yes);
  EXPECT_EQ(shown("session:1", 3), Shown::no);
  EXPECT_EQ(shown("session:2", 1), Shown::no);
  clock_.advance(minutes{66});
  EXPECT_EQ(shown("session:1", 1), Shown::yes);
  clock_.advance(minutes{1});
  EXPECT_EQ(shown("session:1", 1), Shown::no);
}

TEST_F(Shop, the_seven_minutes_run_from_the_first_showing) {
  run_ready(cache_.remember(place_, shown_, true));
  clock_.advance(minutes{5});
  run_ready(cache_.remember(place_, shown_, false));
  EXPECT_TRUE(is_sticky(place_));
  clock_.advance(minutes{2});
  EXPECT_FALSE(is_sticky(place_));
}

TEST_F(Shop, D36_a_cache_that_is_gone_or_young_does_not_know) {
  run_ready(cache_.remember(place_, shown_, true));
  cache_.set_gone(true);
  EXPECT_EQ(shown("session:1", 1), Shown::unknown);
  EXPECT_FALSE(is_sticky(place_));
  cache_.set_gone(false);
  cache_.flush();
  EXPECT_EQ(shown("session:1", 1), Shown::unknown);
  clock_.advance(hours{1});
  EXPECT_EQ(shown("session:1", 1), Shown::no);
}

TEST_F(Shop, a_viewer_who_signs_in_keeps_what_the_session_saw) {
  run_ready(cache_.remember(place_, shown_, true));
  clock_.advance(minutes{5});
  ports::ExposurePlace signed_in = place_;
  signed_in.subject = "user:1";
  run_ready(cache_.carry_over("session:1", signed_in));
  EXPECT_TRUE(is_sticky(signed_in));
  EXPECT_EQ(shown("user:1", 2), Shown::yes);
  clock_.advance(minutes{2});
  EXPECT_FALSE(is_sticky(signed_in));
}

TEST(MemoryRateLimiter, lets_the_quota_through_and_no_more_until_the_window_ends) {
  ManualClock clock(noon);
  MemoryRateLimiter limiter(clock);
  const ports::RateRule twice{2, seconds{60}};
  EXPECT_EQ(run_ready(limiter.take("a", twice)).remaining, 1);
  clock.advance(seconds{20});
  EXPECT_TRUE(run_ready(limiter.take("a", twice)).allowed);
  const ports::RateVerdict refused = run_ready(limiter.take("a", twice));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.reset, seconds{40});
  EXPECT_TRUE(run_ready(limiter.take("b", twice)).allowed);
  clock.advance(seconds{40});
  EXPECT_TRUE(run_ready(limiter.take("a", twice)).allowed);
}

TEST(MemoryRateLimiter, a_quota_of_zero_is_no_limit) {
  ManualClock clock(noon);
  MemoryRateLimiter limiter(clock);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(run_ready(limiter.take("a", {})).allowed);
}

TEST(MemoryBus, takes_events_refuses_them_or_forgets_to_say_that_it_has_them) {
  MemoryBus bus;
  const std::vector<domain::Event> one(1);
  EXPECT_TRUE(run_ready(bus.publish(one)));
  bus.set_mood(MemoryBus::Mood::is_down);
  EXPECT_FALSE(run_ready(bus.publish(one)));
  EXPECT_EQ(bus.published().size(), 1U);
  bus.set_mood(MemoryBus::Mood::loses_replies);
  EXPECT_FALSE(run_ready(bus.publish(one)));
  EXPECT_EQ(bus.published().size(), 2U);
}

TEST(PlainSecretBox, D61_a_sealed_value_opens_in_its_own_place_only) {
  const PlainSecretBox box;
  const ports::SealedPlace place{"bookings.customer_name", "1"};
  const std::string sealed = box.seal("Lena", place);
  EXPECT_EQ(sealed.find("Lena"), std::string::npos);
  EXPECT_EQ(box.open(sealed, place), "Lena");
  EXPECT_EQ(box.open(sealed, {"bookings.customer_name", "2"}), std::nullopt);
  EXPECT_EQ(box.open(sealed, {"bookings.notes", "1"}), std::nullopt);
  EXPECT_EQ(box.open(sealed + "00", place), std::nullopt);
  EXPECT_EQ(box.open("", place), std::nullopt);
  EXPECT_EQ(box.open(box.seal("", place), place), "");
}

TEST(PlainSecretBox, D61_purposes_are_kept_apart) {
  const PlainSecretBox box;
  EXPECT_EQ(box.blind_index("phone", "1"), box.blind_index("phone", "1"));
  EXPECT_NE(box.blind_index("phone", "1"), box.blind_index("email", "1"));
  EXPECT_TRUE(box.verify("session", "1", box.sign("session", "1")));
  EXPECT_FALSE(box.verify("cursor", "1", box.sign("session", "1")));
  EXPECT_FALSE(box.verify("session", "2", box.sign("session", "1")));
}

}  // namespace
}  // namespace salon::testing
