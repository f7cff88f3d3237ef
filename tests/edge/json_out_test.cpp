#include "edge/json_out.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace salon::edge {
namespace {

std::string written(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonOut, commas_come_between_members_and_items_only) {
  std::string out;
  JsonWriter json(out);
  json.begin_object()
      .field("a", 1)
      .key("b")
      .begin_array()
      .value(true)
      .value("x")
      .begin_object()
      .end_object()
      .end_array();
  json.field("c", std::optional<int>{}).end_object();
  EXPECT_EQ(out, R"({"a":1,"b":[true,"x",{}],"c":null})");
}

TEST(JsonOut, text_that_ends_like_an_opening_bracket_is_still_followed_by_a_comma) {
  std::string out;
  JsonWriter json(out);
  json.begin_array().value("{").value("[").value(":").end_array();
  EXPECT_EQ(out, R"(["{","[",":"])");
}

TEST(JsonOut, whatever_is_typed_comes_back_as_it_was) {
  const std::string typed = "\"quoted\" \\ line\nfeed\ttab\r \x01\x1b\x7f é 日本 😀 </script>";
  EXPECT_EQ(boost::json::parse(written(typed)).as_string(), typed);
}

TEST(JsonOut, bytes_that_are_no_utf8_become_replacement_characters) {
  EXPECT_EQ(written("a\xff\xc3(b"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD(b\"");
  EXPECT_EQ(written(std::string_view("\xf0\x9f\x98", 3)), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonOut, control_characters_never_reach_a_terminal) {
  for (int c = 0; c < 0x20; ++c) {
    const std::string out = written(std::string(1, static_cast<char>(c)));
    EXPECT_EQ(out.find(static_cast<char>(c)), std::string::npos) << c;
    EXPECT_EQ(boost::json::parse(out).as_string().size(), 1U);
  }
}

TEST(JsonOut, the_smallest_and_largest_whole_numbers_are_written_in_full) {
  std::string out;
  JsonWriter json(out);
  json.begin_array().value(INT64_MIN).value(INT64_MAX).end_array();
  EXPECT_EQ(out, "[-9223372036854775808,9223372036854775807]");
}

}  // namespace
}  // namespace salon::edge
