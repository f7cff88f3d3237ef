#include "adapters/redis_exposure_cache.hpp"

#include "redis_fixture.hpp"
#include "testing/manual_clock.hpp"

namespace salon::adapters {
namespace {

using domain::SlotId;
using ports::Shown;
using std::chrono::minutes;
using std::chrono::seconds;

const domain::Instant noon = *domain::parse_instant("2026-03-02T12:00:00Z");

template <class SomeId = SlotId>
SomeId id(int number) {
  SomeId out;
  out.uuid.bytes[15] = static_cast<std::uint8_t>(number);
  out.uuid.bytes[14] = static_cast<std::uint8_t>(number >> 8);
  return out;
}

ports::ExposurePlace place_of(std::string subject) {
  ports::ExposurePlace place;
  place.subject = std::move(subject);
  place.location_id = id<domain::LocationId>(1);
  place.date = *domain::parse_date("2026-03-05");
  place.service_id = id<domain::ServiceId>(2);
  return place;
}

domain::StickyExposure exposure_of(std::vector<SlotId> shown) {
  domain::StickyExposure exposure;
  exposure.shown = std::move(shown);
  exposure.variant = domain::Variant::compact;
  exposure.reveal = 2;
  exposure.epoch_hour = 492'276;
  return exposure;
}

struct ExposureCacheTest : RedisFixture {
  ExposureCacheTest() { EXPECT_TRUE(connected(client)); }

  void show(const ports::ExposurePlace& place, std::vector<SlotId> slots, bool is_new = true) {
    run(cache.remember(place, exposure_of(std::move(slots)), is_new));
  }
  Shown was_shown(int slot, std::string subject = "session:a") {
    return run(cache.was_shown(std::move(subject), id(slot))).is;
  }
  // So that "no" is a certain answer.
  void let_an_hour_pass() {
    show(guest, {id(99)});
    clock.advance(minutes(60));
  }
  void restart() {
    server.kill();
    wait_until_lost(client);
    server.start();
    EXPECT_TRUE(connected(client));
  }

  salon::testing::ManualClock clock{noon};
  RedisClient client{loop, address(), patient()};
  RedisExposureCache cache{client, clock};
  const ports::ExposurePlace guest = place_of("session:a");
  const std::string key =
      "expose:session:a:00000000-0000-0000-0000-000000000001:2026-03-05:00000000-0000-0000-0000-000000000002:all";
};

TEST_F(ExposureCacheTest, what_a_viewer_was_shown_is_shown_again) {
  EXPECT_FALSE(run(cache.sticky(guest)));
  show(guest, {id(3), id(4), id(5)});
  const auto kept = run(cache.sticky(guest));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->shown, (std::vector<SlotId>{id(3), id(4), id(5)}));
  EXPECT_EQ(kept->variant, domain::Variant::compact);
  EXPECT_EQ(kept->reveal, 2);
  EXPECT_EQ(kept->epoch_hour, 492'276);
}

TEST_F(ExposureCacheTest, another_viewer_date_or_stylist_has_a_list_of_its_own) {
  show(guest, {id(3)});
  auto other = place_of("session:b");
  EXPECT_FALSE(run(cache.sticky(other)));
  other = guest;
  other.stylist_id = id<domain::StylistId>(7);
  EXPECT_FALSE(run(cache.sticky(other)));
  other = guest;
  other.date += std::chrono::days(1);
  EXPECT_FALSE(run(cache.sticky(other)));
}

TEST_F(ExposureCacheTest, the_seven_minutes_run_from_the_first_showing) {
  show(guest, {id(3)});
  const auto first = number(client, {"TTL", key});
  EXPECT_GT(first, 0);
  EXPECT_LE(first, 420);
  EXPECT_EQ(number(client, {"EXPIRE", key, "100"}), 1);
  show(guest, {id(3), id(4)}, false);
  const auto left = number(client, {"TTL", key});
  EXPECT_GT(left, 0);
  EXPECT_LE(left, 100);
  EXPECT_EQ(run(cache.sticky(guest))->shown.size(), 2U);
}

TEST_F(ExposureCacheTest, a_list_that_ran_out_is_not_brought_back_by_an_extension) {
  show(guest, {id(3), id(4)}, false);
  EXPECT_EQ(number(client, {"EXISTS", key}), 0);
  EXPECT_EQ(was_shown(4), Shown::yes);
}

TEST_F(ExposureCacheTest, a_damaged_list_is_no_list) {
  for (const char* text : {"", "control", "control|1|2|not-an-id", "other|1|2|", "control|0|2|", "control|x|2|",
                           "control|41|2|", "control|1||"}) {
    EXPECT_EQ(RedisFixture::text(client, {"SET", key, text}), "OK");
    EXPECT_FALSE(run(cache.sticky(guest))) << text;
  }
  EXPECT_EQ(number(client, {"DEL", key}), 1);
  EXPECT_EQ(number(client, {"LPUSH", key, "x"}), 1);
  EXPECT_FALSE(run(cache.sticky(guest)));
}

// Shown again from its sticky set it is not written again, and that set lives seven minutes.
TEST_F(ExposureCacheTest, D36_what_was_shown_counts_for_an_hour_after_its_sticky_set) {
  let_an_hour_pass();
  show(guest, {id(3)});
  EXPECT_EQ(was_shown(3), Shown::yes);
  EXPECT_EQ(was_shown(4), Shown::no);
  EXPECT_EQ(was_shown(3, "session:b"), Shown::no);
  clock.advance(minutes(67) - seconds(1));
  EXPECT_EQ(was_shown(3), Shown::yes);
  clock.advance(seconds(1));
  EXPECT_EQ(was_shown(3), Shown::no);
}

TEST_F(ExposureCacheTest, D36_shown_again_counts_from_then_on) {
  let_an_hour_pass();
  show(guest, {id(3)});
  clock.advance(minutes(40));
  show(guest, {id(3)}, false);
  clock.advance(minutes(40));
  EXPECT_EQ(was_shown(3), Shown::yes);
}

TEST_F(ExposureCacheTest, the_variant_that_a_slot_was_shown_in_last_can_be_told) {
  EXPECT_FALSE(run(cache.was_shown("session:a", id(3))).in);
  show(guest, {id(3)});
  EXPECT_EQ(run(cache.was_shown("session:a", id(3))).in, domain::Variant::compact);
  EXPECT_FALSE(run(cache.was_shown("session:a", id(4))).in);
  clock.advance(minutes(10));
  domain::StickyExposure control = exposure_of({id(3)});
  control.variant = domain::Variant::control;
  run(cache.remember(guest, control, true));
  EXPECT_EQ(run(cache.was_shown("session:a", id(3))).in, domain::Variant::control);
  EXPECT_EQ(was_shown(3), Shown::yes);
  clock.advance(minutes(67));
  EXPECT_FALSE(run(cache.was_shown("session:a", id(3))).in);
}

TEST_F(ExposureCacheTest, D36_in_its_first_hour_nothing_is_said_to_be_unseen) {
  EXPECT_EQ(was_shown(4), Shown::unknown);
  show(guest, {id(3)});
  EXPECT_EQ(was_shown(3), Shown::yes);
  EXPECT_EQ(was_shown(4), Shown::unknown);
  clock.advance(minutes(60) - seconds(1));
  show(guest, {id(3)});
  EXPECT_EQ(was_shown(4), Shown::unknown);
  clock.advance(seconds(1));
  EXPECT_EQ(was_shown(4), Shown::no);
}

TEST_F(ExposureCacheTest, D36_an_emptied_redis_says_unknown_for_another_hour) {
  let_an_hour_pass();
  EXPECT_EQ(was_shown(4), Shown::no);
  EXPECT_EQ(text(client, {"FLUSHALL"}), "OK");
  EXPECT_EQ(was_shown(4), Shown::unknown);
  show(guest, {id(3)});
  EXPECT_EQ(was_shown(4), Shown::unknown);
}

TEST_F(ExposureCacheTest, what_counts_no_more_is_thrown_away_and_the_rest_has_an_end) {
  show(guest, {id(3), id(4)});
  clock.advance(minutes(67));
  show(guest, {id(5)});
  EXPECT_EQ(number(client, {"ZCARD", "shown:session:a"}), 1);
  const auto life = number(client, {"TTL", "shown:session:a"});
  EXPECT_GT(life, 0);
  EXPECT_LE(life, 67 * 60);
}

TEST_F(ExposureCacheTest, one_viewer_cannot_fill_the_memory) {
  std::vector<SlotId> many;
  for (int i = 0; i < 10'050; ++i) many.push_back(id(i));
  show(guest, many);
  EXPECT_EQ(number(client, {"ZCARD", "shown:session:a"}), 10'000);
}

TEST_F(ExposureCacheTest, who_signs_in_keeps_what_the_session_saw) {
  let_an_hour_pass();
  show(guest, {id(3)});
  EXPECT_EQ(number(client, {"EXPIRE", key, "100"}), 1);
  const auto user = place_of("user:u");
  run(cache.carry_over("session:a", user));
  ASSERT_TRUE(run(cache.sticky(user)));
  EXPECT_EQ(run(cache.sticky(user))->shown, std::vector<SlotId>{id(3)});
  EXPECT_EQ(was_shown(3, "user:u"), Shown::yes);
  EXPECT_TRUE(run(cache.sticky(guest)));
  const std::string user_key = "expose:user:u" + key.substr(std::string("expose:session:a").size());
  const auto left = number(client, {"TTL", user_key});
  EXPECT_GT(left, 0);
  EXPECT_LE(left, 100);
  EXPECT_GT(number(client, {"TTL", "shown:user:u"}), 0);
}

TEST_F(ExposureCacheTest, a_user_with_a_list_keeps_it_when_signing_in) {
  let_an_hour_pass();
  const auto user = place_of("user:u");
  show(user, {id(8)});
  show(guest, {id(3)});
  run(cache.carry_over("session:a", user));
  EXPECT_EQ(run(cache.sticky(user))->shown, std::vector<SlotId>{id(8)});
  EXPECT_EQ(was_shown(8, "user:u"), Shown::yes);
  EXPECT_EQ(was_shown(3, "user:u"), Shown::yes);
}

TEST_F(ExposureCacheTest, carrying_over_nothing_leaves_nothing) {
  const auto user = place_of("user:u");
  run(cache.carry_over("session:never", user));
  EXPECT_FALSE(run(cache.sticky(user)));
  EXPECT_EQ(number(client, {"EXISTS", "shown:user:u"}), 0);
}

TEST_F(ExposureCacheTest, R7_without_redis_nothing_is_known_and_it_comes_back_by_itself) {
  let_an_hour_pass();
  show(guest, {id(3)});
  server.kill();
  wait_until_lost(client);
  EXPECT_FALSE(run(cache.sticky(guest)));
  EXPECT_EQ(was_shown(3), Shown::unknown);
  EXPECT_EQ(was_shown(4), Shown::unknown);
  show(guest, {id(3)});
  run(cache.carry_over("session:a", place_of("user:u")));
  server.start();
  ASSERT_TRUE(connected(client));
  show(guest, {id(3)});
  EXPECT_TRUE(run(cache.sticky(guest)));
  EXPECT_EQ(was_shown(3), Shown::yes);
}

TEST_F(ExposureCacheTest, R7_what_was_shown_while_redis_was_away_is_not_called_unseen_afterwards) {
  let_an_hour_pass();
  server.freeze();  // it keeps what it has, unlike one that was killed
  RedisClient latecomer(loop, address(), patient());
  RedisExposureCache other(latecomer, clock);
  run(other.remember(guest, exposure_of({id(3)}), true));
  server.thaw();
  ASSERT_TRUE(connected(latecomer));
  // Who could not keep it knows at once; everyone else from its next showing on.
  EXPECT_EQ(run(other.was_shown("session:a", id(3))).is, Shown::unknown);
  EXPECT_EQ(was_shown(3), Shown::no);
  run(other.remember(guest, exposure_of({id(5)}), true));
  EXPECT_EQ(was_shown(3), Shown::unknown);
  clock.advance(minutes(60));
  EXPECT_EQ(was_shown(3), Shown::no);
}

}  // namespace
}  // namespace salon::adapters
