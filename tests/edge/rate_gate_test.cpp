#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::HasSubstr;

EdgeOptions limits(edge::RateGate::Limits some) {
  EdgeOptions options;
  options.gate.limits = some;
  return options;
}

TEST(RateGate, the_headers_are_those_of_the_draft_and_the_last_request_is_told_to_wait) {
  EdgeWorld world(limits({.reads = 2}));
  const Asked asked{.path = "/v1/locations"};
  const auto first = world.send(asked);
  EXPECT_EQ(header_of(first, "ratelimit-policy"), "\"reads\";q=2;w=60");
  EXPECT_EQ(header_of(first, "ratelimit"), "\"reads\";r=1;t=60");
  EXPECT_EQ(told(world.send(asked)), "200");
  const auto refused = world.send(asked);
  EXPECT_EQ(told(refused), "429 RATE_LIMITED");
  EXPECT_EQ(header_of(refused, "ratelimit"), "\"reads\";r=0;t=7");
  EXPECT_EQ(header_of(refused, "retry-after"), "7");
}

TEST(RateGate, each_session_has_its_own_quota_and_all_of_an_address_ten_times_it) {
  EdgeWorld world(limits({.reads = 1}));
  const auto session = [&world](std::uint64_t number) {
    const std::string id = session_id(number).text();
    return id + "." + world.secrets.sign("session", id);
  };
  for (std::uint64_t i = 1; i <= 10; ++i) {
    EXPECT_EQ(told(world.send({.path = "/v1/locations", .session = session(i)})), "200") << i;
  }
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .session = session(1)})), "429 RATE_LIMITED");
  const auto eleventh = world.send({.path = "/v1/locations", .session = session(11)});
  EXPECT_EQ(told(eleventh), "429 RATE_LIMITED");
  EXPECT_THAT(header_of(eleventh, "ratelimit-policy"), HasSubstr("\"reads-of-address\";q=10"));
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .session = session(12), .peer = "192.0.2.2"})), "200");
}

TEST(RateGate, a_forged_session_counts_as_none) {
  EdgeWorld world(limits({.reads = 1}));
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .session = session_id(1).text() + ".x"})), "200");
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .session = session_id(2).text() + ".x"})), "429 RATE_LIMITED");
}

TEST(RateGate, a_limit_of_nothing_is_none_and_lifts_the_ceiling_of_the_address) {
  EdgeWorld world(limits({.reads = 0, .bookings = 0, .staff = 0, .login = 0}));
  for (int i = 0; i < 50; ++i) EXPECT_EQ(told(world.send({.path = "/v1/locations"})), "200");
  EXPECT_TRUE(world.limiter.counts.empty());
  EXPECT_EQ(header_of(world.send({.path = "/v1/locations"}), "ratelimit"), "");
}

TEST(RateGate, holds_are_counted_apart_from_reads) {
  EdgeWorld world(limits({.reads = 100, .bookings = 1}));
  const Asked hold{.method = "POST", .path = "/v1/bookings", .key = "a-key-of-sixteen-letters", .body = "{}"};
  EXPECT_EQ(told(world.send(hold)), "422 VALIDATION_FAILED");
  EXPECT_EQ(told(world.send(hold)), "429 RATE_LIMITED");
  EXPECT_EQ(told(world.send({.path = "/v1/locations"})), "200");
}

TEST(RateGate, staff_have_a_quota_of_their_own_wherever_they_go) {
  EdgeWorld world(limits({.reads = 1, .staff = 2}));
  const auto first = world.send({.path = "/v1/locations", .as = "frontdesk 1"});
  EXPECT_EQ(header_of(first, "ratelimit-policy"), "\"staff\";q=2;w=60");
  EXPECT_EQ(told(world.send({.path = "/admin/v1/bookings", .as = "frontdesk 1"})), "200");
  EXPECT_EQ(told(world.send({.path = "/admin/v1/bookings", .as = "frontdesk 1"})), "429 RATE_LIMITED");
  EXPECT_EQ(told(world.send({.path = "/admin/v1/bookings", .as = "manager 1"})), "200");
}

TEST(RateGate, signing_in_is_counted_by_address_and_by_the_account_that_is_tried) {
  EdgeWorld world(limits({.login = 2}));
  const auto try_from = [&world](const std::string& peer, const std::string& email) {
    return told(world.send({.method = "POST",
                            .path = "/auth/v1/login",
                            .body = R"({"email":")" + email + R"(","password":"wrong password"})",
                            .peer = peer}));
  };
  EXPECT_EQ(try_from("192.0.2.1", "a@salon.test"), "401 UNAUTHENTICATED");
  EXPECT_EQ(try_from("192.0.2.2", "A@salon.test"), "401 UNAUTHENTICATED");
  EXPECT_EQ(try_from("192.0.2.3", "a@SALON.test"), "429 RATE_LIMITED");
  EXPECT_EQ(try_from("192.0.2.1", "b@salon.test"), "401 UNAUTHENTICATED");
  EXPECT_EQ(try_from("192.0.2.1", "c@salon.test"), "429 RATE_LIMITED");
  for (const auto& [key, count] : world.limiter.counts) EXPECT_EQ(key.find("salon.test"), std::string::npos) << key;
}

TEST(RateGate, signing_in_fails_closed_when_nobody_counts_for_all) {
  EdgeWorld world;
  world.limiter.counts_locally = true;
  const auto refused = world.send({.method = "POST", .path = "/auth/v1/refresh", .body = R"({"refresh_token":"x"})"});
  EXPECT_EQ(told(refused), "503 UNAVAILABLE");
  EXPECT_EQ(told(world.send({.path = "/v1/locations"})), "200");
}

TEST(RateGate, behind_a_gateway_nothing_is_counted_twice) {
  EdgeOptions options;
  options.gate.counts_requests = false;
  EdgeWorld world(options);
  EXPECT_EQ(told(world.send({.path = "/v1/locations"})), "200");
  EXPECT_TRUE(world.limiter.counts.empty());
}

platform::HttpRequest forwarded(std::string peer, std::vector<std::string> hops) {
  platform::HttpRequest request;
  request.peer = std::move(peer);
  for (std::string& hop : hops) request.headers.push_back({"x-forwarded-for", std::move(hop)});
  return request;
}

TEST(ClientAddress, what_a_client_says_of_itself_never_counts) {
  const edge::TrustedProxies nobody({});
  EXPECT_EQ(nobody.client_of(forwarded("192.0.2.9", {"10.1.1.1"})), "192.0.2.9");
  const edge::TrustedProxies proxies({"10.0.0.0/8", "::1"});
  EXPECT_EQ(proxies.client_of(forwarded("192.0.2.9", {"10.1.1.1"})), "192.0.2.9");
  EXPECT_EQ(proxies.client_of(forwarded("10.0.0.1", {"203.0.113.5, 192.0.2.7"})), "192.0.2.7");
  EXPECT_EQ(proxies.client_of(forwarded("::1", {"192.0.2.7", "10.2.2.2"})), "192.0.2.7");
  EXPECT_EQ(proxies.client_of(forwarded("10.0.0.1", {"192.0.2.7, nonsense"})), "10.0.0.1");
  EXPECT_EQ(proxies.client_of(forwarded("10.0.0.1", {})), "10.0.0.1");
  EXPECT_THROW(edge::TrustedProxies({"everybody"}), std::invalid_argument);
}

TEST(ClientAddress, one_IPv6_host_is_its_network) {
  EXPECT_EQ(edge::limit_key_of("2001:db8:1:2:3:4:5:6"), edge::limit_key_of("2001:db8:1:2:ffff::1"));
  EXPECT_NE(edge::limit_key_of("2001:db8:1:2::1"), edge::limit_key_of("2001:db8:1:3::1"));
  EXPECT_EQ(edge::limit_key_of("192.0.2.1"), "192.0.2.1");
}

TEST(RateGate, whoever_tries_tokens_is_stopped_after_as_many_as_a_stranger_may_ask) {
  EdgeWorld world(limits({.reads = 3}));
  const std::string id = session_id(1).text();
  const std::string session = id + "." + world.secrets.sign("session", id);
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .as = "nobody"})), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(world.send({.path = "/admin/v1/bookings", .as = "nobody"})), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(world.send({.path = "/.well-known/jwks.json", .as = "nobody"})), "401 UNAUTHENTICATED");
  for (const char* path : {"/v1/locations", "/admin/v1/bookings", "/.well-known/jwks.json"}) {
    const auto stopped = world.send({.path = path, .as = "nobody", .session = session});
    EXPECT_EQ(told(stopped), "429 RATE_LIMITED") << path;
    EXPECT_FALSE(header_of(stopped, "retry-after").empty()) << path;
  }
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .as = "nobody", .peer = "192.0.2.2"})), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(world.send({.path = "/.well-known/jwks.json"})), "200") << "without a token nothing is counted there";
}

TEST(RateGate, trying_tokens_at_the_sign_in_counts_as_signing_in) {
  EdgeWorld world(limits({.reads = 100, .login = 2}));
  const Asked asked{.method = "POST", .path = "/auth/v1/login", .as = "nobody", .body = "{}"};
  EXPECT_EQ(told(world.send(asked)), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(world.send(asked)), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(world.send(asked)), "429 RATE_LIMITED");
}

TEST(RateGate, who_may_not_ask_is_counted_all_the_same) {
  EdgeWorld world(limits({.reads = 1, .staff = 1}));
  const std::string booking = "/v1/bookings/" + booking_id(1).text();
  const std::vector<std::pair<Asked, std::string>> refused{
      {{.path = "/admin/v1/bookings", .as = "user"}, "403 FORBIDDEN"},
      {{.path = "/admin/v1/bookings", .as = "stylist 1"}, "403 FORBIDDEN"},
      {{.path = "/admin/v1/bookings", .peer = "192.0.2.2"}, "401 UNAUTHENTICATED"},
      {{.path = booking, .peer = "192.0.2.3"}, "404 NOT_FOUND"}};
  for (const auto& [asked, answer] : refused) {
    EXPECT_EQ(told(world.send(asked)), answer);
    EXPECT_EQ(told(world.send(asked)), "429 RATE_LIMITED") << answer;
  }
}

TEST(RateGate, a_limit_of_nothing_lifts_the_count_of_refusals_too) {
  EdgeWorld world(limits({.reads = 0, .bookings = 0, .staff = 0, .login = 0}));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(told(world.send({.path = "/v1/locations", .as = "nobody"})), "401 UNAUTHENTICATED");
  EXPECT_TRUE(world.limiter.counts.empty());
}

}  // namespace
}  // namespace salon::testing
