// If-Match and If-None-Match, as RFC 9110 writes them.
#include "edge/entity_tags.hpp"

#include <gtest/gtest.h>

#include "edge/call.hpp"

namespace salon::edge {
namespace {

Call asking(std::vector<platform::HttpHeader> headers) {
  Call call;
  call.http.headers = std::move(headers);
  return call;
}

bool may_change(const Call& call, std::int64_t version) { return if_match(call).check(version).has_value(); }

TEST(IfMatch, without_it_any_version_may_be_changed) {
  EXPECT_TRUE(may_change(asking({}), 1));
  EXPECT_TRUE(may_change(asking({{"if-match", "*"}}), 7));
}

TEST(IfMatch, each_version_of_a_list_may_be_changed_and_no_other) {
  for (const char* list : {"\"v1\", \"v3\"", "\"v3\",\"v1\"", " , \"v1\" ,, \"v3\" ,", "\"v1\", \"a,b\", \"v3\""}) {
    const Call call = asking({{"if-match", list}});
    EXPECT_TRUE(may_change(call, 1)) << list;
    EXPECT_TRUE(may_change(call, 3)) << list;
    EXPECT_FALSE(may_change(call, 2)) << list;
  }
}

TEST(IfMatch, headers_of_one_name_are_one_list) {
  const Call call = asking({{"if-match", "\"v1\""}, {"if-match", "\"v2\""}});
  EXPECT_TRUE(may_change(call, 1));
  EXPECT_TRUE(may_change(call, 2));
}

TEST(IfMatch, weak_foreign_and_broken_tags_match_nothing) {
  for (const char* tag : {"W/\"v1\"", "\"1\"", "\"v1x\"", "\"v\"", "\"v 1\"", "v1", "\"v1", "\"\"", "\"x,v1\"", ""}) {
    EXPECT_FALSE(may_change(asking({{"if-match", tag}}), 1)) << tag;
  }
}

TEST(IfNoneMatch, a_weak_tag_and_a_strong_one_mean_the_same_copy) {
  HttpRequest request;
  EXPECT_FALSE(entity_tags(request, "if-none-match"));
  request.headers = {{"if-none-match", "\"x\", W/\"a,b\""}};
  const auto known = entity_tags(request, "if-none-match");
  ASSERT_TRUE(known);
  EXPECT_TRUE(known->has_weakly("\"a,b\""));
  EXPECT_TRUE(known->has_weakly("\"x\""));
  EXPECT_FALSE(known->has_weakly("\"a\""));
}

}  // namespace
}  // namespace salon::edge
