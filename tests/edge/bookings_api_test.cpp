#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libical/ical.h>

#include <chrono>
#include <set>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::set<std::string> names_of(const boost::json::value& object) {
  std::set<std::string> names;
  for (const auto& member : object.as_object()) names.emplace(member.key());
  return names;
}

const std::set<std::string> booking_fields{"id",
                                           "status",
                                           "attendance",
                                           "slot_id",
                                           "location_id",
                                           "service_id",
                                           "stylist_id",
                                           "start_at",
                                           "end_at",
                                           "local_start",
                                           "local_end",
                                           "timezone",
                                           "hold_expires_at",
                                           "server_now",
                                           "customer_name",
                                           "customer_phone",
                                           "customer_email",
                                           "notes",
                                           "price_minor",
                                           "currency",
                                           "created_at",
                                           "confirmed_at",
                                           "cancelled_at",
                                           "version"};

Asked step(const EdgeWorld::Held& held, const std::string& verb, const std::string& body, const std::string& key) {
  return {.method = "POST",
          .path = "/v1/bookings/" + held.booking + "/" + verb,
          .session = held.session,
          .key = key,
          .body = body};
}

TEST(BookingsApi, a_hold_is_told_field_by_field_as_the_contract_has_it) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-02T06:00:00Z"));
  auto fields = names_of(held.json);
  EXPECT_EQ(fields.erase("booking_token"), 1U);
  EXPECT_EQ(fields, booking_fields);
  EXPECT_EQ(held.json.at("status").as_string(), "held");
  EXPECT_EQ(held.json.at("start_at").as_string(), "2027-03-02T06:00:00Z");
  EXPECT_EQ(held.json.at("local_start").as_string(), "2027-03-02T10:00:00+04:00");
  EXPECT_EQ(held.json.at("hold_expires_at").as_string(), "2027-03-01T04:10:00Z");
  EXPECT_TRUE(held.json.at("customer_phone").is_null());
}

TEST(BookingsApi, the_seeds_flow_hold_confirm_cancel) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  const auto confirmed =
      world.send(step(held, "confirm", R"({"customer_name":"Amal","customer_phone":"050 123 4567"})", "c1"));
  ASSERT_EQ(told(confirmed), "200") << confirmed.body;
  EXPECT_EQ(json_of(confirmed).at("customer_phone").as_string(), "+971501234567");
  EXPECT_EQ(json_of(confirmed).at("status").as_string(), "confirmed");
  EXPECT_EQ(names_of(json_of(confirmed)), booking_fields);
  const auto cancelled = world.send(step(held, "cancel", "", "c2"));
  EXPECT_EQ(json_of(cancelled).at("status").as_string(), "cancelled");
}

TEST(BookingsApi, D33_confirming_without_name_and_phone_points_at_both) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  const auto refused = world.send(step(held, "confirm", "{}", "c1"));
  EXPECT_EQ(told(refused), "422 VALIDATION_FAILED");
  EXPECT_THAT(pointers(refused), ::testing::UnorderedElementsAre("/customer_name", "/customer_phone"));
}

TEST(BookingsApi, D38_the_token_of_a_booking_opens_it_and_no_other) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  const auto other = world.hold(world.slot(1, "2027-03-03T07:00:00Z"), "another-key-of-sixteen");
  Asked asked{.path = "/v1/bookings/" + held.booking, .headers = {{"x-booking-token", held.token}}};
  EXPECT_EQ(told(world.send(asked)), "200");
  EXPECT_FALSE(json_of(world.send(asked)).as_object().contains("booking_token"));
  asked.headers = {{"x-booking-token", other.token}};
  EXPECT_EQ(told(world.send(asked)), "404 NOT_FOUND");
}

TEST(BookingsApi, times_are_told_in_the_zone_that_was_asked_for) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  Asked asked{.path = "/v1/bookings/" + held.booking, .query = "timezone=Europe/London", .session = held.session};
  EXPECT_EQ(json_of(world.send(asked)).at("local_start").as_string(), "2027-03-03T06:00:00+00:00");
  asked.query = "timezone=Nowhere";
  EXPECT_EQ(told(world.send(asked)), "422 VALIDATION_FAILED");
}

TEST(BookingsApi, the_slot_list_has_the_fields_of_the_contract_and_the_callers_own_hold) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-02T06:00:00Z"));
  const auto list = json_of(world.send(
      {.path = "/v1/slots",
       .query = "location_id=" + location_id(1).text() + "&service_id=" + service_id(1).text() + "&date=2027-03-02",
       .session = held.session}));
  EXPECT_EQ(names_of(list), (std::set<std::string>{"date", "timezone", "slots", "total", "has_more", "variant",
                                                   "server_now", "next_available", "held"}));
  EXPECT_EQ(list.at("held").at("id").as_string(), held.booking);
  EXPECT_EQ(names_of(list.at("slots").at(0)),
            (std::set<std::string>{"id", "start_at", "end_at", "local_start", "local_end", "day_part", "stylist",
                                   "price_minor", "currency"}));
  const auto exposition = world.metrics.exposition();
  EXPECT_THAT(exposition, HasSubstr("exposed_slots_count{variant=\"control\"} 1"));
  const std::string total = std::to_string(list.at("total").as_int64());
  EXPECT_THAT(exposition, HasSubstr("eligible_slots_sum{variant=\"control\"} " + total + "\n"));
  EXPECT_THAT(exposition, HasSubstr("booking_holds_total{variant=\"control\"} 1"));
}

TEST(BookingsApi, a_conflict_is_counted_by_its_code) {
  EdgeWorld world;
  const auto slot = world.slot(1, "2027-03-02T06:00:00Z");
  (void)world.hold(slot);
  (void)world.send({.method = "POST",
                    .path = "/v1/bookings",
                    .key = "another-key-of-sixteen",
                    .body = R"({"slot_id":")" + slot.text() + "\"}"});
  EXPECT_THAT(world.metrics.exposition(), HasSubstr("booking_conflicts_total{code=\"SLOT_FULL\"} 1"));
}

TEST(Calendar, a_booking_is_an_entry_that_libical_reads_and_that_keeps_its_uid) {
  EdgeWorld world;
  world.stores.brand.locations.at(location_id(1)).address = "Marina Walk 1; \"Tower, B\"\nfloor 2";
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  const Asked asked{.path = "/v1/bookings/" + held.booking + "/calendar.ics", .session = held.session};
  const auto first = world.send(asked);
  ASSERT_EQ(first.status, 200);
  EXPECT_THAT(header_of(first, "content-type"), HasSubstr("text/calendar"));
  for (std::size_t i = 0; i < first.body.size(); ++i) {
    if (first.body[i] == '\n') ASSERT_EQ(first.body[i - 1], '\r');
  }
  icalcomponent* calendar = icalparser_parse_string(first.body.c_str());
  ASSERT_NE(calendar, nullptr);
  icalcomponent* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
  ASSERT_NE(event, nullptr);
  EXPECT_EQ(icalcomponent_count_errors(calendar), 0);
  EXPECT_THAT(icalcomponent_get_uid(event), HasSubstr(held.booking));
  EXPECT_STREQ(icalcomponent_get_location(event), "Marina, Marina Walk 1; \"Tower, B\"\nfloor 2");
  EXPECT_EQ(icalcomponent_get_status(event), ICAL_STATUS_TENTATIVE);
  EXPECT_EQ(icalcomponent_get_sequence(event), 0);
  EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtstart(event)),
            std::chrono::system_clock::to_time_t(at("2027-03-03T06:00:00Z")));
  icalcomponent_free(calendar);

  const auto moved = world.send(
      step(held, "reschedule", R"({"slot_id":")" + world.slot(1, "2027-03-03T07:00:00Z").text() + "\"}", "r1"));
  ASSERT_EQ(told(moved), "200") << moved.body;
  const auto second = world.send(asked);
  EXPECT_THAT(second.body, HasSubstr("SEQUENCE:1"));
  EXPECT_THAT(second.body, HasSubstr("UID:booking-" + held.booking));
}

TEST(Catalogue, an_unchanged_list_is_304_with_the_same_headers) {
  EdgeWorld world;
  const auto first = world.send({.path = "/v1/locations"});
  const std::string etag = header_of(first, "etag");
  ASSERT_FALSE(etag.empty());
  for (const std::string& known : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
    const auto again = world.send({.path = "/v1/locations", .headers = {{"if-none-match", known}}});
    EXPECT_EQ(again.status, 304) << known;
    EXPECT_TRUE(again.body.empty());
    EXPECT_EQ(header_of(again, "etag"), etag);
    EXPECT_EQ(header_of(again, "cache-control"), header_of(first, "cache-control"));
  }
  world.stores.brand.locations.at(location_id(1)).name = "Harbour";
  EXPECT_EQ(told(world.send({.path = "/v1/locations", .headers = {{"if-none-match", etag}}})), "200");
}

TEST(Catalogue, a_change_based_on_the_etag_is_made_once_and_then_412) {
  EdgeWorld world;
  const std::string path = "/admin/v1/services/" + service_id(1).text();
  const std::string etag = header_of(world.send({.path = path, .as = "manager 1"}), "etag");
  Asked patch{.method = "PATCH", .path = path, .as = "manager 1", .key = "p1", .body = R"({"price_minor":16000})"};
  patch.headers = {{"if-match", etag}, {"content-type", "application/merge-patch+json"}};
  const auto changed = world.send(patch);
  ASSERT_EQ(told(changed), "200") << changed.body;
  EXPECT_EQ(json_of(changed).at("price_minor").as_int64(), 16000);
  EXPECT_NE(header_of(changed, "etag"), etag);
  patch.key = "p2";
  EXPECT_EQ(told(world.send(patch)), "412 VERSION_MISMATCH");
}

TEST(Catalogue, what_somebody_else_has_changed_is_not_removed) {
  EdgeWorld world;
  const std::vector<std::string> things{
      "/admin/v1/availabilities/" + rule_id(1).text(), "/admin/v1/stylists/" + stylist_id(1).text(),
      "/admin/v1/services/" + service_id(1).text(), "/admin/v1/locations/" + location_id(1).text()};
  for (const std::string& path : things) {
    const std::string etag = header_of(world.send({.path = path, .as = "admin"}), "etag");
    ASSERT_FALSE(etag.empty()) << path;
    Asked asked{.method = "DELETE", .path = path, .as = "admin", .key = path};
    asked.headers = {{"if-match", "\"v7\", \"v8\""}};
    EXPECT_EQ(told(world.send(asked)), "412 VERSION_MISMATCH") << path;
    EXPECT_EQ(told(world.send({.path = path, .as = "admin"})), "200") << path;
    asked.headers = {{"if-match", "\"v7\", " + etag}};
    EXPECT_EQ(told(world.send(asked)), "204") << path;
    asked.headers = {{"if-match", "\"v7\""}};
    EXPECT_EQ(told(world.send(asked)), "204") << "D41: a retry, whatever it says of versions";
  }
}

TEST(Catalogue, what_has_bookings_is_deactivated_and_what_has_none_is_gone) {
  EdgeWorld world;
  (void)world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  const auto kept = world.send(
      {.method = "DELETE", .path = "/admin/v1/services/" + service_id(1).text(), .as = "admin", .key = "d1"});
  EXPECT_EQ(told(kept), "200");
  EXPECT_EQ(json_of(kept).at("outcome").as_string(), "deactivated");
  EXPECT_EQ(
      told(world.send(
          {.method = "DELETE", .path = "/admin/v1/services/" + service_id(2).text(), .as = "admin", .key = "d2"})),
      "204");
}

TEST(Generation, more_than_a_month_or_a_wish_becomes_a_job_that_can_be_asked_about) {
  EdgeWorld world;
  Asked asked{.method = "POST", .path = "/admin/v1/slots/generate", .as = "manager 1", .key = "g1"};
  asked.body = R"({"location_id":")" + location_id(1).text() + R"(","from":"2027-03-01","to":"2027-03-03"})";
  const auto at_once = world.send(asked);
  ASSERT_EQ(told(at_once), "200") << at_once.body;
  EXPECT_EQ(json_of(at_once).at("created").as_int64(), 0);
  asked.key = "g2";
  asked.headers = {{"prefer", "wait=5, respond-async"}};
  const auto later = world.send(asked);
  ASSERT_EQ(told(later), "202");
  EXPECT_EQ(header_of(later, "preference-applied"), "respond-async");
  const auto job = world.send({.path = header_of(later, "location"), .as = "manager 1"});
  EXPECT_EQ(told(job), "200");
  EXPECT_EQ(json_of(job).at("state").as_string(), "waiting");
}

TEST(StylistDay, phones_are_masked_and_addresses_left_out) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  ASSERT_EQ(
      told(world.send(step(
          held, "confirm",
          R"({"customer_name":"Amal","customer_phone":"+971501234567","customer_email":"amal@salon.test"})", "c1"))),
      "200");
  const auto day = world.send({.path = "/v1/stylist/day", .query = "date=2027-03-03", .as = "stylist 1"});
  ASSERT_EQ(told(day), "200") << day.body;
  EXPECT_EQ(json_of(day).at("bookings").as_array().size(), 1U);
  EXPECT_THAT(day.body, Not(HasSubstr("50123")));
  EXPECT_THAT(day.body, Not(HasSubstr("amal@")));
  EXPECT_THAT(day.body, HasSubstr("567"));
}

TEST(Identity, registering_signing_in_refreshing_and_leaving) {
  EdgeWorld world;
  const std::string credentials = R"({"email":"amal@salon.test","password":"a long enough one"})";
  const auto registered = world.send({.method = "POST", .path = "/auth/v1/register", .body = credentials});
  ASSERT_EQ(told(registered), "201") << registered.body;
  EXPECT_EQ(names_of(json_of(registered)),
            (std::set<std::string>{"access_token", "refresh_token", "token_type", "expires_in"}));
  EXPECT_EQ(header_of(registered, "cache-control"), "no-store");
  EXPECT_EQ(told(world.send({.method = "POST", .path = "/auth/v1/login", .body = credentials})), "200");
  EXPECT_EQ(told(world.send({.method = "POST", .path = "/auth/v1/register", .body = credentials})), "409 CONFLICT");
  const std::string refresh =
      R"({"refresh_token":")" + std::string(json_of(registered).at("refresh_token").as_string()) + "\"}";
  EXPECT_EQ(told(world.send({.method = "POST", .path = "/auth/v1/refresh", .body = refresh})), "200");
  EXPECT_EQ(told(world.send({.method = "POST", .path = "/auth/v1/refresh", .body = refresh})), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(world.send({.method = "POST", .path = "/auth/v1/logout", .body = refresh})), "204");
  EXPECT_EQ(json_of(world.send({.path = "/.well-known/jwks.json"})).at("keys").at(0).at("kid").as_string(), "k1");
}

TEST(Operations, not_ready_is_503_while_health_stays_200) {
  EdgeWorld world;
  EXPECT_EQ(told(world.send({.path = "/readyz"})), "200");
  world.health.reason = "The primary is read-only.";
  EXPECT_EQ(told(world.send({.path = "/readyz"})), "503 UNAVAILABLE");
  EXPECT_EQ(told(world.send({.path = "/healthz"})), "200");
  world.health.reason.reset();
  world.operations.drain();
  EXPECT_EQ(told(world.send({.path = "/readyz"})), "503 UNAVAILABLE");
  EXPECT_EQ(told(world.send({.path = "/v1/locations"})), "200");
}

TEST(Operations, D61_metrics_tell_operations_and_never_paths) {
  EdgeWorld world;
  (void)world.send({.path = "/v1/locations", .query = "cursor=0501234567"});
  (void)world.send({.path = "/0501234567"});
  const auto metrics = world.send({.path = "/metrics"});
  EXPECT_THAT(header_of(metrics, "content-type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(metrics.body, HasSubstr("http_requests_total{operation=\"none\",status=\"4xx\"} 1"));
  EXPECT_THAT(metrics.body, Not(HasSubstr("0501234567")));
}

}  // namespace
}  // namespace salon::testing
