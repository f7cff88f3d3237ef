// The customer card, the dashboard and the brand, as they are asked for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

using ::testing::HasSubstr;

const std::string here = "location_id=" + location_id(1).text();

Asked dashboard(const std::string& what, const std::string& query, std::string as = "frontdesk 1") {
  return {.path = "/admin/v1/analytics/" + what, .query = query, .as = std::move(as)};
}

// Somebody books twice at salon 1 and once at salon 2, by the same phone.
struct Regular {
  EdgeWorld world;
  std::vector<std::string> bookings;

  Regular() {
    book(1, "2027-03-03T06:00:00Z", "frontdesk 1", "+971 50 123 4567");
    book(1, "2027-03-02T06:00:00Z", "frontdesk 1", "0501234567");
    book(2, "2027-03-02T06:00:00Z", "frontdesk 2", "00971501234567");
    book(1, "2027-03-02T07:00:00Z", "frontdesk 1", "+971 50 765 4321");
  }
  void book(std::uint64_t service, std::string_view start, std::string as, const std::string& phone) {
    const auto made =
        world.send({.method = "POST",
                    .path = "/admin/v1/bookings",
                    .as = std::move(as),
                    .key = "key-" + std::to_string(bookings.size()),
                    .body = R"({"slot_id":")" + world.slot(service, start).text() +
                            R"(","customer_name":"Amal","customer_phone":")" + phone + R"(","confirm":true})"});
    ASSERT_EQ(made.status, 201) << made.body;
    bookings.emplace_back(json_of(made).at("id").as_string().c_str());
  }
  HttpResponse card(std::size_t of, std::string as) {
    return world.send({.path = "/admin/v1/bookings/" + bookings.at(of) + "/customer", .as = std::move(as)});
  }
  void note(std::size_t of, const std::string& attendance) {
    (void)world.send({.method = "PATCH",
                      .path = "/admin/v1/bookings/" + bookings.at(of),
                      .as = "admin",
                      .key = "note-" + std::to_string(of),
                      .body = R"({"attendance":")" + attendance + "\"}"});
  }
};

TEST(CustomerCard, tells_what_the_salon_knows_of_a_person_newest_first) {
  Regular amal;
  amal.note(0, "completed");
  amal.note(1, "no_show");
  const auto reply = amal.card(1, "frontdesk 1");
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto card = json_of(reply);
  EXPECT_EQ(card.at("name").as_string(), "Amal");
  EXPECT_EQ(card.at("phone").as_string(), "+971501234567");
  EXPECT_TRUE(card.at("email").is_null());
  EXPECT_EQ(card.at("visits").as_int64(), 1);
  EXPECT_EQ(card.at("no_shows").as_int64(), 1);
  EXPECT_EQ(card.at("cancelled").as_int64(), 0);
  EXPECT_EQ(card.at("first_visit_at").as_string(), "2027-03-03T06:00:00Z");
  const auto& bookings = card.at("bookings").as_array();
  ASSERT_EQ(bookings.size(), 2U) << "another salon's booking is not theirs to see";
  EXPECT_EQ(bookings.at(0).at("id").as_string(), amal.bookings.at(0));
  EXPECT_EQ(bookings.at(1).at("id").as_string(), amal.bookings.at(1));
}

TEST(CustomerCard, an_admin_sees_all_salons_and_nobody_sees_through_another_salons_booking) {
  Regular amal;
  EXPECT_EQ(json_of(amal.card(1, "admin")).at("bookings").as_array().size(), 3U);
  EXPECT_EQ(told(amal.card(2, "frontdesk 1")), "404 NOT_FOUND");
  EXPECT_EQ(told(amal.card(1, "stylist 1")), "403 FORBIDDEN");
  EXPECT_EQ(told(amal.card(1, "")), "401 UNAUTHENTICATED");
  EXPECT_EQ(told(amal.world.send({.path = "/admin/v1/bookings/nobody/customer", .as = "admin"})), "404 NOT_FOUND");
}

TEST(CustomerCard, without_phone_or_account_there_is_only_this_booking) {
  EdgeWorld world;
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  const auto card = world.send({.path = "/admin/v1/bookings/" + held.booking + "/customer", .as = "frontdesk 1"});
  ASSERT_EQ(card.status, 200) << card.body;
  EXPECT_EQ(json_of(card).at("bookings").as_array().size(), 1U);
  EXPECT_TRUE(json_of(card).at("name").is_null());
}

TEST(CustomerCard, without_a_phone_the_same_account_is_the_same_person) {
  EdgeWorld world;
  std::string last;
  for (const char* start : {"2027-03-03T06:00:00Z", "2027-03-03T07:00:00Z"}) {
    const auto held = world.send({.method = "POST",
                                  .path = "/v1/bookings",
                                  .as = "user",
                                  .key = start,
                                  .body = R"({"slot_id":")" + world.slot(1, start).text() + "\"}"});
    ASSERT_EQ(held.status, 201) << held.body;
    last = json_of(held).at("id").as_string().c_str();
  }
  const auto card = world.send({.path = "/admin/v1/bookings/" + last + "/customer", .as = "frontdesk 1"});
  EXPECT_EQ(json_of(card).at("bookings").as_array().size(), 2U);
}

TEST(Dashboard, UI_25_sums_up_the_days_asked_for) {
  Regular amal;
  amal.note(1, "completed");
  const auto reply = amal.world.send(dashboard("summary", here + "&from=2027-03-01&to=2027-03-02"));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto sum = json_of(reply);
  EXPECT_EQ(sum.at("held").as_int64(), 3);
  EXPECT_EQ(sum.at("confirmed").as_int64(), 3);
  EXPECT_EQ(sum.at("conversion").as_double(), 1.0);
  EXPECT_EQ(sum.at("completed").as_int64(), 1);
  EXPECT_EQ(sum.at("revenue_minor").as_int64(), 15000);
  EXPECT_EQ(sum.at("currency").as_string(), "AED");
  const auto& days = sum.at("days").as_array();
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days.at(0).at("date").as_string(), "2027-03-01");
  EXPECT_EQ(days.at(0).at("held").as_int64(), 3) << "all were made on the first";
  EXPECT_EQ(days.at(1).at("held").as_int64(), 0);
  const auto empty = amal.world.send(dashboard("summary", here + "&from=2027-05-01&to=2027-05-01"));
  EXPECT_TRUE(json_of(empty).at("conversion").is_null());
}

TEST(Dashboard, UI_25_the_funnel_knows_what_came_of_each_variants_lists) {
  EdgeWorld world;
  (void)world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  platform::run_ready(
      world.stores.analytics.add_shown({{location_id(1), date("2027-03-01"), domain::Variant::control, 2, 7}}));
  const auto reply = world.send(dashboard("funnel", here + "&from=2027-03-01&to=2027-03-01"));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto told_of = json_of(reply);
  const auto& variants = told_of.at("variants").as_array();
  ASSERT_EQ(variants.size(), 2U);
  EXPECT_EQ(variants.at(0).at("variant").as_string(), "control");
  EXPECT_EQ(variants.at(0).at("lists_shown").as_int64(), 2);
  EXPECT_EQ(variants.at(0).at("times_shown").as_int64(), 7);
  EXPECT_EQ(variants.at(0).at("held").as_int64() + variants.at(1).at("held").as_int64(), 1);
}

TEST(Dashboard, UI_25_utilisation_is_by_the_hours_of_the_salons_week) {
  Regular amal;
  const auto reply = amal.world.send(dashboard("utilisation", here + "&from=2027-03-02&to=2027-03-02"));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const auto told_of = json_of(reply);
  const auto& cells = told_of.at("cells").as_array();
  ASSERT_EQ(cells.size(), 9U) << "nine to six";
  const auto& ten = cells.at(1).as_object();
  EXPECT_EQ(ten.at("weekday").as_int64(), 2);
  EXPECT_EQ(ten.at("hour").as_int64(), 10);
  EXPECT_EQ(ten.at("open_minutes").as_int64(), 60);
  EXPECT_EQ(ten.at("booked_minutes").as_int64(), 30);
}

TEST(Dashboard, days_are_needed_in_order_and_at_most_ninety_two) {
  EdgeWorld world;
  for (const char* what : {"summary", "funnel", "utilisation"}) {
    const auto pointer = [&world, what](const std::string& query) {
      return ::testing::PrintToString(pointers(world.send(dashboard(what, query))));
    };
    EXPECT_THAT(pointer(here + "&from=2027-03-02&to=2027-03-01"), HasSubstr("?from")) << what;
    EXPECT_THAT(pointer(here + "&from=2027-03-01&to=2027-06-01"), HasSubstr("?to")) << what;
    EXPECT_THAT(pointer(here + "&from=2027-03-01"), HasSubstr("?to")) << what;
    EXPECT_THAT(pointer("from=2027-03-01&to=2027-03-01"), HasSubstr("?location_id")) << what;
    EXPECT_EQ(told(world.send(dashboard(what, here + "&from=2027-03-01&to=2027-05-31"))), "200") << what;
    const std::string nowhere = "location_id=" + location_id(9).text() + "&from=2027-03-01&to=2027-03-01";
    EXPECT_EQ(told(world.send(dashboard(what, nowhere, "admin"))), "404 NOT_FOUND") << what;
  }
}

TEST(Brand, everybody_may_know_it_and_an_admin_says_what_it_is) {
  EdgeWorld world;
  const auto before = world.send({.path = "/v1/brand"});
  EXPECT_EQ(before.status, 200);
  EXPECT_EQ(json_of(before).at("name").as_string(), "Salon");
  const auto change = [&world](const std::string& body, std::vector<platform::HttpHeader> headers = {}) {
    static int keys = 0;
    return world.send({.method = "PATCH",
                       .path = "/admin/v1/brand",
                       .as = "admin",
                       .key = "brand-" + std::to_string(++keys),
                       .body = body,
                       .headers = std::move(headers)});
  };
  const auto changed =
      change(R"({"name":"Atelier Noor","widget_origins":["https://Blog.example","https://blog.example"]})",
             {{"if-match", header_of(before, "etag")}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(json_of(changed).at("widget_origins").as_array().size(), 1U) << "each once, in small letters";
  const auto after = world.send({.path = "/v1/brand"});
  EXPECT_EQ(json_of(after), json_of(changed));
  EXPECT_EQ(header_of(after, "etag"), header_of(changed, "etag"));
  EXPECT_EQ(told(change(R"({"name":"X"})", {{"if-match", header_of(before, "etag")}})), "412 VERSION_MISMATCH");
  EXPECT_EQ(pointers(change(R"({"name":" ","widget_origins":["https://a.test","https://a.test/x"]})")),
            (std::vector<std::string>{"/name", "/widget_origins/1"}));
  EXPECT_EQ(told(change(R"({"colour":"pine"})")), "422 VALIDATION_FAILED");
  const Asked as_manager{
      .method = "PATCH", .path = "/admin/v1/brand", .as = "manager 1", .key = "m", .body = R"({"name":"X"})"};
  EXPECT_EQ(told(world.send(as_manager)), "403 FORBIDDEN");
}

}  // namespace
}  // namespace salon::testing
