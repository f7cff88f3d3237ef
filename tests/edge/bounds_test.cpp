// What the document says is the least, the most and the longest is taken; one beyond it is refused at its place.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "edge_world.hpp"

namespace salon::testing {
namespace {

namespace json = boost::json;

struct Kind {
  std::string name;  // its schemas are <name>Input and <name>Patch
  std::string path;
  json::object least;  // a body that is right
};

std::vector<Kind> kinds() {
  const std::string here = location_id(1).text();
  return {{"Location", "/admin/v1/locations", {{"name", "New"}}},
          {"Service", "/admin/v1/services", {{"location_id", here}, {"name", "New"}, {"duration_minutes", 30}}},
          {"Stylist", "/admin/v1/stylists", {{"location_id", here}, {"name", "New"}}},
          {"Availability",
           "/admin/v1/availabilities",
           {{"location_id", here},
            {"rule_kind", "EXCEPTION"},
            {"start_time", "20:00"},
            {"end_time", "21:00"},
            {"valid_from", "2027-03-09"}}}};
}

bool is_of(const json::object& schema, std::string_view type) {
  const json::value& types = schema.at("type");
  const auto is_it = [type](const json::value& one) { return one.as_string() == type; };
  return types.is_string() ? is_it(types) : std::ranges::any_of(types.as_array(), is_it);
}

// Texts that are read, not kept: of any length they are right only if they mean something.
const std::set<std::string_view> read_texts{"timezone", "currency", "region", "start_time", "end_time"};

struct Bounds {
  EdgeWorld world{[] {
    EdgeOptions options;
    options.gate.limits = {.reads = 0, .bookings = 0, .staff = 0, .login = 0};
    return options;
  }()};
  json::value document = json_of(world.send({.path = "/openapi.json"}));
  int sent = 0;

  [[nodiscard]] const json::object& properties(const std::string& schema) const {
    return document.at("components").at("schemas").at(schema).at("properties").as_object();
  }
  // Whether the field is found wrong in a body that is right otherwise.
  bool is_refused(const Kind& kind, const std::string& field, const json::value& value) {
    json::object body = kind.least;
    body[field] = value;
    if (field == "phases") body["duration_minutes"] = value.as_array().size();
    const auto reply = world.send({.method = "POST",
                                   .path = kind.path,
                                   .as = "admin",
                                   .key = "key-" + std::to_string(++sent),
                                   .body = json::serialize(body)});
    if (reply.status != 422) return false;
    const auto at = pointers(reply);
    return std::ranges::find(at, "/" + field) != at.end();
  }
};

json::string text_of_length(std::int64_t length, bool is_address) {
  json::string text(static_cast<std::size_t>(length), 'x');
  if (is_address && !text.empty()) text.front() = '/';
  return text;
}

json::array list_of(const std::string& field, std::int64_t length) {
  json::array list;
  for (std::int64_t i = 0; i < length; ++i) {
    const auto number = static_cast<std::uint64_t>(i + 1);
    if (field == "phases") list.push_back(json::object{{"minutes", 1}, {"active", true}});
    if (field == "skills") list.push_back(json::value("skill " + std::to_string(i)));
    if (field == "location_ids") list.push_back(json::value(location_id(1).text()));
    if (field == "terms") list.push_back(json::object{{"service_id", service_id(number).text()}});
  }
  return list;
}

void expect_number_is_bounded(Bounds& bounds, const Kind& kind, const std::string& field, const json::object& schema) {
  ASSERT_TRUE(schema.contains("minimum") && schema.contains("maximum")) << kind.name << " " << field;
  const std::int64_t least = schema.at("minimum").as_int64();
  const std::int64_t most = schema.at("maximum").as_int64();
  EXPECT_FALSE(bounds.is_refused(kind, field, least)) << kind.name << " " << field;
  EXPECT_FALSE(bounds.is_refused(kind, field, most)) << kind.name << " " << field;
  EXPECT_TRUE(bounds.is_refused(kind, field, least - 1)) << kind.name << " " << field;
  EXPECT_TRUE(bounds.is_refused(kind, field, most + 1)) << kind.name << " " << field;
}

void expect_text_is_bounded(Bounds& bounds, const Kind& kind, const std::string& field, const json::object& schema) {
  ASSERT_TRUE(schema.contains("maxLength")) << kind.name << " " << field;
  const std::int64_t longest = schema.at("maxLength").as_int64();
  const bool is_address = field.ends_with("_url");
  EXPECT_TRUE(bounds.is_refused(kind, field, text_of_length(longest + 1, is_address))) << kind.name << " " << field;
  if (schema.contains("minLength")) EXPECT_TRUE(bounds.is_refused(kind, field, "")) << kind.name << " " << field;
  if (read_texts.contains(field)) return;
  EXPECT_FALSE(bounds.is_refused(kind, field, text_of_length(longest, is_address))) << kind.name << " " << field;
}

TEST(Bounds, what_the_document_says_of_numbers_texts_and_lists_is_what_is_taken) {
  Bounds bounds;
  for (const Kind& kind : kinds()) {
    for (const auto& [key, value] : bounds.properties(kind.name + "Input")) {
      const std::string field(key);
      const json::object& schema = value.as_object();
      if (is_of(schema, "integer")) expect_number_is_bounded(bounds, kind, field, schema);
      const bool is_free_text = is_of(schema, "string") && !schema.contains("enum") && !schema.contains("format");
      if (is_free_text) expect_text_is_bounded(bounds, kind, field, schema);
      if (const json::value* most = schema.if_contains("maxItems")) {
        EXPECT_FALSE(bounds.is_refused(kind, field, list_of(field, most->as_int64()))) << kind.name << " " << field;
        EXPECT_TRUE(bounds.is_refused(kind, field, list_of(field, most->as_int64() + 1))) << kind.name << " " << field;
      }
    }
  }
}

TEST(Bounds, a_change_is_bounded_as_what_is_made) {
  const Bounds bounds;
  for (const Kind& kind : kinds()) {
    const json::object& made = bounds.properties(kind.name + "Input");
    for (const auto& [field, schema] : bounds.properties(kind.name + "Patch")) {
      EXPECT_EQ(made.at(field), schema) << kind.name << " " << field;
    }
  }
}

TEST(Bounds, a_stylists_own_price_is_bounded_as_the_services) {
  Bounds bounds;
  const json::object& terms = bounds.properties("StylistTerms");
  EXPECT_EQ(terms.at("price_minor").at("maximum"), bounds.properties("ServiceInput").at("price_minor").at("maximum"));
  const auto refused_at = [&bounds](std::int64_t price) {
    json::object body = kinds()[2].least;
    const json::object own{{"service_id", service_id(1).text()}, {"price_minor", price}};
    body["terms"] = json::array{own};
    const auto reply = bounds.world.send({.method = "POST",
                                          .path = "/admin/v1/stylists",
                                          .as = "admin",
                                          .key = "key-" + std::to_string(++bounds.sent),
                                          .body = json::serialize(body)});
    return reply.status == 422 ? pointers(reply).front() : std::to_string(reply.status);
  };
  const std::int64_t most = terms.at("price_minor").at("maximum").as_int64();
  EXPECT_EQ(refused_at(most), "201");
  EXPECT_EQ(refused_at(most + 1), "/terms/0/price_minor");
}

}  // namespace
}  // namespace salon::testing
