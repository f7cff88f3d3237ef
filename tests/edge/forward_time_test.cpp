// The gateway's attempts, all together, last no longer than the request may (reliability.md's rule 6 in docs).
#include <gtest/gtest.h>

#include "edge/forward.hpp"
#include "edge_world.hpp"
#include "platform/http_client.hpp"
#include "platform/time_limit.hpp"

namespace salon::testing {
namespace {

using std::chrono::milliseconds;
namespace policy = domain::policy;

// Two addresses that fail at once, and how long each was given.
struct Attempts {
  std::vector<milliseconds> given;

  static Task<HttpResponse> fail(Attempts* self, milliseconds limit) {
    self->given.push_back(limit);
    throw platform::HttpClientError("gone", platform::HttpClientError::Sent::maybe);
    co_return HttpResponse{};
  }
  edge::Forwarder::Options options() {
    const edge::Forwarder::Send send = [this](const HttpRequest&, milliseconds limit) { return fail(this, limit); };
    edge::Forwarder::Options options;
    options.upstreams[static_cast<std::size_t>(edge::Target::booking)] = {send, send};
    options.upstreams[static_cast<std::size_t>(edge::Target::availability)] = {send, send};
    options.random = [](std::span<std::uint8_t> out) { std::ranges::fill(out, std::uint8_t{5}); };
    return options;
  }
};

edge::Call call_of(std::string method, std::string path) {
  edge::Call call;
  call.http.method = std::move(method);
  call.http.path = std::move(path);
  call.http.headers.push_back({"idempotency-key", "a-key-of-sixteen-letters"});
  call.route = edge::find_route(call.http.method, call.http.path).route;
  return call;
}

Task<int> send_within(edge::Forwarder& forwarder, edge::Call& call, platform::TimeLimit& limit) {
  auto entering = platform::enter(limit);
  co_await entering;
  auto sending = forwarder.send(call);
  const HttpResponse response = co_await sending;
  co_return response.status;
}

class ForwardTime : public ::testing::Test {
 protected:
  Attempts attempts;
  edge::Forwarder forwarder{attempts.options()};
};

TEST_F(ForwardTime, one_that_stands_still_leaves_the_next_address_half_of_the_requests_time) {
  edge::Call hold = call_of("POST", "/v1/bookings");
  platform::TimeLimit limit(policy::longest_changing_request - policy::time_to_refuse);
  EXPECT_EQ(platform::run_ready(send_within(forwarder, hold, limit)), 503);
  ASSERT_EQ(attempts.given.size(), 2U);
  EXPECT_LE(attempts.given[0], policy::longest_changing_request / 2);
  EXPECT_GT(attempts.given[0], milliseconds(0));
  EXPECT_LT(attempts.given[1], policy::longest_changing_request);
}

TEST_F(ForwardTime, a_reading_has_less_time_than_a_change) {
  edge::Call list = call_of("GET", "/v1/bookings");
  EXPECT_EQ(platform::run_ready(forwarder.send(list)).status, 503);
  ASSERT_EQ(attempts.given.size(), 2U);
  EXPECT_LE(attempts.given[0], policy::longest_reading_request / 2);
  EXPECT_LT(attempts.given[1], policy::longest_reading_request);
}

TEST_F(ForwardTime, when_the_time_is_over_nobody_is_asked_any_more_and_the_refusal_says_when_to_ask_again) {
  edge::Call hold = call_of("POST", "/v1/bookings");
  platform::TimeLimit limit(std::chrono::seconds(-1));
  EXPECT_EQ(platform::run_ready(send_within(forwarder, hold, limit)), 503);
  EXPECT_TRUE(attempts.given.empty());
  const HttpResponse refused = platform::run_ready(forwarder.send(hold));
  ASSERT_NE(refused.header("retry-after"), nullptr);
}

TEST_F(ForwardTime, generation_may_take_longer_than_a_request_and_so_may_who_waits_for_it) {
  edge::Call generate = call_of("POST", "/admin/v1/slots/generate");
  platform::TimeLimit limit(policy::longest_changing_request);
  EXPECT_EQ(platform::run_ready(send_within(forwarder, generate, limit)), 503);
  ASSERT_EQ(attempts.given.size(), 2U);
  EXPECT_GT(attempts.given[1], std::chrono::seconds(30));
  EXPECT_GT(limit.left(), std::chrono::seconds(30));
}

}  // namespace
}  // namespace salon::testing
