// What people and machines send that is wrong, and what they are told: one row each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::ElementsAreArray;

struct Row {
  std::string what;
  Asked asked;
  std::string told;
  std::vector<std::string> pointers = {};
};

const std::string one = location_id(1).text();
const std::string cut = service_id(1).text();
const std::string place = "location_id=" + one + "&service_id=" + cut;

void expect_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EdgeWorld world;
    const HttpResponse response = world.send(row.asked);
    EXPECT_EQ(told(response), row.told) << row.what << ": " << response.body;
    if (!row.pointers.empty()) EXPECT_THAT(pointers(response), ElementsAreArray(row.pointers)) << row.what;
  }
}

TEST(HostileInput, of_reads) {
  const auto slots = [](const std::string& query) { return Asked{.path = "/v1/slots", .query = query}; };
  const auto dates = [](const std::string& query) { return Asked{.path = "/v1/dates", .query = query}; };
  expect_rows({
      {"nothing at all", slots(""), "422 VALIDATION_FAILED", {"?location_id", "?service_id", "?date"}},
      {"no id",
       slots("location_id=1&service_id=%27--&date=2027-03-02"),
       "422 VALIDATION_FAILED",
       {"?location_id", "?service_id"}},
      {"no such day", slots(place + "&date=2027-02-30"), "422 VALIDATION_FAILED", {"?date"}},
      {"a day and an hour", slots(place + "&date=2027-03-02T00:00:00Z"), "422 VALIDATION_FAILED", {"?date"}},
      {"no such zone", slots(place + "&date=2027-03-02&timezone=Mars/Olympus"), "422 VALIDATION_FAILED", {"?timezone"}},
      {"a path as zone",
       slots(place + "&date=2027-03-02&timezone=../../etc/passwd"),
       "422 VALIDATION_FAILED",
       {"?timezone"}},
      {"reveal nothing", slots(place + "&date=2027-03-02&reveal=0"), "422 VALIDATION_FAILED", {"?reveal"}},
      {"reveal beyond numbers",
       slots(place + "&date=2027-03-02&reveal=99999999999999999999"),
       "422 VALIDATION_FAILED",
       {"?reveal"}},
      {"twice", slots(place + "&date=2027-03-02&date=2027-03-03"), "422 VALIDATION_FAILED", {"?date"}},
      {"an unknown salon", slots("location_id=" + location_id(9).text() + "&service_id=" + cut + "&date=2027-03-02"),
       "404 NOT_FOUND"},
      {"another salon's service", dates("location_id=" + one + "&service_id=" + service_id(2).text()), "404 NOT_FOUND"},
      {"from after to", dates(place + "&from=2027-03-05&to=2027-03-04"), "422 VALIDATION_FAILED"},
      {"93 days", dates(place + "&from=2027-03-01&to=2027-06-01"), "422 VALIDATION_FAILED"},
      {"bytes that are no UTF-8", dates(place + "&timezone=%ff%fe"), "400 MALFORMED_REQUEST"},
      {"half an escape", dates(place + "&from=%2"), "400 MALFORMED_REQUEST"},
      {"a zero byte", dates(place + "&timezone=a%00b"), "400 MALFORMED_REQUEST"},
      {"a control character", dates(place + "&timezone=a%1bb"), "422 VALIDATION_FAILED", {"?timezone"}},
      {"limit 0", {.path = "/v1/locations", .query = "limit=0"}, "422 VALIDATION_FAILED", {"?limit"}},
      {"limit 201", {.path = "/v1/locations", .query = "limit=201"}, "422 VALIDATION_FAILED", {"?limit"}},
      {"an id that is none", {.path = "/v1/locations/1"}, "404 NOT_FOUND"},
      {"an id with a slash in it", {.path = "/v1/locations/%2e%2e"}, "404 NOT_FOUND"},
      {"an unknown variant",
       {.path = "/v1/slots", .query = place + "&date=2027-03-02", .headers = {{"x-exposure-variant", "free"}}},
       "400 UNKNOWN_VARIANT"},
  });
}

TEST(HostileInput, of_holds) {
  EdgeWorld model;
  const std::string slot = R"("slot_id":")" + model.slot(1, "2027-03-02T06:00:00Z").text() + "\"";
  const auto hold = [](const std::string& body) {
    return Asked{.method = "POST", .path = "/v1/bookings", .key = "a-key-of-sixteen-letters", .body = body};
  };
  expect_rows({
      {"no JSON", hold("{"), "400 MALFORMED_JSON"},
      {"not UTF-8", hold("{\"notes\":\"\xff\"}"), "400 MALFORMED_JSON"},
      {"a member twice", hold("{" + slot + "," + slot + "}"), "400 MALFORMED_JSON"},
      {"too deep", hold(std::string(5000, '[')), "400 MALFORMED_JSON"},
      {"an array", hold("[]"), "422 VALIDATION_FAILED", {""}},
      {"nothing", hold(""), "422 VALIDATION_FAILED", {"/slot_id"}},
      {"an unknown field", hold("{" + slot + R"(,"price_minor":0})"), "422 VALIDATION_FAILED", {"/price_minor"}},
      {"wrong types",
       hold(R"({"slot_id":7,"customer_name":[],"customer_phone":5,"notes":{}})"),
       "422 VALIDATION_FAILED",
       {"/slot_id", "/customer_name", "/customer_phone", "/notes"}},
      {"a slot that is none", hold(R"({"slot_id":")" + slot_id(424242).text() + "\"}"), "404 NOT_FOUND"},
      {"a phone that is none",
       hold("{" + slot + R"(,"customer_phone":"12"})"),
       "422 PHONE_INVALID",
       {"/customer_phone"}},
      {"a name with a control character",
       hold("{" + slot + R"(,"customer_name":"A\u0007"})"),
       "422 VALIDATION_FAILED",
       {"/customer_name"}},
      {"a name of two lines",
       hold("{" + slot + R"(,"customer_name":"A\nB"})"),
       "422 VALIDATION_FAILED",
       {"/customer_name"}},
      {"a name without end",
       hold("{" + slot + R"(,"customer_name":")" + std::string(121, 'x') + "\"}"),
       "422 VALIDATION_FAILED",
       {"/customer_name"}},
      {"an address that is none",
       hold("{" + slot + R"(,"customer_email":"a@b@c"})"),
       "422 VALIDATION_FAILED",
       {"/customer_email"}},
  });
}

TEST(HostileInput, D20_a_time_that_is_over_or_too_soon_cannot_be_held) {
  EdgeWorld world;
  const Asked asked{.method = "POST",
                    .path = "/v1/bookings",
                    .key = "a-key-of-sixteen-letters",
                    .body = R"({"slot_id":")" + world.slot(1, "2027-03-01T05:00:00Z").text() + "\"}"};
  world.clock.advance(std::chrono::seconds{1});
  EXPECT_EQ(told(world.send(asked)), "422 SLOT_TOO_SOON");
  world.clock.advance(std::chrono::hours{2});
  EXPECT_EQ(world.send(asked).status, 422);
}

Asked post(const std::string& path, const std::string& body) {
  return Asked{.method = "POST", .path = path, .as = "admin", .key = "k", .body = body};
}

TEST(HostileInput, of_rules) {
  const std::string here = R"("location_id":")" + one + "\"";
  const std::string rules = "/admin/v1/availabilities";
  expect_rows({
      {"a rule of nothing", post(rules, "{}"), "422 VALIDATION_FAILED"},
      {"a day that is none",
       post(rules, "{" + here + R"(,"rule_kind":"WEEKLY","days_of_week":[8],"start_time":"09:00","end_time":"18:00"})"),
       "422 VALIDATION_FAILED"},
      {"days of text",
       post(rules,
            "{" + here + R"(,"rule_kind":"WEEKLY","days_of_week":["1"],"start_time":"09:00","end_time":"18:00"})"),
       "422 VALIDATION_FAILED",
       {"/days_of_week/0"}},
      {"a time that is none",
       post(rules, "{" + here + R"(,"rule_kind":"WEEKLY","days_of_week":[1],"start_time":"25:00","end_time":"18:00"})"),
       "422 VALIDATION_FAILED"},
      {"another salon's stylist",
       post(rules, R"({"location_id":")" + location_id(2).text() + R"(","stylist_id":")" + stylist_id(1).text() +
                       R"(","rule_kind":"WEEKLY","days_of_week":[1],"start_time":"09:00","end_time":"18:00"})"),
       "404 NOT_FOUND"},
  });
}

TEST(HostileInput, of_those_who_keep_the_catalogue) {
  const std::string here = R"("location_id":")" + one + "\"";
  expect_rows({
      {"generation backwards",
       post("/admin/v1/slots/generate", "{" + here + R"(,"from":"2027-03-05","to":"2027-03-04"})"),
       "422 VALIDATION_FAILED"},
      {"generation on no day",
       post("/admin/v1/slots/generate", "{" + here + R"(,"from":"2027-02-30","to":"2027-03-04"})"),
       "422 VALIDATION_FAILED",
       {"/from"}},
      {"a salon on Mars",
       post("/admin/v1/locations", R"({"name":"X","timezone":"Mars/Olympus"})"),
       "422 VALIDATION_FAILED",
       {"/timezone"}},
      {"phases that do not add up",
       post("/admin/v1/services",
            "{" + here + R"(,"name":"X","duration_minutes":30,"phases":[{"minutes":20,"active":true}]})"),
       "422 VALIDATION_FAILED"},
      {"a phase with more in it",
       post("/admin/v1/services",
            "{" + here + R"(,"name":"X","duration_minutes":30,"phases":[{"minutes":30,"active":true,"x":1}]})"),
       "422 VALIDATION_FAILED",
       {"/phases/0"}},
      {"staff of no role",
       post("/admin/v1/staff", R"({"email":"a@salon.test","password":"a long enough one","role":"king"})"),
       "422 VALIDATION_FAILED",
       {"/role", "/location_ids"}},
      {"a short password",
       {.method = "POST", .path = "/auth/v1/register", .body = R"({"email":"a@salon.test","password":"short"})"},
       "422 VALIDATION_FAILED",
       {"/password"}},
      {"bookings of a state that is none",
       {.path = "/admin/v1/bookings", .query = "status=lost", .as = "admin"},
       "422 VALIDATION_FAILED",
       {"?status"}},
      {"a version that is another",
       {.method = "PATCH",
        .path = "/admin/v1/locations/" + one,
        .as = "admin",
        .key = "k",
        .body = R"({"name":"X"})",
        .headers = {{"if-match", "\"v7\""}}},
       "412 VERSION_MISMATCH"},
      {"a version that is no version",
       {.method = "PATCH",
        .path = "/admin/v1/locations/" + one,
        .as = "admin",
        .key = "k",
        .body = R"({"name":"X"})",
        .headers = {{"if-match", "W/\"v1\""}}},
       "412 VERSION_MISMATCH"},
  });
}

}  // namespace
}  // namespace salon::testing
