#include "platform/http_message.hpp"

#include <gtest/gtest.h>

#include "platform/http_date.hpp"
#include "platform/utf8.hpp"

namespace salon::platform {
namespace {

using Parameters = std::vector<QueryParameter>;

TEST(Query, names_and_values_come_decoded_and_in_their_order) {
  const auto parsed = parse_query("service_id=a%2Fb&q=Anna+M%C3%BCller&q=second");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(*parsed, (Parameters{{"service_id", "a/b"}, {"q", "Anna Müller"}, {"q", "second"}}));
}

TEST(Query, a_name_without_a_value_has_an_empty_one) {
  EXPECT_EQ(parse_query("reveal&x="), (Parameters{{"reveal", ""}, {"x", ""}}));
}

TEST(Query, empty_parts_are_nothing) {
  EXPECT_EQ(parse_query(""), Parameters{});
  EXPECT_EQ(parse_query("&&a=1&"), (Parameters{{"a", "1"}}));
}

TEST(Query, only_the_first_equals_sign_divides) {
  EXPECT_EQ(parse_query("cursor=YQ=="), (Parameters{{"cursor", "YQ=="}}));
}

TEST(Query, a_bad_percent_escape_is_refused) {
  for (const char* bad : {"a=%", "a=%4", "a=%zz", "a=%4g", "%=1", "a=100%"}) EXPECT_FALSE(parse_query(bad)) << bad;
}

TEST(Query, what_does_not_decode_to_text_is_refused) {
  for (const char* bad : {"a=%FF", "a=%C0%80", "a=%ED%A0%80", "a=%F4%90%80%80", "a=%C3", "a=%00", "%80=1"}) {
    EXPECT_FALSE(parse_query(bad)) << bad;
  }
}

TEST(PathSegment, a_plus_is_a_plus) {
  EXPECT_EQ(percent_decode("a+b%20c"), "a+b c");
  EXPECT_EQ(percent_decode("%2"), std::nullopt);
}

TEST(Headers, are_found_by_their_lower_case_name_and_the_first_one_counts) {
  HttpRequest request;
  request.headers = {{"accept", "a"}, {"x-id", "1"}, {"x-id", "2"}};
  ASSERT_TRUE(request.header("x-id"));
  EXPECT_EQ(*request.header("x-id"), "1");
  EXPECT_EQ(request.header("X-Id"), nullptr);
}

TEST(Headers, a_value_that_would_end_its_line_is_no_value) {
  EXPECT_TRUE(is_http_field_value("a\tb \xC3\xBC"));
  for (const std::string& bad : {std::string("a\r\nb"), std::string("a\nb"), std::string("a\0b", 3),
                                 std::string("\x1b[2J"), std::string("\x7f")}) {
    EXPECT_FALSE(is_http_field_value(bad));
  }
}

TEST(Headers, a_name_is_a_token) {
  EXPECT_TRUE(is_http_token("x-booking_token.1"));
  for (const char* bad : {"", "a b", "a:", "a\r", "ä", "a(b)"}) EXPECT_FALSE(is_http_token(bad)) << bad;
}

TEST(Headers, those_of_one_connection_are_not_passed_on) {
  for (const char* own :
       {"connection", "transfer-encoding", "content-length", "te", "upgrade", "keep-alive", "expect"}) {
    EXPECT_TRUE(is_connection_header(own)) << own;
  }
  EXPECT_FALSE(is_connection_header("content-type"));
}

TEST(Utf8, each_length_is_told_and_broken_sequences_are_not_text) {
  EXPECT_EQ(utf8_length("a"), 1U);
  EXPECT_EQ(utf8_length("\xC3\xA4"), 2U);
  EXPECT_EQ(utf8_length("\xE2\x82\xAC"), 3U);
  EXPECT_EQ(utf8_length("\xF0\x9F\x92\x87"), 4U);
  for (const std::string& bad :
       {std::string("\x80"), std::string("\xC1\x81"), std::string("\xE0\x80\x80"), std::string("\xED\xA0\x80"),
        std::string("\xF0\x80\x80\x80"), std::string("\xF4\x90\x80\x80"), std::string("\xF5\x80\x80\x80"),
        std::string("\xE2\x82"), std::string("\xF0\x9F\x92")}) {
    EXPECT_EQ(utf8_length(bad), 0U);
    EXPECT_FALSE(is_utf8("a" + bad));
  }
  EXPECT_EQ(utf8_length(""), 0U);
}

TEST(DateHeader, is_written_as_RFC_9110_writes_it) {
  HttpDate date;
  EXPECT_EQ(date.at(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(date.at(1709164800), "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace salon::platform
