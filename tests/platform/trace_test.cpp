#include "platform/trace.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace salon::platform {
namespace {

using Headers = std::vector<HttpHeader>;

const std::string good_trace = "12345678901234567890123456789012";
const std::string good_parent = "1234567890123456";
const std::string good = "00-" + good_trace + "-" + good_parent + "-01";

// Counts up, so that no two ids are the same.
RandomBytes counting() {
  return [next = std::uint8_t{1}](std::span<std::uint8_t> bytes) mutable {
    for (std::uint8_t& byte : bytes) byte = next++;
  };
}

TraceContext continued(const Headers& headers) { return continue_trace(headers, counting()); }
std::string tracestate_of(std::vector<std::string> values) {
  Headers headers{{"traceparent", good}};
  for (std::string& value : values) headers.push_back({"tracestate", std::move(value)});
  return continued(headers).tracestate;
}

TEST(Traceparent, a_callers_trace_goes_on_with_a_span_of_our_own) {
  const TraceContext context = continued({{"traceparent", good}});
  EXPECT_EQ(context.trace_id_text(), good_trace);
  EXPECT_NE(context.span_id_text(), good_parent);
  EXPECT_TRUE(context.is_sampled);
  EXPECT_EQ(context.traceparent(), "00-" + good_trace + "-0102030405060708-01");
}

TEST(Traceparent, without_one_a_new_trace_begins_and_says_it_is_random) {
  const TraceContext context = continued({});
  EXPECT_EQ(context.traceparent(), "00-0102030405060708090a0b0c0d0e0f10-1112131415161718-02");
}

TEST(Traceparent, blanks_around_it_do_not_matter) {
  EXPECT_EQ(continued({{"traceparent", "\t " + good + " \t"}}).trace_id_text(), good_trace);
}

TEST(Traceparent, broken_ones_begin_a_new_trace) {
  const std::string rest = good_trace + "-" + good_parent + "-01";
  const std::vector<std::string> broken{"",
                                        "00",
                                        "ff-" + rest,
                                        "FF-" + rest,
                                        ".0-" + rest,
                                        "0.-" + rest,
                                        "000-" + rest,
                                        "0000-" + rest,
                                        "0-" + rest,
                                        "00-00000000000000000000000000000000-" + good_parent + "-01",
                                        "00-.2345678901234567890123456789012-" + good_parent + "-01",
                                        "00-1234567890123456789012345678901.-" + good_parent + "-01",
                                        "00-1234567890123456789012345678901A-" + good_parent + "-01",
                                        "00-123456789012345678901234567890123-" + good_parent + "-01",
                                        "00-1234567890123456789012345678901-" + good_parent + "-01",
                                        "00-" + good_trace + "-0000000000000000-01",
                                        "00-" + good_trace + "-.234567890123456-01",
                                        "00-" + good_trace + "-123456789012345.-01",
                                        "00-" + good_trace + "-12345678901234567-01",
                                        "00-" + good_trace + "-123456789012345-01",
                                        "00-" + good_trace + "-" + good_parent + "-.0",
                                        "00-" + good_trace + "-" + good_parent + "-0.",
                                        "00-" + good_trace + "-" + good_parent + "-001",
                                        "00-" + good_trace + "-" + good_parent + "-1",
                                        good + ".",
                                        good + "-what-comes-later",
                                        "cc-" + rest + ".later"};
  for (const std::string& value : broken) {
    EXPECT_EQ(continued({{"traceparent", value}}).trace_id_text(), "0102030405060708090a0b0c0d0e0f10") << value;
  }
}

TEST(Traceparent, two_of_them_are_as_good_as_none) {
  const TraceContext context = continued({{"traceparent", good}, {"traceparent", good}, {"tracestate", "a=1"}});
  EXPECT_NE(context.trace_id_text(), good_trace);
  EXPECT_EQ(context.tracestate, "");
}

TEST(Traceparent, a_later_version_is_read_by_its_first_55_characters_and_sent_on_as_00) {
  const std::string later = "cc-" + good_trace + "-" + good_parent + "-01";
  for (const std::string& value : {later, later + "-what-comes-later"}) {
    EXPECT_EQ(continued({{"traceparent", value}}).traceparent(), "00-" + good_trace + "-0102030405060708-01");
  }
}

TEST(Traceparent, of_its_flags_only_the_two_known_ones_are_passed_on) {
  const auto flags = [](const std::string& given) {
    const TraceContext context = continued({{"traceparent", "00-" + good_trace + "-" + good_parent + "-" + given}});
    return context.traceparent().substr(53);
  };
  EXPECT_EQ(flags("00"), "00");
  EXPECT_EQ(flags("03"), "03");
  EXPECT_EQ(flags("ff"), "03");
  EXPECT_EQ(flags("02"), "02");
}

TEST(Tracestate, is_kept_in_order_over_several_headers) {
  EXPECT_EQ(tracestate_of({"foo=1,bar=2", "rojo=1,congo=2", "baz=3"}), "foo=1,bar=2,rojo=1,congo=2,baz=3");
  EXPECT_EQ(tracestate_of({"foo=1 \t , \t bar=2,\t baz=3 "}), "foo=1,bar=2,baz=3");
  EXPECT_EQ(tracestate_of({"", "foo=1", ""}), "foo=1");
  EXPECT_EQ(tracestate_of({"foo=1,,bar=2,"}), "foo=1,bar=2");
}

TEST(Tracestate, without_a_traceparent_it_means_nothing) {
  EXPECT_EQ(continued({{"tracestate", "foo=1"}}).tracestate, "");
}

TEST(Tracestate, a_broken_member_drops_it_whole) {
  for (const std::string value :
       {"foo =1", "FOO=1", "foo.bar=1", "foo@=1,bar=2", "@foo=1,bar=2", "foo@@bar=1,bar=2", "foo@bar@baz=1,bar=2",
        "foo=bar=baz", "foo=,bar=3", "foo", "=1", "foo=1,foo=2", "foo=\x7f", "foo=\xC3\xA4", "_foo=1"}) {
    EXPECT_EQ(tracestate_of({value}), "") << value;
  }
  EXPECT_EQ(tracestate_of({"foo=1", "foo=1"}), "");
}

TEST(Tracestate, every_legal_character_is_passed_on) {
  std::string value;
  for (char c = 0x20; c < 0x7F; ++c) {
    if (c != ',' && c != '=') value.push_back(c);
  }
  const std::string member = "abcxyz0189_-*/@a-z0-9_-*/=" + value;
  EXPECT_EQ(tracestate_of({member}), member);
}

TEST(Tracestate, has_32_members_at_most) {
  std::string members;
  for (int i = 0; i < 32; ++i) members += (i ? ",k" : "k") + std::to_string(i) + "=1";
  EXPECT_EQ(tracestate_of({members}), members);
  EXPECT_EQ(tracestate_of({members, "k32=1"}), "");
}

TEST(Tracestate, its_parts_have_their_lengths) {
  const auto is_kept = [](const std::string& member) { return tracestate_of({member}) == member; };
  EXPECT_TRUE(is_kept(std::string(256, 'z') + "=1"));
  EXPECT_FALSE(is_kept(std::string(257, 'z') + "=1"));
  EXPECT_TRUE(is_kept(std::string(241, 't') + "@" + std::string(14, 'v') + "=1"));
  EXPECT_FALSE(is_kept(std::string(242, 't') + "@v=1"));
  EXPECT_FALSE(is_kept("t@" + std::string(15, 'v') + "=1"));
  EXPECT_TRUE(is_kept("k=" + std::string(256, 'v')));
  EXPECT_FALSE(is_kept("k=" + std::string(257, 'v')));
}

TEST(Trace, every_outgoing_call_has_a_parent_id_of_its_own) {
  const RandomBytes random = counting();
  const TraceContext own = continue_trace({{"traceparent", good}, {"tracestate", "a=1"}}, random);
  const TraceContext first = child_of(own, random);
  const TraceContext second = child_of(own, random);
  EXPECT_EQ(first.trace_id, second.trace_id);
  EXPECT_NE(first.span_id, second.span_id);
  EXPECT_NE(first.span_id, own.span_id);
}

TEST(Trace, propagation_replaces_what_the_headers_said) {
  const TraceContext own = continued({{"traceparent", good}, {"tracestate", "a=1"}});
  Headers headers{{"traceparent", "old"}, {"accept", "x"}, {"tracestate", "old=1"}, {"tracestate", "b=2"}};
  propagate(own, headers);
  ASSERT_EQ(headers.size(), 3U);
  EXPECT_EQ(*find_header(headers, "traceparent"), own.traceparent());
  EXPECT_EQ(*find_header(headers, "tracestate"), "a=1");
}

TEST(Trace, no_id_is_ever_all_zero) {
  const RandomBytes zeros = [](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, std::uint8_t{0}); };
  const TraceContext context = new_trace(zeros);
  EXPECT_EQ(context.traceparent(), "00-00000000000000000000000000000001-0000000000000001-02");
}

TEST(RequestId, a_good_one_is_taken_over) {
  for (const std::string& id :
       {"abcdefgh", "A.b_c-12345", "0123456789012345678901234567890123456789012345678901234567890123"}) {
    EXPECT_EQ(request_id_of({{"x-request-id", id}}, counting()), id);
  }
}

TEST(RequestId, any_other_is_replaced_by_one_of_our_own) {
  for (const std::string& id :
       {std::string(), std::string("short67"), std::string(65, 'a'), std::string("with blank"),
        std::string("new\nline1"), std::string("<script>1"), std::string("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4")}) {
    EXPECT_EQ(request_id_of({{"x-request-id", id}}, counting()), "0102030405060708090a0b0c0d0e0f10");
  }
  EXPECT_EQ(request_id_of({}, counting()), "0102030405060708090a0b0c0d0e0f10");
}

}  // namespace
}  // namespace salon::platform
