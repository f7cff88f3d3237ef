#include "edge/json_in.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "edge/problem.hpp"

namespace salon::edge {
namespace {

using ::testing::ElementsAre;

std::string code_of(std::string_view text) {
  const auto body = parse_body(text);
  return body ? "OK" : std::string(domain::code_of(body.error().why));
}

struct Request {
  std::string name;
  std::optional<std::string> note;
  std::optional<std::int64_t> number;
  std::optional<bool> truth;
  std::optional<domain::SlotId> slot;
  std::optional<domain::Date> day;
  std::optional<std::vector<std::int64_t>> list;
  std::optional<std::optional<std::string>> clearable;
};

// Everything that is wrong, as "pointer detail".
std::vector<std::string> faults_in(std::string_view text, Request& request) {
  const auto value = parse_body(text);
  if (!value) return {std::string(domain::code_of(value.error().why))};
  BodyReader body(*value);
  body.required("name", request.name);
  body.nullable("note", request.note);
  body.optional("number", request.number);
  body.optional("truth", request.truth);
  body.optional("slot", request.slot);
  body.optional("day", request.day);
  body.optional("list", request.list);
  body.clearable("clearable", request.clearable);
  std::vector<std::string> all;
  if (auto refused = body.refusal()) {
    for (const auto& field : refused->fields) all.push_back(field.pointer + " " + field.detail);
  }
  return all;
}

std::vector<std::string> faults_in(std::string_view text) {
  Request request;
  return faults_in(text, request);
}

TEST(JsonIn, what_is_no_json_is_malformed) {
  for (const std::string_view text :
       {"{", "}", "{]", "nul", "{\"a\":1,}", "[1,]", "{'a':1}", "{\"a\":01}", "{\"a\":+1}", "{\"a\":.5}", "{\"a\":NaN}",
        "{\"a\":1} x", "// no\n{}", "{\"a\":\"\n\"}", "{\"a\":\"\\x\"}", "{\"a\":\"\\ud800\"}", " ", "{\"a\"}",
        "\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(code_of(text), "MALFORMED_JSON") << text;
  }
}

TEST(JsonIn, bytes_that_are_no_utf8_are_malformed) {
  EXPECT_EQ(code_of("{\"a\":\"\xff\"}"), "MALFORMED_JSON");
  EXPECT_EQ(code_of("{\"a\":\"\xc0\xaf\"}"), "MALFORMED_JSON");
  EXPECT_EQ(code_of("{\"a\":\"\xed\xa0\x80\"}"), "MALFORMED_JSON");
  EXPECT_EQ(code_of("{\"\xff\":1}"), "MALFORMED_JSON");
}

TEST(JsonIn, a_member_named_twice_is_malformed_however_deep_and_however_written) {
  EXPECT_EQ(code_of(R"({"a":1,"a":2})"), "MALFORMED_JSON");
  EXPECT_EQ(code_of(R"({"b":[{"a":1,"a":1}]})"), "MALFORMED_JSON");
  EXPECT_EQ(code_of(R"({"a":1,"\u0061":2})"), "MALFORMED_JSON");
  EXPECT_EQ(code_of(R"({"a:b":":","c\":\"":{"a":1},"b":{"a":1}})"), "OK");
}

TEST(JsonIn, nesting_has_an_end) {
  EXPECT_EQ(code_of(std::string(deepest_json, '[') + std::string(deepest_json, ']')), "OK");
  EXPECT_EQ(code_of(std::string(deepest_json + 1, '[') + std::string(deepest_json + 1, ']')), "MALFORMED_JSON");
  EXPECT_EQ(code_of(std::string(30000, '[')), "MALFORMED_JSON");
}

TEST(JsonIn, an_absent_body_is_an_empty_object) { EXPECT_EQ(canonical_json(*parse_body("")), "{}"); }

TEST(JsonIn, all_that_is_wrong_is_told_at_once) {
  EXPECT_THAT(
      faults_in(R"({"number":"7","truth":1,"slot":"x","day":"2027-02-30","list":[1,"2",3.5],"zzz":1,"a/b~c":2})"),
      ElementsAre("/name is missing", "/number must be a whole number", "/truth must be true or false",
                  "/slot must be an id (UUID)", "/day must be a date, YYYY-MM-DD", "/list/1 must be a whole number",
                  "/list/2 must be a whole number in range", "/zzz is not known here", "/a~1b~0c is not known here"));
}

TEST(JsonIn, a_body_that_is_no_object_has_one_fault) {
  for (const std::string_view text : {"[]", "1", "\"x\"", "null", "true"}) {
    EXPECT_THAT(faults_in(text), ElementsAre(" must be an object")) << text;
  }
}

TEST(JsonIn, numbers_beyond_what_fits_are_refused) {
  for (const std::string_view number : {"9223372036854775808", "1e400", "-9223372036854775809", "1.0", "1e2"}) {
    const auto faults = faults_in(R"({"name":"x","number":)" + std::string(number) + "}");
    ASSERT_EQ(faults.size(), 1U) << number;
  }
  Request request;
  EXPECT_TRUE(faults_in(R"({"name":"x","number":-9223372036854775808})", request).empty());
  EXPECT_EQ(request.number, INT64_MIN);
}

TEST(JsonIn, control_characters_belong_into_no_text) {
  EXPECT_THAT(faults_in(R"({"name":"a\u0000b"})"), ElementsAre("/name must not hold control characters"));
  EXPECT_THAT(faults_in(R"({"name":"a\u001bb"})"), ElementsAre("/name must not hold control characters"));
  EXPECT_THAT(faults_in(R"({"name":"a\nb"})"), ElementsAre());
}

TEST(JsonIn, null_is_absent_where_it_may_be_and_clears_where_it_can) {
  Request request;
  EXPECT_TRUE(faults_in(R"({"name":"x","note":null,"clearable":null})", request).empty());
  EXPECT_FALSE(request.note);
  ASSERT_TRUE(request.clearable);
  EXPECT_FALSE(*request.clearable);
  EXPECT_THAT(faults_in(R"({"name":null})"), ElementsAre("/name must be a string"));
}

TEST(JsonIn, D40_two_writings_of_one_request_are_the_same_request) {
  EXPECT_EQ(canonical_json(*parse_body(R"({"b":[1, 2],"a":"\u00e9\/"})")),
            canonical_json(*parse_body(" {\"a\":\"é/\",\"b\":[1,2]} ")));
  EXPECT_NE(canonical_json(*parse_body(R"({"a":1})")), canonical_json(*parse_body(R"({"a":"1"})")));
  EXPECT_NE(canonical_json(*parse_body(R"({"a":[1,2]})")), canonical_json(*parse_body(R"({"a":[2,1]})")));
}

TEST(JsonIn, query_parameters_are_read_as_strictly) {
  const std::vector<platform::QueryParameter> given{
      {"limit", "201"}, {"day", "2027-02-30"}, {"limit", "3"}, {"what", ""}};
  QueryReader query(given, "limit cursor day id");
  ports::PageRequest page;
  domain::Date day{};
  domain::SlotId id{};
  query.required("day", day);
  query.required("id", id);
  query.page(page);
  const auto refused = query.refusal();
  ASSERT_TRUE(refused);
  std::vector<std::string> pointers;
  for (const auto& field : refused->fields) pointers.push_back(field.pointer);
  EXPECT_THAT(pointers, ElementsAre("?limit", "?what", "?day", "?id", "?limit"));
  EXPECT_EQ(refused->why, domain::Refusal::validation_failed);
}

TEST(JsonIn, a_query_name_that_is_part_of_a_known_one_is_unknown) {
  const std::vector<platform::QueryParameter> given{{"location", "x"}, {"", "x"}};
  QueryReader query(given, "location_id limit");
  const auto refused = query.refusal();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->fields.size(), 2U);
}

}  // namespace
}  // namespace salon::edge
