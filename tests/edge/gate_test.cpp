#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Asked locations{.path = "/v1/locations"};

std::string hold_body(const domain::SlotId& slot) { return R"({"slot_id":")" + slot.text() + "\"}"; }

TEST(Gate, every_reply_carries_a_request_id_the_given_one_if_it_is_good) {
  EdgeWorld world;
  Asked asked = locations;
  asked.headers = {{"x-request-id", "abc.DEF_123-4"}};
  EXPECT_EQ(header_of(world.send(asked), "x-request-id"), "abc.DEF_123-4");
  asked.headers = {{"x-request-id", "no good id"}};
  EXPECT_EQ(header_of(world.send(asked), "x-request-id").size(), 32U);
  const auto missing = world.send({.path = "/nowhere"});
  EXPECT_EQ(json_of(missing).at("request_id").as_string(), header_of(missing, "x-request-id"));
}

TEST(Gate, an_unknown_path_is_404_and_a_known_one_called_wrongly_405_with_Allow) {
  EdgeWorld world;
  EXPECT_EQ(told(world.send({.path = "/v1/nothing"})), "404 NOT_FOUND");
  const auto wrong = world.send({.method = "DELETE", .path = "/v1/locations"});
  EXPECT_EQ(told(wrong), "405 METHOD_NOT_ALLOWED");
  EXPECT_EQ(header_of(wrong, "allow"), "GET, HEAD");
  EXPECT_EQ(told(world.send({.method = "OPTIONS", .path = "/v1/locations"})), "405 METHOD_NOT_ALLOWED");
}

TEST(Gate, HEAD_has_the_headers_of_GET) {
  EdgeWorld world;
  const auto get = world.send({.path = "/v1/locations", .as = "user"});
  const auto head = world.send({.method = "HEAD", .path = "/v1/locations", .as = "user"});
  EXPECT_EQ(head.status, 200);
  for (const char* name : {"etag", "content-type", "cache-control", "ratelimit-policy"}) {
    EXPECT_EQ(header_of(head, name), header_of(get, name)) << name;
  }
}

// A browser that kept it would name whoever asks next by the guest of then.
TEST(Gate, a_reply_that_names_a_guest_is_not_kept) {
  EdgeWorld world;
  const auto first = world.send({.path = "/v1/locations"});
  const std::string session = header_of(first, "x-session-id");
  EXPECT_NE(session, "");
  EXPECT_EQ(header_of(first, "cache-control"), "no-store");
  const auto next = world.send({.path = "/v1/locations", .session = session});
  EXPECT_EQ(header_of(next, "x-session-id"), "");
  EXPECT_EQ(header_of(next, "cache-control"), "private, no-cache");
}

TEST(Gate, the_front_door_is_the_booking_page_and_the_document_has_a_page_of_its_own) {
  EdgeWorld world;
  const auto response = world.send({.path = "/"});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(header_of(response, "content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(world.send({.path = "/docs"}).status, 200);
}

TEST(Gate, pages_are_read_and_not_called_otherwise) {
  EdgeWorld world;
  for (const char* path : {"/", "/docs", "/docs/", "/docs/start.js"}) {
    for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS"}) {
      const auto refused = world.send({.method = method, .path = path});
      EXPECT_EQ(told(refused), "405 METHOD_NOT_ALLOWED") << method << " " << path;
      EXPECT_EQ(header_of(refused, "allow"), "GET, HEAD") << method << " " << path;
    }
    EXPECT_LT(world.send({.method = "HEAD", .path = path}).status, 400) << path;
  }
  EXPECT_EQ(told(world.send({.method = "POST", .path = "/docs/none"})), "404 NOT_FOUND");
}

TEST(Gate, a_process_without_pages_has_no_front_door) {
  EdgeWorld world;
  world.files = edge::StaticFiles(edge::StaticFiles::Options{});
  for (const char* path : {"/", "/docs"}) {
    EXPECT_EQ(told(world.send({.path = path})), "404 NOT_FOUND") << path;
    EXPECT_EQ(told(world.send({.method = "POST", .path = path})), "404 NOT_FOUND") << path;
  }
  EXPECT_EQ(told(world.send({.path = "/healthz"})), "200");
  EXPECT_EQ(told(world.send({.path = "/metrics"})), "200");
}

TEST(Gate, replies_of_the_api_are_kept_by_nobody) {
  EdgeWorld world;
  for (const Asked& asked :
       {Asked{.path = "/auth/v1/me"}, Asked{.path = "/nowhere"}, Asked{.path = "/admin/v1/bookings", .as = "admin"}}) {
    EXPECT_EQ(header_of(world.send(asked), "cache-control"), "no-store") << asked.path;
    EXPECT_EQ(header_of(world.send(asked), "x-content-type-options"), "nosniff") << asked.path;
  }
}

TEST(Gate, a_body_that_is_no_json_is_415_and_one_too_large_413) {
  EdgeWorld world;
  Asked asked{.method = "POST", .path = "/v1/bookings", .key = "k", .body = "slot_id=1"};
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "application/merge-patch+json", ""}) {
    asked.headers = {{"content-type", type}};
    EXPECT_EQ(told(world.send(asked)), "415 UNSUPPORTED_MEDIA_TYPE") << type;
  }
  asked.headers = {{"content-type", "Application/JSON; charset=utf-8"}};
  EXPECT_EQ(told(world.send(asked)), "400 IDEMPOTENCY_KEY_INVALID");
  asked.body.assign(64 * 1024 + 1, ' ');
  EXPECT_EQ(told(world.send(asked)), "413 BODY_TOO_LARGE");
}

TEST(Gate, D60_an_invalid_token_is_401_on_any_route) {
  EdgeWorld world;
  for (const char* authorization : {"Bearer nobody", "Bearer ", "Bearer", "Basic dXNlcjpw", "", "bearer  admin"}) {
    Asked asked = locations;
    asked.headers = {{"authorization", authorization}};
    const auto refused = world.send(asked);
    EXPECT_EQ(told(refused), "401 UNAUTHENTICATED") << authorization;
    EXPECT_THAT(header_of(refused, "www-authenticate"), HasSubstr("Bearer"));
  }
  Asked login{.method = "POST", .path = "/auth/v1/login", .as = "nobody", .body = "{}"};
  EXPECT_EQ(told(world.send(login)), "401 UNAUTHENTICATED");
  Asked good = locations;
  good.headers = {{"authorization", "bEaReR user"}};
  EXPECT_EQ(told(world.send(good)), "200");
}

TEST(Gate, probes_look_at_no_token) {
  EdgeWorld world;
  EXPECT_EQ(told(world.send({.path = "/healthz", .query = "x=%zz", .as = "nobody"})), "200");
}

TEST(Gate, D38_a_guest_without_a_session_is_given_a_signed_one_and_keeps_it) {
  EdgeWorld world;
  const std::string session = header_of(world.send(locations), "x-session-id");
  ASSERT_GT(session.size(), 37U);
  Asked again = locations;
  again.session = session;
  EXPECT_EQ(header_of(world.send(again), "x-session-id"), "");
}

TEST(Gate, D38_a_forged_session_is_replaced_never_trusted) {
  EdgeWorld world;
  const std::string session = header_of(world.send(locations), "x-session-id");
  const std::string other = session_id(7).text() + session.substr(36);
  for (const std::string& forged :
       {other, session.substr(0, 36), session + "x", std::string("x.y"), session_id(1).text() + "."}) {
    Asked asked = locations;
    asked.session = forged;
    const std::string given = header_of(world.send(asked), "x-session-id");
    EXPECT_THAT(given, Not(IsEmpty())) << forged;
    EXPECT_NE(given, forged);
  }
}

TEST(Gate, only_the_user_api_makes_sessions_and_only_for_guests) {
  EdgeWorld world;
  EXPECT_EQ(header_of(world.send({.path = "/auth/v1/me"}), "x-session-id"), "");
  EXPECT_EQ(header_of(world.send({.path = "/v1/locations", .as = "user"}), "x-session-id"), "");
}

TEST(Gate, D40_a_mutation_needs_a_key_that_is_one) {
  EdgeWorld world;
  const std::string session = header_of(world.send(locations), "x-session-id");
  Asked asked{.method = "POST", .path = "/v1/bookings", .session = session, .body = "{}"};
  EXPECT_EQ(told(world.send(asked)), "400 IDEMPOTENCY_KEY_MISSING");
  for (const std::string& key : {std::string("two words"), std::string("\"open"), std::string("\"\""),
                                 std::string(129, 'x'), std::string("é")}) {
    asked.key = key;
    EXPECT_EQ(told(world.send(asked)), "400 IDEMPOTENCY_KEY_INVALID") << key;
  }
  asked.key = "k";
  EXPECT_EQ(told(world.send(asked)), "422 VALIDATION_FAILED");
}

TEST(Gate, D40_without_token_and_session_a_short_key_is_refused) {
  EdgeWorld world;
  Asked asked{.method = "POST", .path = "/v1/bookings", .key = "fifteen-letters", .body = "{}"};
  EXPECT_EQ(told(world.send(asked)), "400 IDEMPOTENCY_KEY_INVALID");
  asked.key = "sixteen-letters-";
  EXPECT_EQ(told(world.send(asked)), "422 VALIDATION_FAILED");
}

TEST(Gate, D40_a_retry_without_session_finds_the_same_booking_and_the_same_session) {
  EdgeWorld world;
  const Asked asked{.method = "POST",
                    .path = "/v1/bookings",
                    .key = "anonymous-key-of-mine",
                    .body = hold_body(world.slot(1, "2027-03-02T06:00:00Z"))};
  const auto first = world.send(asked);
  ASSERT_EQ(told(first), "201");
  EXPECT_EQ(header_of(first, "idempotent-replayed"), "");
  const auto second = world.send(asked);
  EXPECT_EQ(told(second), "201");
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(header_of(second, "idempotent-replayed"), "true");
  EXPECT_EQ(header_of(second, "x-session-id"), header_of(first, "x-session-id"));
  EXPECT_EQ(header_of(second, "location"), header_of(first, "location"));
  EXPECT_EQ(world.stores.brand.bookings.size(), 1U);
}

TEST(Gate, D40_quoted_and_bare_keys_are_one_key_and_the_body_is_compared_not_its_writing) {
  EdgeWorld world;
  const std::string session = header_of(world.send(locations), "x-session-id");
  const std::string id = world.slot(1, "2027-03-02T06:00:00Z").text();
  Asked asked{.method = "POST",
              .path = "/v1/bookings",
              .session = session,
              .key = "k1",
              .body = R"({"slot_id":")" + id + "\"}"};
  const auto first = world.send(asked);
  ASSERT_EQ(told(first), "201");
  asked.key = "\"k1\"";
  asked.body = " {\n \"slot_id\" : \"" + id + "\" } ";
  EXPECT_EQ(world.send(asked).body, first.body);
  asked.body = R"({"slot_id":")" + id + R"(","notes":"x"})";
  EXPECT_EQ(told(world.send(asked)), "422 IDEMPOTENCY_KEY_REUSED");
}

TEST(Gate, D40_one_key_on_two_bookings_is_two_requests) {
  EdgeWorld world;
  const auto one = world.hold(world.slot(1, "2027-03-02T06:00:00Z"));
  Asked cancel{
      .method = "POST", .path = "/v1/bookings/" + one.booking + "/cancel", .session = one.session, .key = "same"};
  EXPECT_EQ(told(world.send(cancel)), "200");
  cancel.path = "/v1/bookings/" + booking_id(99).text() + "/cancel";
  EXPECT_THAT(told(world.send(cancel)), HasSubstr("4"));
  EXPECT_NE(header_of(world.send(cancel), "idempotent-replayed"), "true");
}

TEST(Gate, D42_a_409_decided_under_the_locks_is_replayed_to_the_byte) {
  EdgeWorld world;
  const auto slot = world.slot(1, "2027-03-02T06:00:00Z");
  (void)world.hold(slot);
  const Asked late{.method = "POST", .path = "/v1/bookings", .key = "somebody-elses-key", .body = hold_body(slot)};
  const auto first = world.send(late);
  EXPECT_EQ(told(first), "409 SLOT_FULL");
  const auto second = world.send(late);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(header_of(second, "content-type"), "application/problem+json");
  EXPECT_EQ(header_of(second, "idempotent-replayed"), "true");
}

TEST(Gate, D38_who_shows_a_booking_token_may_use_any_key_for_it) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-02T06:00:00Z"));
  Asked asked{.method = "POST", .path = "/v1/bookings/" + held.booking + "/cancel", .key = "c"};
  EXPECT_EQ(told(world.send(asked)), "404 NOT_FOUND");
  asked.headers = {{"x-booking-token", held.token}};
  EXPECT_EQ(told(world.send(asked)), "200");
}

TEST(Gate, an_unknown_query_parameter_is_422_with_its_name) {
  EdgeWorld world;
  const auto refused = world.send({.path = "/v1/locations/" + location_id(1).text(), .query = "x=1&y"});
  EXPECT_EQ(told(refused), "422 VALIDATION_FAILED");
  EXPECT_THAT(pointers(refused), ::testing::ElementsAre("?x", "?y"));
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .query = "cursor=%ff"})), "400 MALFORMED_REQUEST");
}

TEST(Gate, a_store_that_does_not_answer_is_503_with_Retry_After_and_never_tells_why) {
  struct Broken final : ports::TokenVerifier {
    Task<std::optional<ports::AccessClaims>> verify(std::string) override { throw ports::Unavailable("secret reason"); }
  } broken;
  EdgeWorld world;
  edge::Gate gate(
      {.tokens = broken, .secrets = world.secrets, .ids = world.ids, .clock = world.clock, .limiter = world.limiter},
      {});
  edge::Edge edge({.gate = gate,
                   .services = world.services(),
                   .files = world.files,
                   .metrics = world.request_metrics,
                   .clock = world.clock},
                  {});
  const auto response = platform::run_ready(edge.handle(request_of({.path = "/v1/locations", .as = "user"})));
  EXPECT_EQ(told(response), "503 UNAVAILABLE");
  EXPECT_EQ(header_of(response, "retry-after"), "1");
  EXPECT_THAT(response.body, Not(HasSubstr("secret")));
}

TEST(Gate, a_process_serves_only_its_own_targets) {
  EdgeOptions options;
  options.edge.serves = {true, false, false, true, false};
  EdgeWorld world(options);
  EXPECT_EQ(told(world.send(locations)), "200");
  EXPECT_EQ(told(world.send({.path = "/auth/v1/me", .as = "user"})), "404 NOT_FOUND");
  EXPECT_EQ(told(world.send({.path = "/healthz"})), "200");
}

}  // namespace
}  // namespace salon::testing
