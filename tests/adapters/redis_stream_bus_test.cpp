#include "adapters/redis_stream_bus.hpp"

#include "redis_fixture.hpp"

namespace salon::adapters {
namespace {

domain::Event event(int number) {
  domain::Event out;
  out.id.uuid.bytes[15] = static_cast<std::uint8_t>(number);
  out.type = domain::EventType::booking_confirmed;
  out.location_id.uuid.bytes[0] = 0x10;
  out.booking_id = domain::BookingId{};
  out.version = number;
  out.at = *domain::parse_instant("2026-03-02T12:00:00Z");
  out.data = R"({"status":"confirmed"})";
  return out;
}

struct StreamBusTest : RedisFixture {
  StreamBusTest() { EXPECT_TRUE(connected(client)); }
  bool publish(std::vector<domain::Event> events) { return run(bus.publish(std::move(events))); }

  RedisClient client{loop, address(), patient()};
  RedisStreamBus bus{client};
};

TEST_F(StreamBusTest, D50_an_event_arrives_with_all_its_fields) {
  ASSERT_TRUE(publish({event(1)}));
  const auto entries = ask(client, {"XRANGE", "salon:events", "-", "+"});
  ASSERT_TRUE(entries && entries->items.size() == 1);
  std::vector<std::string> fields;
  for (const RedisReply& item : entries->items[0].items[1].items) fields.push_back(item.text);
  const std::vector<std::string> expected{"event_id",    "00000000-0000-0000-0000-000000000001",
                                          "type",        "booking.confirmed",
                                          "version",     "1",
                                          "at",          "2026-03-02T12:00:00Z",
                                          "location_id", "10000000-0000-0000-0000-000000000000",
                                          "booking_id",  "00000000-0000-0000-0000-000000000000",
                                          "data",        R"({"status":"confirmed"})"};
  EXPECT_EQ(fields, expected);
}

TEST_F(StreamBusTest, D51_a_batch_arrives_in_order_with_one_write) {
  std::vector<domain::Event> batch;
  for (int i = 1; i <= 200; ++i) batch.push_back(event(i));
  const auto writes = client.writes();
  ASSERT_TRUE(publish(batch));
  EXPECT_EQ(client.writes(), writes + 1);
  const auto entries = ask(client, {"XRANGE", "salon:events", "-", "+"});
  ASSERT_TRUE(entries && entries->items.size() == 200);
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_EQ(entries->items[i].items[1].items[5].text, std::to_string(i + 1));
  }
}

TEST_F(StreamBusTest, an_event_of_no_booking_has_an_empty_booking_id) {
  domain::Event rules_changed = event(1);
  rules_changed.type = domain::EventType::rules_changed;
  rules_changed.booking_id.reset();
  ASSERT_TRUE(publish({rules_changed}));
  const auto entries = ask(client, {"XRANGE", "salon:events", "-", "+"});
  EXPECT_EQ(entries->items[0].items[1].items[11].text, "");
}

TEST_F(StreamBusTest, nothing_to_publish_is_published) {
  server.stop();
  wait_until_lost(client);
  EXPECT_TRUE(publish({}));
}

TEST_F(StreamBusTest, D51_one_event_refused_is_a_batch_not_published) {
  EXPECT_EQ(text(client, {"SET", "salon:events", "not a stream"}), "OK");
  EXPECT_FALSE(publish({event(1), event(2)}));
}

TEST_F(StreamBusTest, R7_without_redis_nothing_is_published_and_later_it_is) {
  server.kill();
  wait_until_lost(client);
  EXPECT_FALSE(publish({event(1)}));
  server.start();
  ASSERT_TRUE(connected(client));
  EXPECT_TRUE(publish({event(1)}));
  EXPECT_EQ(number(client, {"XLEN", "salon:events"}), 1);
}

}  // namespace
}  // namespace salon::adapters
