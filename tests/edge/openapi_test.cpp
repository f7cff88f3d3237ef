// The document and the routing table say the same, both ways.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "edge/routes.hpp"
#include "platform/http_message.hpp"

namespace salon::edge {
namespace {

namespace json = boost::json;

const json::value& document() {
  static const json::value parsed = [] {
    std::ifstream file(std::string(SALON_SOURCE_DIR) + "/src/edge/openapi.json");
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    return json::parse(text);
  }();
  return parsed;
}

// "#/components/parameters/Id" → what stands there.
const json::object& resolved(const json::value& value) {
  const json::object& object = value.as_object();
  const json::value* ref = object.if_contains("$ref");
  if (!ref) return object;
  return document().at_pointer(std::string_view(ref->as_string()).substr(1)).as_object();
}

struct Documented {
  std::string method;
  std::string path;
  const json::object* operation;
};

std::map<std::string, Documented> documented() {
  std::map<std::string, Documented> all;
  for (const auto& path : document().at("paths").as_object()) {
    for (const auto& operation : path.value().as_object()) {
      std::string method(operation.key());
      std::ranges::transform(method, method.begin(), ::toupper);
      const json::object& what = operation.value().as_object();
      all[what.at("operationId").as_string().c_str()] = {method, std::string(path.key()), &what};
    }
  }
  return all;
}

std::set<std::string> parameters(const json::object& operation, std::string_view in) {
  std::set<std::string> names;
  const json::value* list = operation.if_contains("parameters");
  if (!list) return names;
  for (const json::value& one : list->as_array()) {
    const json::object& parameter = resolved(one);
    if (parameter.at("in").as_string() == in) names.insert(parameter.at("name").as_string().c_str());
  }
  return names;
}

std::set<std::string> words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  return {std::istream_iterator<std::string>(stream), std::istream_iterator<std::string>()};
}

bool has_response(const json::object& operation, const char* status) {
  return operation.at("responses").as_object().contains(status);
}

TEST(OpenApi, every_route_is_documented_under_its_method_and_path) {
  const auto all = documented();
  for (const Route& route : routes()) {
    const auto found = all.find(std::string(route.operation));
    ASSERT_NE(found, all.end()) << route.operation;
    EXPECT_EQ(found->second.method, text_of(route.method)) << route.operation;
    EXPECT_EQ(found->second.path, route.path) << route.operation;
  }
}

TEST(OpenApi, everything_documented_is_routed) {
  std::set<std::string> routed;
  for (const Route& route : routes()) routed.emplace(route.operation);
  for (const auto& [operation, what] : documented()) EXPECT_TRUE(routed.contains(operation)) << operation;
  EXPECT_EQ(documented().size(), routed.size());
}

TEST(OpenApi, a_route_takes_exactly_the_query_parameters_of_the_document) {
  const auto all = documented();
  for (const Route& route : routes()) {
    EXPECT_EQ(parameters(*all.at(std::string(route.operation)).operation, "query"), words(route.query))
        << route.operation;
  }
}

TEST(OpenApi, D40_a_mutation_documents_its_idempotency_key_and_nothing_else_does) {
  const auto all = documented();
  for (const Route& route : routes()) {
    const json::object& operation = *all.at(std::string(route.operation)).operation;
    EXPECT_EQ(parameters(operation, "header").contains("Idempotency-Key"), route.once) << route.operation;
    EXPECT_EQ(operation.contains("requestBody"), route.body != BodyKind::none) << route.operation;
    const bool takes_version = route.once && (route.method == Method::patch || route.method == Method::remove);
    EXPECT_EQ(parameters(operation, "header").contains("If-Match"), takes_version) << route.operation;
    EXPECT_EQ(has_response(operation, "412"), takes_version) << route.operation;
  }
}

TEST(OpenApi, who_may_call_is_documented_as_the_table_says) {
  const auto all = documented();
  for (const Route& route : routes()) {
    const json::object& operation = *all.at(std::string(route.operation)).operation;
    const json::array& security = operation.at("security").as_array();
    const auto names_account = [](const json::value& way) {
      return way.as_object().contains("bearer") || way.as_object().contains("page");
    };
    const bool needs_account = route.needs && !domain::may(domain::Role::guest, *route.needs);
    EXPECT_EQ(!security.empty() && std::ranges::all_of(security, names_account), needs_account) << route.operation;
    EXPECT_EQ(std::ranges::count_if(security, names_account), route.needs ? 2 : 0) << route.operation;
    const bool may_be_forged = route.needs && route.method != Method::get;
    EXPECT_EQ(parameters(operation, "header").contains("X-CSRF-Token"), may_be_forged) << route.operation;
    if (may_be_forged || route.opens_page_session()) EXPECT_TRUE(has_response(operation, "403")) << route.operation;
    if (needs_account) EXPECT_TRUE(has_response(operation, "401")) << route.operation;
    if (route.path.starts_with("/admin/")) EXPECT_TRUE(has_response(operation, "403")) << route.operation;
    if (route.limit != Limit::none) EXPECT_TRUE(has_response(operation, "429")) << route.operation;
    if (route.has_id()) EXPECT_TRUE(has_response(operation, "404")) << route.operation;
  }
}

TEST(Routes, a_path_is_matched_whole_and_an_id_is_one_segment) {
  const auto operation = [](std::string_view method, std::string_view path) {
    const RouteMatch match = find_route(method, path);
    return match.route ? std::string(match.route->operation) + " " + match.id : "none " + match.allow;
  };
  EXPECT_EQ(operation("GET", "/v1/bookings/abc"), "getBooking abc");
  EXPECT_EQ(operation("POST", "/v1/bookings/abc/confirm"), "confirmBooking abc");
  EXPECT_EQ(operation("GET", "/v1/bookings/abc/calendar.ics"), "getBookingCalendar abc");
  EXPECT_EQ(operation("POST", "/admin/v1/slots/generate"), "generateSlots ");
  EXPECT_EQ(operation("HEAD", "/v1/locations"), "listLocations ");
  for (const std::string_view path : {"/v1/bookings/", "/v1/bookings/a/b", "/v1/bookings//confirm", "/v1/Bookings",
                                      "/v1/locations/", "/v2/locations", "", "/v1/bookings/abc/", "//v1/locations"}) {
    EXPECT_EQ(operation("GET", path), "none ") << path;
  }
}

TEST(Routes, a_known_path_tells_what_it_may_be_called_with) {
  EXPECT_EQ(find_route("DELETE", "/v1/bookings").allow, "POST, GET, HEAD");
  EXPECT_EQ(find_route("OPTIONS", "/v1/locations").allow, "GET, HEAD");
  EXPECT_EQ(find_route("get", "/v1/locations").allow, "GET, HEAD");
  EXPECT_EQ(find_route("HEAD", "/auth/v1/login").allow, "POST");
}

}  // namespace
}  // namespace salon::edge
