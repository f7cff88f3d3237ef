#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Takes so many chunks, then goes away.
class Reader final : public platform::HttpStream {
 public:
  explicit Reader(std::size_t chunks) : chunks_left_(chunks) {}
  Task<bool> write(std::string chunk) override {
    chunks.push_back(std::move(chunk));
    if (on_chunk) on_chunk();
    co_return --chunks_left_ > 0;
  }
  [[nodiscard]] bool is_open() const override { return chunks_left_ > 0; }
  void on_close(std::function<void()>) override {}

  std::vector<std::string> chunks;
  std::function<void()> on_chunk;

 private:
  std::size_t chunks_left_;
};

void seal(EdgeWorld& world) { (void)platform::run_ready(world.stores.events.seal(100)); }

TEST(Events, D50_what_was_missed_is_told_first_with_its_position_and_nothing_personal) {
  EdgeWorld world;
  (void)world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  seal(world);
  const auto response =
      world.send({.path = "/admin/v1/events", .as = "frontdesk 1", .headers = {{"last-event-id", "0"}}});
  ASSERT_EQ(response.status, 200);
  EXPECT_EQ(header_of(response, "content-type"), "text/event-stream");
  Reader reader(1);
  platform::run_ready(response.stream(reader));
  EXPECT_THAT(reader.chunks.at(0), StartsWith("retry: 2000\n\n"));
  EXPECT_THAT(reader.chunks.at(0), HasSubstr("id: "));
  EXPECT_THAT(reader.chunks.at(0), HasSubstr("event: booking.created\ndata: {\"id\":"));
  EXPECT_THAT(reader.chunks.at(0), Not(HasSubstr("customer")));
}

TEST(Events, without_a_position_only_what_comes_is_told) {
  EdgeWorld world;
  (void)world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  seal(world);
  const auto response = world.send({.path = "/admin/v1/events", .as = "frontdesk 1"});
  Reader reader(2);
  reader.on_chunk = [&world, &reader] {
    if (reader.chunks.size() > 1) return;
    (void)world.hold(world.slot(1, "2027-03-03T07:00:00Z"), "another-key-of-sixteen");
    seal(world);
  };
  platform::run_ready(response.stream(reader));
  EXPECT_EQ(reader.chunks.at(0), "retry: 2000\n\n");
  EXPECT_THAT(reader.chunks.at(1), HasSubstr("event: booking.created"));
}

TEST(Events, D60_nobody_follows_another_salon) {
  EdgeWorld world;
  (void)world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  seal(world);
  const auto response =
      world.send({.path = "/admin/v1/events", .as = "frontdesk 2", .headers = {{"last-event-id", "0"}}});
  Reader reader(1);
  platform::run_ready(response.stream(reader));
  EXPECT_THAT(reader.chunks.at(0), Not(HasSubstr("booking.created")));
  const std::string other = "location_id=" + location_id(1).text();
  EXPECT_EQ(told(world.send({.path = "/admin/v1/events", .query = other, .as = "frontdesk 2"})), "404 NOT_FOUND");
}

TEST(Events, silence_is_broken_every_fifteen_seconds) {
  EdgeWorld world;
  const auto response = world.send({.path = "/admin/v1/events", .as = "frontdesk 1"});
  Reader reader(3);
  platform::run_ready(response.stream(reader));
  EXPECT_EQ(reader.chunks.at(1), ": still here\n\n");
  std::chrono::milliseconds waited{0};
  for (const auto pause : world.pauses) waited += pause;
  EXPECT_EQ(waited, std::chrono::seconds{30});
}

TEST(Events, a_stream_ends_with_the_token_that_opened_it) {
  EdgeWorld world;
  const auto response = world.send({.path = "/admin/v1/events", .as = "frontdesk 1"});
  Reader reader(1000);
  platform::run_ready(response.stream(reader));
  std::chrono::milliseconds waited{0};
  for (const auto pause : world.pauses) waited += pause;
  EXPECT_GE(waited, std::chrono::minutes{15});
  EXPECT_LE(waited, std::chrono::minutes{15} + std::chrono::seconds{15});
}

}  // namespace
}  // namespace salon::testing
