#include "adapters/http_brand_source.hpp"

#include <gtest/gtest.h>

namespace salon::adapters {
namespace {

TEST(ToldBrand, is_read_from_what_the_slot_target_tells) {
  const auto brand =
      parse_brand(R"({"name":"Noor","widget_origins":["https://a.test","https://b.test:8443"],"version":3})");
  ASSERT_TRUE(brand);
  EXPECT_EQ(brand->name, "Noor");
  EXPECT_EQ(brand->widget_origins, (std::vector<std::string>{"https://a.test", "https://b.test:8443"}));
}

TEST(ToldBrand, what_would_say_more_in_a_header_is_left_out) {
  const auto brand = parse_brand(R"({"name":"Noor","widget_origins":["https://a.test; script-src *","*",7]})");
  ASSERT_TRUE(brand);
  EXPECT_TRUE(brand->widget_origins.empty());
}

TEST(ToldBrand, what_is_no_brand_is_none) {
  for (const char* text : {"", "[]", "{}", R"({"name":7,"widget_origins":[]})", R"({"name":"Noor"})",
                           R"({"name":"Noor","widget_origins":"https://a.test"})"}) {
    EXPECT_FALSE(parse_brand(text)) << text;
  }
}

}  // namespace
}  // namespace salon::adapters
