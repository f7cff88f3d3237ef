#include "domain/token.hpp"

#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace salon::domain {
namespace {

std::string text_of_bytes(std::vector<std::uint8_t> bytes) { return token_text(bytes); }

TEST(Token, is_written_as_base64url_without_padding) {
  // The vectors of RFC 4648, section 10, without their padding.
  EXPECT_EQ(text_of_bytes({}), "");
  EXPECT_EQ(text_of_bytes({'f'}), "Zg");
  EXPECT_EQ(text_of_bytes({'f', 'o'}), "Zm8");
  EXPECT_EQ(text_of_bytes({'f', 'o', 'o'}), "Zm9v");
  EXPECT_EQ(text_of_bytes({'f', 'o', 'o', 'b', 'a', 'r'}), "Zm9vYmFy");
  EXPECT_EQ(text_of_bytes({0xFB, 0xFF, 0xFE}), "-__-");
}

TEST(Token, D38_a_hundred_and_twenty_eight_bits_are_twenty_two_letters) {
  EXPECT_EQ(text_of_bytes(std::vector<std::uint8_t>(booking_token_bytes, 0xFF)).size(), 22u);
  EXPECT_EQ(text_of_bytes(std::vector<std::uint8_t>(refresh_token_bytes, 0xFF)).size(), 43u);
}

TEST(Token, D38_its_hash_is_sha_256) {
  const auto hash = token_hash("abc");  // FIPS 180-4, the first example
  EXPECT_EQ(hash[0], 0xBA);
  EXPECT_EQ(hash[1], 0x78);
  EXPECT_EQ(hash[31], 0xAD);
  EXPECT_NE(token_hash("abd"), hash);
}

}  // namespace
}  // namespace salon::domain
