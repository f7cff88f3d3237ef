// What is really answered has the members that the document promises, no fewer and no more.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

namespace json = boost::json;

class Document {
 public:
  explicit Document(EdgeWorld& world) : document_(json_of(world.send({.path = "/openapi.json"}))) {}

  // Why the reply is not as documented for the operation, or nothing.
  [[nodiscard]] std::string fault(const std::string& operation, const HttpResponse& response) const {
    const json::object& what = operation_of(operation);
    const json::value* documented = what.at("responses").as_object().if_contains(std::to_string(response.status));
    if (!documented) return "status " + std::to_string(response.status) + " is not documented";
    const json::object& reply = resolved(*documented);
    for (const auto& header : {"etag", "location", "idempotent-replayed", "x-session-id", "ratelimit", "set-cookie"}) {
      if (response.header(header) && !names_header(reply, header)) return std::string("header ") + header;
    }
    if (!reply.contains("content")) return response.body.empty() ? "" : "a body is not documented";
    const std::string type = header_of(response, "content-type");
    const json::value* content = reply.at("content").as_object().if_contains(type.substr(0, type.find(';')));
    if (!content) return "media type " + type;
    if (type.find("json") == std::string::npos) return "";
    return mismatch(content->at("schema"), json_of(response), "");
  }

 private:
  [[nodiscard]] const json::object& resolved(const json::value& value) const {
    const json::value* ref = value.as_object().if_contains("$ref");
    if (!ref) return value.as_object();
    return document_.at_pointer(std::string_view(ref->as_string()).substr(1)).as_object();
  }
  [[nodiscard]] const json::object& operation_of(const std::string& operation) const {
    for (const auto& path : document_.at("paths").as_object()) {
      for (const auto& one : path.value().as_object()) {
        if (one.value().at("operationId").as_string() == operation) return one.value().as_object();
      }
    }
    throw std::logic_error("not documented: " + operation);
  }
  static bool names_header(const json::object& reply, std::string_view name) {
    const json::value* headers = reply.if_contains("headers");
    if (!headers) return false;
    for (const auto& header : headers->as_object()) {
      if (platform::equals_ignoring_case({header.key().data(), header.key().size()}, name)) return true;
    }
    return false;
  }
  static bool is_of_type(std::string_view type, const json::value& value) {
    return (type == "object" && value.is_object()) || (type == "array" && value.is_array()) ||
           (type == "string" && value.is_string()) || (type == "integer" && value.is_int64()) ||
           (type == "number" && value.is_number()) || (type == "boolean" && value.is_bool()) ||
           (type == "null" && value.is_null());
  }
  static bool has_type(const json::object& schema, const json::value& value) {
    const json::value* type = schema.if_contains("type");
    if (!type) return true;
    if (type->is_string()) return is_of_type(type->as_string(), value);
    for (const json::value& one : type->as_array()) {
      if (is_of_type(one.as_string(), value)) return true;
    }
    return false;
  }

  // All members that a schema has, those of allOf among them.
  void collect(const json::value& schema, std::map<std::string, const json::value*>& members) const {
    const json::object& object = resolved(schema);
    if (const json::value* parts = object.if_contains("allOf")) {
      for (const json::value& part : parts->as_array()) collect(part, members);
    }
    if (const json::value* properties = object.if_contains("properties")) {
      for (const auto& property : properties->as_object()) members[std::string(property.key())] = &property.value();
    }
  }
  [[nodiscard]] std::string mismatch(const json::value& schema, const json::value& value, const std::string& at) const {
    const json::object& object = resolved(schema);
    if (const json::value* ways = object.if_contains("anyOf")) {
      std::string why;
      for (const json::value& way : ways->as_array()) {
        if (why = mismatch(way, value, at); why.empty()) return "";
      }
      return why;
    }
    if (!has_type(object, value)) return at + " has another type: " + json::serialize(value);
    if (const json::value* choice = object.if_contains("enum")) {
      const json::array& values = choice->as_array();
      if (std::find(values.begin(), values.end(), value) == values.end()) return at + " is none of its values";
    }
    if (const json::array* items = value.if_array()) {
      for (const json::value& item : *items) {
        if (auto why = mismatch(object.at("items"), item, at + "[]"); !why.empty()) return why;
      }
    }
    return value.is_object() ? member_mismatch(schema, value.as_object(), at) : "";
  }
  [[nodiscard]] std::string member_mismatch(const json::value& schema, const json::object& value,
                                            const std::string& at) const {
    std::map<std::string, const json::value*> members;
    collect(schema, members);
    if (members.empty()) return "";
    for (const auto& [name, of] : members) {
      const json::value* given = value.if_contains(name);
      if (!given && name != "errors") return at + "/" + name + " is missing";
      if (!given) continue;
      if (auto why = mismatch(*of, *given, at + "/" + name); !why.empty()) return why;
    }
    for (const auto& given : value) {
      if (!members.contains(std::string(given.key())))
        return at + "/" + std::string(given.key()) + " is not documented";
    }
    return "";
  }

  json::value document_;
};

TEST(DocumentedShapes, replies_to_customers_are_as_the_document_says) {
  EdgeWorld world;
  const Document document(world);
  const std::string place = "location_id=" + location_id(1).text() + "&service_id=" + service_id(1).text();
  const Asked hold{.method = "POST",
                   .path = "/v1/bookings",
                   .key = "a-key-of-sixteen-letters",
                   .body = R"({"slot_id":")" + world.slot(1, "2027-03-03T06:00:00Z").text() + "\"}"};
  const auto held = world.send(hold);
  EXPECT_EQ(document.fault("placeHold", held), "");
  EXPECT_EQ(document.fault("placeHold", world.send(hold)), "");
  const std::string session = header_of(held, "x-session-id");
  const std::string booking = header_of(held, "location");
  const std::string salon = "/v1/locations/" + location_id(1).text();
  const std::vector<std::pair<std::string, Asked>> all{
      {"getBrand", {.path = "/v1/brand"}},
      {"listLocations", {.path = "/v1/locations"}},
      {"getLocation", {.path = salon}},
      {"listLocationServices", {.path = salon + "/services"}},
      {"listLocationStylists", {.path = salon + "/stylists", .query = "service_id=" + service_id(1).text()}},
      {"listLocationStylists", {.path = salon + "/stylists"}},
      {"listDates", {.path = "/v1/dates", .query = place}},
      {"listSlots", {.path = "/v1/slots", .query = place + "&date=2027-03-03", .session = session}},
      {"listSlots", {.path = "/v1/slots", .query = place + "&date=2027-02-30"}},
      {"getBooking", {.path = booking, .session = session}},
      {"getBooking", {.path = booking}},
      {"getBookingCalendar", {.path = booking + "/calendar.ics", .session = session}},
      {"confirmBooking",
       {.method = "POST",
        .path = booking + "/confirm",
        .session = session,
        .key = "c1",
        .body = R"({"customer_name":"Amal","customer_phone":"+971501234567"})"}},
      {"cancelBooking", {.method = "POST", .path = booking + "/cancel", .session = session, .key = "c2"}},
      {"listOwnBookings", {.path = "/v1/bookings", .as = "user"}},
      {"getStylistDay", {.path = "/v1/stylist/day", .query = "date=2027-03-03", .as = "stylist 1"}},
      {"register",
       {.method = "POST",
        .path = "/auth/v1/register",
        .body = R"({"email":"a@salon.test","password":"a long enough one"})"}},
      {"openSession",
       {.method = "POST",
        .path = "/auth/v1/session",
        .body = R"({"email":"a@salon.test","password":"a long enough one"})"}},
      {"openSession", {.method = "POST", .path = "/auth/v1/session", .body = "{}"}},
      {"getSession", {.path = "/auth/v1/session", .headers = {{"cookie", "salon_access=signed-1"}}}},
      {"renewSession", {.method = "POST", .path = "/auth/v1/session/refresh", .body = "{}"}},
      {"closeSession", {.method = "DELETE", .path = "/auth/v1/session", .as = "user"}},
      {"getJwks", {.path = "/.well-known/jwks.json"}},
      {"getHealth", {.path = "/healthz"}},
      {"getReadiness", {.path = "/readyz"}},
      {"getMetrics", {.path = "/metrics"}},
      {"getOpenApi", {.path = "/openapi.json"}}};
  for (const auto& [operation, asked] : all) EXPECT_EQ(document.fault(operation, world.send(asked)), "") << operation;
}

TEST(DocumentedShapes, replies_to_staff_are_as_the_document_says) {
  EdgeWorld world;
  const Document document(world);
  const auto held = world.hold(world.slot(1, "2027-03-03T06:00:00Z"));
  (void)platform::run_ready(world.stores.events.seal(100));
  const std::string here = R"("location_id":")" + location_id(1).text() + "\"";
  const std::string place = "location_id=" + location_id(1).text();
  const auto get = [](std::string path, std::string query = "") {
    return Asked{.path = "/admin/v1/" + std::move(path), .query = std::move(query), .as = "admin"};
  };
  int keys = 0;
  const auto change = [&keys](std::string method, std::string path, std::string body) {
    return Asked{.method = std::move(method),
                 .path = "/admin/v1/" + std::move(path),
                 .as = "admin",
                 .key = "k" + std::to_string(++keys),
                 .body = std::move(body)};
  };
  const std::string slot = R"("slot_id":")" + world.slot(1, "2027-03-03T08:00:00Z").text() + "\"";
  Asked as_job = change("POST", "slots/generate", "{" + here + R"(,"from":"2027-03-01","to":"2027-03-02"})");
  as_job.headers = {{"prefer", "respond-async"}};
  const std::vector<std::pair<std::string, Asked>> all{
      {"listAvailabilities", get("availabilities")},
      {"getAvailability", get("availabilities/" + rule_id(1).text())},
      {"createAvailability",
       change("POST", "availabilities",
              "{" + here +
                  R"(,"rule_kind":"EXCEPTION","start_time":"20:00","end_time":"21:00","valid_from":"2027-03-09"})")},
      {"createAvailability", change("POST", "availabilities", "{}")},
      {"updateAvailability", change("PATCH", "availabilities/" + rule_id(1).text(), R"({"slot_capacity":2})")},
      {"generateSlots", change("POST", "slots/generate", "{" + here + R"(,"from":"2027-03-01","to":"2027-03-02"})")},
      {"generateSlots", as_job},
      {"listDaySlots", get("slots", place + "&date=2027-03-03")},
      {"explainExposure", get("exposure/explain", place + "&date=2027-03-03&service_id=" + service_id(1).text())},
      {"listBookings", get("bookings", place)},
      {"createStaffBooking", change("POST", "bookings", "{" + slot + R"(,"customer_name":"Amal","confirm":true})")},
      {"getSummary", get("analytics/summary", place + "&from=2027-03-01&to=2027-03-02")},
      {"getSummary", get("analytics/summary", place + "&from=2027-05-01&to=2027-05-01")},
      {"getFunnel", get("analytics/funnel", place + "&from=2027-03-01&to=2027-03-02")},
      {"getUtilisation", get("analytics/utilisation", place + "&from=2027-03-01&to=2027-03-02")},
      {"getBookingCustomer", get("bookings/" + held.booking + "/customer")},
      {"updateBrand", change("PATCH", "brand", R"({"name":"Noor","widget_origins":["https://a.test"]})")},
      {"listAudit", get("audit")},
      {"listManagedLocations", get("locations")},
      {"getManagedLocation", get("locations/" + location_id(1).text())},
      {"createLocation", change("POST", "locations", R"({"name":"New"})")},
      {"updateLocation", change("PATCH", "locations/" + location_id(1).text(), R"({"address":null})")},
      {"listServices", get("services")},
      {"getService", get("services/" + service_id(1).text())},
      {"createService",
       change("POST", "services",
              "{" + here + R"(,"name":"New","duration_minutes":30,"phases":[{"minutes":30,"active":true}]})")},
      {"listStylists", get("stylists")},
      {"createStylist",
       change("POST", "stylists",
              "{" + here + R"(,"name":"New","terms":[{"service_id":")" + service_id(1).text() + R"("}]})")},
      {"createStaff",
       change("POST", "staff",
              R"({"email":"n@salon.test","password":"a long enough one","role":"frontdesk","location_ids":[")" +
                  location_id(1).text() + "\"]}")},
      {"listStaff", get("staff")},
      {"deleteService", change("DELETE", "services/" + service_id(2).text(), "")},
      {"deleteService", change("DELETE", "services/" + service_id(1).text(), "")},
      {"deleteAvailability", change("DELETE", "availabilities/" + rule_id(2).text(), "")}};
  for (const auto& [operation, asked] : all) EXPECT_EQ(document.fault(operation, world.send(asked)), "") << operation;
}

TEST(DocumentedShapes, a_reply_that_is_not_as_documented_is_noticed) {
  EdgeWorld world;
  const Document document(world);
  HttpResponse reply = world.send({.path = "/v1/locations"});
  EXPECT_EQ(document.fault("listLocations", reply), "");
  const std::string good = reply.body;
  reply.body.insert(1, R"("surprise":1,)");
  EXPECT_EQ(document.fault("listLocations", reply), "/surprise is not documented");
  reply.body = good;
  reply.body.replace(reply.body.find("\"name\""), 6, "\"nome\"");
  EXPECT_EQ(document.fault("listLocations", reply), "/items[]/name is missing");
  reply.body = good;
  reply.status = 418;
  EXPECT_EQ(document.fault("listLocations", reply), "status 418 is not documented");
}

}  // namespace
}  // namespace salon::testing
