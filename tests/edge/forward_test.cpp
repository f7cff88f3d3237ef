#include "edge/forward.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge_world.hpp"
#include "platform/http_client.hpp"

namespace salon::testing {
namespace {

using ::testing::HasSubstr;
using Sent = platform::HttpClientError::Sent;

// An address that does as it is told and remembers what it got.
struct Address {
  std::vector<HttpRequest> got;
  std::optional<Sent> fails;
  int status = 200;
  std::function<Task<void>(platform::HttpStream&)> stream = nullptr;
  std::vector<platform::HttpHeader> headers = {};

  static Task<HttpResponse> answer(Address* self, HttpRequest request) {
    self->got.push_back(std::move(request));
    if (self->fails) throw platform::HttpClientError("gone", *self->fails);
    HttpResponse response = edge::json_response(self->status, "{}");
    response.stream = self->stream;
    response.headers.insert(response.headers.end(), self->headers.begin(), self->headers.end());
    co_return response;
  }
  edge::Forwarder::Send send() {
    return [this](HttpRequest request, std::chrono::milliseconds) { return answer(this, std::move(request)); };
  }
};

struct Gateway {
  std::vector<Address> addresses = std::vector<Address>(2);
  edge::Forwarder forwarder{options()};
  EdgeWorld world{edge_options()};

  edge::Forwarder::Options options() {
    edge::Forwarder::Options options;
    options.upstreams[static_cast<std::size_t>(edge::Target::booking)] = {addresses[0].send(), addresses[1].send()};
    options.random = [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{5}); };
    return options;
  }
  EdgeOptions edge_options() {
    EdgeOptions options;
    options.edge.serves = {true, false, false, false, false};
    options.forwarder = &forwarder;
    return options;
  }
  [[nodiscard]] std::size_t tries() const { return addresses[0].got.size() + addresses[1].got.size(); }
};

struct Listener final : platform::HttpStream {
  Task<bool> write(std::string chunk) override {
    heard += chunk;
    co_return true;
  }
  [[nodiscard]] bool is_open() const override { return true; }
  void on_close(std::function<void()>) override {}
  std::string heard;
};

Task<void> tell(platform::HttpStream& stream) {
  auto writing = stream.write("data: 1");
  (void)co_await writing;
}

const Asked hold{.method = "POST", .path = "/v1/bookings", .key = "a-key-of-sixteen-letters", .body = "{}"};

TEST(Forward, addresses_take_turns_and_headers_of_the_connection_stay_behind) {
  Gateway gateway;
  Asked asked = hold;
  asked.headers = {{"connection", "close, X-Secret"},
                   {"x-secret", "1"},
                   {"host", "a"},
                   {"origin", "http://a"},
                   {"cookie", "salon_access=x"},
                   {"x-csrf-token", "c"},
                   {"x-forwarded-for", "203.0.113.1"},
                   {"x-booking-token", "t"},
                   {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
                   {"x-request-id", "request-one"}};
  EXPECT_EQ(told(gateway.world.send(asked)), "200");
  EXPECT_EQ(told(gateway.world.send(asked)), "200");
  ASSERT_EQ(gateway.addresses[0].got.size(), 1U);
  ASSERT_EQ(gateway.addresses[1].got.size(), 1U);
  const HttpRequest& got = gateway.addresses[0].got.front();
  for (const char* gone : {"connection", "x-secret", "host", "origin"}) EXPECT_EQ(got.header(gone), nullptr) << gone;
  EXPECT_EQ(*got.header("x-forwarded-for"), "203.0.113.1, 192.0.2.1");
  EXPECT_EQ(*got.header("x-request-id"), "request-one");
  EXPECT_EQ(*got.header("x-booking-token"), "t");
  EXPECT_EQ(*got.header("cookie"), "salon_access=x");
  EXPECT_EQ(*got.header("x-csrf-token"), "c");
  EXPECT_EQ(*got.header("idempotency-key"), "a-key-of-sixteen-letters");
  EXPECT_THAT(*got.header("traceparent"), HasSubstr("00-0af7651916cd43dd8448eb211c80319c-"));
  EXPECT_EQ(got.header("traceparent")->find("b7ad6b7169203331"), std::string::npos);
}

TEST(Forward, D40_the_gateway_mints_no_session_of_its_own_so_that_a_retry_stays_anonymous) {
  Gateway gateway;
  gateway.addresses[0].headers = {{"x-session-id", "from-the-target"}};
  const auto response = gateway.world.send(hold);
  EXPECT_EQ(gateway.addresses[0].got.front().header("x-session-id"), nullptr);
  EXPECT_EQ(header_of(response, "x-session-id"), "from-the-target");
}

TEST(Forward, a_dead_address_is_followed_by_the_next_when_that_cannot_do_anything_twice) {
  Gateway gateway;
  gateway.addresses[0].fails = Sent::maybe;
  EXPECT_EQ(told(gateway.world.send(hold)), "200");
  EXPECT_EQ(gateway.tries(), 2U);
}

TEST(Forward, what_may_have_been_done_is_not_done_again_without_a_key) {
  Gateway gateway;
  for (Address& address : gateway.addresses) address.fails = Sent::maybe;
  Asked asked = hold;
  asked.key = "";
  EXPECT_EQ(told(gateway.world.send(asked)), "503 UNAVAILABLE");
  EXPECT_EQ(gateway.tries(), 1U);
  for (Address& address : gateway.addresses) address.fails = Sent::no;
  EXPECT_EQ(told(gateway.world.send(asked)), "503 UNAVAILABLE");
  EXPECT_EQ(gateway.tries(), 3U);
}

TEST(Forward, one_that_is_leaving_is_passed_over_and_its_503_told_when_all_are) {
  Gateway gateway;
  gateway.addresses[0].status = 503;
  EXPECT_EQ(told(gateway.world.send(hold)), "200");
  gateway.addresses[1].status = 503;
  EXPECT_EQ(gateway.world.send(hold).status, 503);
}

TEST(Forward, the_gateway_checks_token_role_and_limit_before_it_forwards) {
  Gateway gateway;
  EXPECT_EQ(told(gateway.world.send({.path = "/admin/v1/bookings"})), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(gateway.world.send({.path = "/admin/v1/bookings", .as = "user"})), "403 FORBIDDEN");
  EXPECT_EQ(told(gateway.world.send({.path = "/admin/v1/bookings", .as = "nobody"})), "401 UNAUTHENTICATED");
  EXPECT_EQ(gateway.tries(), 0U);
}

TEST(Forward, a_target_without_an_address_is_unknown_here) {
  Gateway gateway;
  EXPECT_EQ(told(gateway.world.send({.path = "/v1/locations"})), "404 NOT_FOUND");
}

TEST(Forward, a_stream_is_passed_through) {
  Gateway gateway;
  gateway.addresses[0].headers = {
      {"content-type", "text/event-stream"}, {"transfer-encoding", "chunked"}, {"keep-alive", "1"}};
  gateway.addresses[0].stream = [](platform::HttpStream& stream) { return tell(stream); };
  const auto response = gateway.world.send({.path = "/admin/v1/events", .as = "admin"});
  ASSERT_TRUE(response.stream);
  Listener listener;
  platform::run_ready(response.stream(listener));
  EXPECT_EQ(listener.heard, "data: 1");
  EXPECT_EQ(header_of(response, "transfer-encoding"), "");
  EXPECT_EQ(header_of(response, "keep-alive"), "");
}

}  // namespace
}  // namespace salon::testing
