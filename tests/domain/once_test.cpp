// The same request twice: keys, fingerprints and replays (D40, D42).
#include "domain/once.hpp"

#include <gtest/gtest.h>

#include <set>

#include "domain/policy.hpp"
#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;
using std::chrono::microseconds;

std::string hex(const Fingerprint& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t byte : bytes) {
    out.push_back(digits[byte >> 4]);
    out.push_back(digits[byte & 15]);
  }
  return out;
}

// "" when the key is refused; the refusal is always the same one.
std::string key_of(std::string_view header) {
  const auto key = parse_idempotency_key(header);
  if (!key) EXPECT_EQ(key.error().why, Refusal::idempotency_key_invalid);
  return key.value_or("");
}

TEST(Fingerprint, D40_is_the_sha_256_of_the_parts_each_after_its_length_in_eight_bytes) {
  // printf '\0\0\0\0\0\0\0\4POST\0\0\0\0\0\0\0\14/v1/bookings\0\0\0\0\0\0\0\2{}' | sha256sum
  EXPECT_EQ(hex(fingerprint({"POST", "/v1/bookings", "{}"})),
            "b5e177abf6347e18f4788f5ffdd61b557525174fd2571c8cf85417b86770ec06");
  // printf '\0%.0s' $(seq 24) | sha256sum
  EXPECT_EQ(hex(fingerprint({"", "", ""})), "9d908ecfb6b256def8b49a7c504e6c889c4b0e41fe6ce3e01863dd7b61a20aa0");
}

TEST(Fingerprint, D40_changes_with_method_route_and_body) {
  const std::set<Fingerprint> all{
      fingerprint({"POST", "/v1/bookings", "{}"}),
      fingerprint({"PUT", "/v1/bookings", "{}"}),
      fingerprint({"POST", "/v1/booking", "{}"}),
      fingerprint({"POST", "/v1/bookings", "{ }"}),
  };
  EXPECT_EQ(all.size(), 4U);
}

TEST(Fingerprint, D40_parts_that_run_together_into_the_same_text_are_told_apart) {
  EXPECT_NE(fingerprint({"PO", "ST", "x"}), fingerprint({"POS", "T", "x"}));
  EXPECT_NE(fingerprint({"POST", "/a", "b"}), fingerprint({"POST", "/ab", ""}));
}

TEST(IdempotencyKey, D40_bare_and_quoted_forms_are_the_same_key) {
  EXPECT_EQ(key_of("8e03978e-40d5-43dd"), "8e03978e-40d5-43dd");
  EXPECT_EQ(key_of("\"8e03978e-40d5-43dd\""), "8e03978e-40d5-43dd");
}

TEST(IdempotencyKey, D40_quote_and_backslash_are_escaped_inside_quotes_and_plain_outside) {
  EXPECT_EQ(key_of(R"("a\"b\\c")"), R"(a"b\c)");
  EXPECT_EQ(key_of(R"(a"b\c)"), R"(a"b\c)");
}

TEST(IdempotencyKey, D42_a_badly_quoted_key_is_refused) {
  for (const std::string_view header : {R"(")", R"("")", R"("abc)", R"("a"b")", R"("a\nb")", R"("abc\")", R"("a\)",
                                        R"("abc";q=1)", R"("abc" )", R"("abc", "def")"}) {
    EXPECT_EQ(key_of(header), "") << header;
  }
}

TEST(IdempotencyKey, D40_only_visible_ascii_makes_a_key_in_both_forms) {
  for (int c = 0; c < 256; ++c) {
    const std::string bare = std::string("k") + static_cast<char>(c) + "k";
    EXPECT_EQ(key_of(bare), c >= 0x21 && c <= 0x7e ? bare : "") << c;
    if (c == '"' || c == '\\') continue;
    EXPECT_EQ(key_of('"' + bare + '"'), c >= 0x21 && c <= 0x7e ? bare : "") << c;
  }
}

TEST(IdempotencyKey, D40_a_key_has_one_to_128_characters_counted_without_quotes_and_escapes) {
  EXPECT_EQ(key_of(""), "");
  EXPECT_EQ(key_of("k"), "k");
  const std::string longest(policy::longest_key, 'k');
  EXPECT_EQ(key_of(longest), longest);
  EXPECT_EQ(key_of(longest + "k"), "");
  EXPECT_EQ(key_of('"' + longest + '"'), longest);
  EXPECT_EQ(key_of('"' + longest + "k\""), "");
  std::string escaped = "\"";
  for (std::size_t i = 0; i < policy::longest_key; ++i) escaped += "\\\\";
  EXPECT_EQ(key_of(escaped + '"'), std::string(policy::longest_key, '\\'));
}

OnceKey request(std::string_view body = "{}") {
  return {"session:1", "key", fingerprint({"POST", "/v1/bookings", body})};
}

RememberedReply remembered(std::string_view body = "{}") {
  return {request(body).fingerprint, booking_now, {201, "/v1/bookings/1", "session", "etag", "{\"id\":1}"}};
}

TEST(DecideReplay, D40_a_key_that_was_never_seen_is_done) {
  const auto decided = decide_replay(request(), std::nullopt, booking_now);
  ASSERT_TRUE(decided.has_value());
  EXPECT_FALSE(decided->has_value());
}

TEST(DecideReplay, D41_the_same_request_gets_the_same_reply_to_the_byte_and_is_marked) {
  const auto decided = decide_replay(request(), remembered(), booking_now + minutes{1});
  ASSERT_TRUE(decided.has_value());
  ASSERT_TRUE(decided->has_value());
  EXPECT_TRUE((*decided)->replayed);
  EXPECT_EQ((*decided)->reply, remembered().reply);
}

TEST(DecideReplay, D40_another_request_with_the_same_key_is_refused) {
  const auto decided = decide_replay(request("{\"a\":1}"), remembered(), booking_now + minutes{1});
  ASSERT_FALSE(decided.has_value());
  EXPECT_EQ(decided.error().why, Refusal::idempotency_key_reused);
}

TEST(DecideReplay, D40_a_reply_is_remembered_for_24_hours_and_then_the_request_is_done_anew) {
  const Instant last = booking_now + policy::once_remembered;
  EXPECT_TRUE(decide_replay(request(), remembered(), last).value().has_value());
  EXPECT_FALSE(decide_replay(request(), remembered(), last + microseconds{1}).value().has_value());
}

TEST(DecideReplay, D40_an_old_key_is_free_for_another_request) {
  const Instant later = booking_now + policy::once_remembered + microseconds{1};
  const auto decided = decide_replay(request("{\"a\":1}"), remembered(), later);
  ASSERT_TRUE(decided.has_value());
  EXPECT_FALSE(decided->has_value());
}

}  // namespace
}  // namespace salon::domain
