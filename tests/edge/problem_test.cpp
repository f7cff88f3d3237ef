#include "edge/problem.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>

namespace salon::edge {
namespace {

using domain::Refusal;

// As the HTTP contract lists them.
const std::map<std::string, int> statuses{{"IDEMPOTENCY_KEY_MISSING", 400},
                                          {"IDEMPOTENCY_KEY_INVALID", 400},
                                          {"MALFORMED_JSON", 400},
                                          {"MALFORMED_REQUEST", 400},
                                          {"UNKNOWN_VARIANT", 400},
                                          {"UNAUTHENTICATED", 401},
                                          {"FORBIDDEN", 403},
                                          {"CSRF_INVALID", 403},
                                          {"NOT_FOUND", 404},
                                          {"METHOD_NOT_ALLOWED", 405},
                                          {"SLOT_FULL", 409},
                                          {"SLOT_BLOCKED", 409},
                                          {"STYLIST_BUSY", 409},
                                          {"SLOT_NOT_EXPOSED", 409},
                                          {"HOLD_LIMIT", 409},
                                          {"ALREADY_HELD", 409},
                                          {"HOLD_EXPIRED", 409},
                                          {"BOOKING_CANCELLED", 409},
                                          {"CANCELLATION_WINDOW", 409},
                                          {"RULE_OVERLAP", 409},
                                          {"REQUEST_IN_PROGRESS", 409},
                                          {"CONFLICT", 409},
                                          {"VERSION_MISMATCH", 412},
                                          {"BODY_TOO_LARGE", 413},
                                          {"UNSUPPORTED_MEDIA_TYPE", 415},
                                          {"VALIDATION_FAILED", 422},
                                          {"IDEMPOTENCY_KEY_REUSED", 422},
                                          {"SLOT_TOO_SOON", 422},
                                          {"PHONE_INVALID", 422},
                                          {"RATE_LIMITED", 429},
                                          {"HEADERS_TOO_LARGE", 431},
                                          {"INTERNAL_ERROR", 500},
                                          {"UNAVAILABLE", 503}};

std::vector<Refusal> all_refusals() {
  std::vector<Refusal> all;
  for (int i = 0; i <= static_cast<int>(Refusal::unavailable); ++i) all.push_back(static_cast<Refusal>(i));
  return all;
}

const ProblemPlace place{.path = "/v1/bookings", .request_id = "request-1"};

TEST(Problem, every_refusal_has_the_status_of_the_contract) {
  std::set<std::string> seen;
  for (const Refusal why : all_refusals()) {
    const std::string code(domain::code_of(why));
    ASSERT_TRUE(statuses.contains(code)) << code;
    EXPECT_EQ(kind_of(why).status, statuses.at(code)) << code;
    seen.insert(code);
  }
  EXPECT_EQ(seen.size(), statuses.size());
}

TEST(Problem, every_body_is_a_problem_of_RFC_9457_that_agrees_with_its_status) {
  for (const Refusal why : all_refusals()) {
    const auto response = problem(domain::Refused(why), place);
    const auto body = boost::json::parse(response.body).as_object();
    EXPECT_EQ(*response.header("content-type"), "application/problem+json");
    EXPECT_EQ(body.at("status").as_int64(), response.status);
    EXPECT_EQ(body.at("code").as_string(), domain::code_of(why));
    EXPECT_EQ(body.at("instance").as_string(), "/v1/bookings");
    EXPECT_EQ(body.at("request_id").as_string(), "request-1");
    EXPECT_FALSE(body.at("title").as_string().empty());
    EXPECT_FALSE(body.at("detail").as_string().empty());
    EXPECT_TRUE(body.at("type").as_string().starts_with("urn:"));
    EXPECT_EQ(body.contains("errors"), response.status == 422);
    EXPECT_EQ(response.header("www-authenticate") != nullptr, response.status == 401);
  }
}

TEST(Problem, who_is_told_to_come_later_is_told_when) {
  for (const Refusal why : {Refusal::rate_limited, Refusal::unavailable, Refusal::request_in_progress}) {
    const auto response = problem(domain::Refused(why), place);
    ASSERT_NE(response.header("retry-after"), nullptr);
    EXPECT_EQ(*response.header("retry-after"), "1");
  }
  domain::Refused later(Refusal::rate_limited);
  later.retry_after = domain::seconds{17};
  EXPECT_EQ(*problem(later, place).header("retry-after"), "17");
  EXPECT_EQ(problem(domain::Refused(Refusal::slot_full), place).header("retry-after"), nullptr);
}

TEST(Problem, a_422_without_fields_points_at_the_whole) {
  const auto body = boost::json::parse(problem(domain::Refused(Refusal::slot_too_soon, "Too soon."), place).body);
  EXPECT_EQ(body.at("errors").at(0).at("pointer").as_string(), "");
  EXPECT_EQ(body.at("errors").at(0).at("detail").as_string(), "Too soon.");
}

TEST(Problem, what_the_HTTP_layer_refuses_is_a_problem_too) {
  for (int i = 0; i <= static_cast<int>(HttpProblem::version_not_supported); ++i) {
    const auto what = static_cast<HttpProblem>(i);
    const auto response = http_problem(what, {.path = "/v1/slots", .request_id = "request-1"});
    const auto body = boost::json::parse(response.body).as_object();
    EXPECT_EQ(response.status, http_status(what));
    EXPECT_EQ(body.at("status").as_int64(), response.status);
    EXPECT_EQ(*response.header("content-type"), "application/problem+json");
    EXPECT_EQ(body.at("request_id").as_string(), "request-1");
    EXPECT_EQ(body.at("instance").as_string(), "/v1/slots");
    EXPECT_EQ(response.header("retry-after") != nullptr, response.status == 503);
  }
}

TEST(Problem, a_path_that_is_no_utf8_still_makes_valid_json) {
  const auto response = problem(domain::Refused(Refusal::not_found), {.path = "/\xff\"", .request_id = "r"});
  EXPECT_EQ(boost::json::parse(response.body).at("instance").as_string(), "/\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace salon::edge
