#include "domain/brand.hpp"

#include <gtest/gtest.h>

namespace salon::domain {
namespace {

TEST(Brand, an_origin_is_a_scheme_a_host_and_perhaps_a_port) {
  EXPECT_EQ(parse_origin("https://noor.example"), "https://noor.example");
  EXPECT_EQ(parse_origin("https://Noor.Example:8443"), "https://noor.example:8443");
  EXPECT_EQ(parse_origin("http://localhost:3000"), "http://localhost:3000");
}

TEST(Brand, what_would_say_more_in_a_header_is_no_origin) {
  for (const char* text : {"",
                           "noor.example",
                           "https://",
                           "https://noor.example/",
                           "https://noor.example/book",
                           "https://*",
                           "https://*.example",
                           "https://a b",
                           "https://a;script-src *",
                           "https://a'none'",
                           "ftp://noor.example",
                           "javascript://a",
                           "https://a:",
                           "https://a:1:2",
                           "https://a:123456",
                           "https://a:8o",
                           "https://a,https://b",
                           "'self'",
                           "https://user@a",
                           "https://a\r\nb"}) {
    EXPECT_EQ(parse_origin(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace salon::domain
