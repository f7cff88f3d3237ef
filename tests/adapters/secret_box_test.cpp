#include "adapters/sodium_secret_box.hpp"

#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "key_file_fixture.hpp"

namespace salon::adapters {
namespace {

constexpr ports::SealedPlace name_of_a{"bookings.customer_name", "018f0000-0000-7000-8000-00000000000a"};
constexpr ports::SealedPlace name_of_b{"bookings.customer_name", "018f0000-0000-7000-8000-00000000000b"};
constexpr ports::SealedPlace notes_of_a{"bookings.notes", "018f0000-0000-7000-8000-00000000000a"};

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
static_assert(!Printable<SecretKey>);
static_assert(!std::is_copy_constructible_v<SecretKey>);
static_assert(!std::equality_comparable<SecretKey>);

struct SecretBoxTest : KeyFileFixture {
  SodiumSecretBox box_of(const std::string& lines) {
    auto keys = load(lines + "end\n");
    EXPECT_TRUE(keys) << keys.error();
    return SodiumSecretBox(std::move(*keys));
  }
  const std::string ring = whole_ring();
  SodiumSecretBox box = box_of(ring);
};

TEST_F(SecretBoxTest, D61_what_is_sealed_opens_where_it_belongs) {
  for (const std::string& plain :
       {std::string("Layla"), std::string(), std::string(5000, 'x'), std::string("\0\xff", 2)}) {
    const auto sealed = box.seal(plain, name_of_a);
    EXPECT_EQ(box.open(sealed, name_of_a), plain);
    EXPECT_EQ(sealed.find("Layla"), std::string::npos);
  }
}

TEST_F(SecretBoxTest, D61_a_value_moved_to_another_row_or_column_does_not_open) {
  const auto sealed = box.seal("Layla", name_of_a);
  EXPECT_FALSE(box.open(sealed, name_of_b));
  EXPECT_FALSE(box.open(sealed, notes_of_a));
  const ports::SealedPlace shifted{"bookings.customer_nam", "e018f0000-0000-7000-8000-00000000000a"};
  EXPECT_FALSE(box.open(sealed, shifted));
}

TEST_F(SecretBoxTest, D61_a_value_changed_in_any_byte_or_cut_does_not_open) {
  const auto sealed = box.seal("Layla", name_of_a);
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto forged = sealed;
    forged[i] = static_cast<char>(forged[i] ^ 1);
    EXPECT_FALSE(box.open(forged, name_of_a)) << i;
    EXPECT_FALSE(box.open(sealed.substr(0, i), name_of_a)) << i;
  }
  EXPECT_FALSE(box.open(sealed + "x", name_of_a));
}

TEST_F(SecretBoxTest, equal_texts_are_sealed_differently_each_time) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) seen.insert(box.seal("Layla", name_of_a));
  EXPECT_EQ(seen.size(), 100U);
}

TEST_F(SecretBoxTest, D61_the_newest_key_seals_and_the_old_ones_still_open) {
  const auto old_value = box.seal("Layla", name_of_a);
  EXPECT_EQ(old_value[1], 1);
  const auto rotated = box_of(ring + key_line("seal", 2));
  const auto new_value = rotated.seal("Layla", name_of_a);
  EXPECT_EQ(new_value[1], 2);
  EXPECT_EQ(rotated.open(old_value, name_of_a), "Layla");
  EXPECT_EQ(rotated.open(new_value, name_of_a), "Layla");
  EXPECT_FALSE(box.open(new_value, name_of_a));
}

TEST_F(SecretBoxTest, D61_another_installation_can_neither_open_nor_find_nor_verify) {
  fill = 'b';
  const auto other = box_of(whole_ring());
  EXPECT_FALSE(other.open(box.seal("Layla", name_of_a), name_of_a));
  EXPECT_NE(other.blind_index("phone", "+971501234567"), box.blind_index("phone", "+971501234567"));
  EXPECT_FALSE(other.verify("session", "s", box.sign("session", "s")));
}

TEST_F(SecretBoxTest, D61_blind_indexes_of_equal_texts_are_equal_for_one_purpose_only) {
  EXPECT_EQ(box.blind_index("phone", "+971501234567"), box.blind_index("phone", "+971501234567"));
  EXPECT_NE(box.blind_index("phone", "+971501234567"), box.blind_index("phone", "+971501234568"));
  EXPECT_NE(box.blind_index("phone", "layla"), box.blind_index("name", "layla"));
  EXPECT_NE(box.blind_index("nam", "elayla"), box.blind_index("name", "layla"));
}

TEST_F(SecretBoxTest, a_signature_proves_its_text_for_its_purpose_only) {
  const auto signature = box.sign("session", "018f");
  EXPECT_EQ(signature.size(), 43U);
  EXPECT_EQ(signature.find_first_of("+/="), std::string::npos);
  EXPECT_TRUE(box.verify("session", "018f", signature));
  EXPECT_FALSE(box.verify("cursor", "018f", signature));
  EXPECT_FALSE(box.verify("session", "018e", signature));
}

TEST_F(SecretBoxTest, a_signature_has_one_spelling) {
  const auto signature = box.sign("session", "018f");
  EXPECT_FALSE(box.verify("session", "018f", signature + "="));
  EXPECT_FALSE(box.verify("session", "018f", ""));
  EXPECT_FALSE(box.verify("session", "018f", signature.substr(0, 42)));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    auto forged = signature;
    forged[i] = forged[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(box.verify("session", "018f", forged)) << i;
  }
}

TEST_F(SecretBoxTest, the_four_keys_are_kept_apart) {
  const auto signature = box.sign("phone", "x");
  const auto index = box.blind_index("phone", "x");
  std::array<char, 64> text{};
  sodium_bin2base64(text.data(), text.size(), index.data(), index.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  EXPECT_NE(signature.substr(0, 20), std::string(text.data()).substr(0, 20));
}

TEST_F(SecretBoxTest, the_exposure_key_comes_from_the_file_unless_one_is_given) {
  EXPECT_NE(box.exposure_key(), domain::ExposureKey{});
  const auto given = parse_exposure_key(std::string(62, '0') + "2a");
  ASSERT_TRUE(given);
  const SodiumSecretBox other(std::move(*load(ring + "end\n")), given);
  EXPECT_EQ(other.exposure_key(), *given);
  EXPECT_EQ(other.exposure_key()[31], 0x2a);
  EXPECT_FALSE(parse_exposure_key("2a"));
  EXPECT_FALSE(parse_exposure_key(std::string(64, 'g')));
  EXPECT_FALSE(parse_exposure_key(std::string(66, '0')));
}

}  // namespace
}  // namespace salon::adapters
