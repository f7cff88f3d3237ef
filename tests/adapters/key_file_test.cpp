#include "adapters/key_file.hpp"

#include <gmock/gmock.h>

#include "key_file_fixture.hpp"
#include "testing/counting_ids.hpp"

namespace salon::adapters {
namespace {

using std::filesystem::perms;
using ::testing::HasSubstr;

using KeyFile = KeyFileFixture;

TEST_F(KeyFile, one_that_was_made_can_be_loaded_and_is_its_owners_only) {
  salon::testing::CountingIds chance;
  const auto made = create_key_file(path, chance);
  ASSERT_TRUE(made) << made.error();
  EXPECT_TRUE(*made);
  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
  const auto keys = load_key_file(path);
  ASSERT_TRUE(keys) << keys.error();
  EXPECT_EQ(keys->seal.size(), 1U);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(KeyFile, one_that_is_there_is_never_written_over) {
  salon::testing::CountingIds chance;
  write("precious\n");
  const auto made = create_key_file(path, chance);
  ASSERT_TRUE(made);
  EXPECT_FALSE(*made);
  EXPECT_EQ(content(), "precious\n");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST_F(KeyFile, where_none_can_be_made_a_sentence_says_so) {
  salon::testing::CountingIds chance;
  const auto made = create_key_file(folder / "no such folder" / "keys", chance);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error(), HasSubstr("cannot be made"));
}

TEST_F(KeyFile, two_installations_get_different_keys) {
  salon::testing::CountingIds one(1);
  salon::testing::CountingIds two(2);
  ASSERT_TRUE(create_key_file(path, one));
  const auto first = content();
  std::filesystem::remove(path);
  ASSERT_TRUE(create_key_file(path, two));
  EXPECT_NE(content(), first);
}

TEST_F(KeyFile, comments_blank_lines_and_spaces_are_allowed) {
  EXPECT_TRUE(load("# ours\n\n" + whole_ring() + "# rotated in spring\n" + key_line("seal", 255) + "end\n"));
  EXPECT_TRUE(load("seal\t1   " + std::string(64, 'A') + "\n" + key_line("index", 1) + key_line("sign", 1) +
                   key_line("exposure", 1) + "end"));
}

TEST_F(KeyFile, D61_one_open_to_others_is_refused) {
  for (const perms open : {perms::others_read, perms::others_write, perms::others_exec, perms::group_write}) {
    write(whole_ring() + "end\n");
    std::filesystem::permissions(path, open, std::filesystem::perm_options::add);
    const auto keys = load_key_file(path);
    ASSERT_FALSE(keys);
    EXPECT_THAT(keys.error(), HasSubstr("open to others"));
  }
}

TEST_F(KeyFile, one_that_is_missing_or_no_file_is_refused) {
  EXPECT_THAT(load_key_file(path).error(), HasSubstr("cannot be opened"));
  EXPECT_THAT(load_key_file(folder).error(), HasSubstr("not a regular file"));
}

TEST_F(KeyFile, one_cut_short_anywhere_is_refused) {
  const std::string whole = whole_ring() + "end";
  ASSERT_TRUE(load(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(load(whole.substr(0, size))) << size;
}

TEST_F(KeyFile, one_written_wrongly_is_refused_with_its_line_and_without_its_keys) {
  const std::string secret(63, 'a');
  for (const std::string& line :
       {"seal 2 " + secret, "seal 2 " + secret + "aa", "seal 2 " + secret + "g", "seal 0 " + secret + "a",
        "seal 256 " + secret + "a", "seal -1 " + secret + "a", "seal x " + secret + "a", "seals 2 " + secret + "a",
        "seal 2 " + secret + "a more", std::string("seal 2"), std::string("End"), std::string(" end x"),
        "seal 2 " + secret + "a\r"}) {
    const auto sentence = complaint(whole_ring() + line + "\nend\n");
    EXPECT_THAT(sentence, HasSubstr("line 5")) << line;
    EXPECT_EQ(sentence.find("aaaa"), std::string::npos) << line;
    EXPECT_EQ(std::ranges::count(sentence, '\n'), 0);
  }
}

TEST_F(KeyFile, one_with_a_key_twice_or_none_is_refused) {
  EXPECT_THAT(complaint(whole_ring() + key_line("seal", 1) + "end\n"), HasSubstr("second time"));
  EXPECT_THAT(complaint(whole_ring() + key_line("index", 2) + "end\n"), HasSubstr("second time"));
  EXPECT_THAT(complaint(key_line("seal", 1) + key_line("index", 1) + key_line("sign", 1) + "end\n"),
              HasSubstr("lacks a key"));
  EXPECT_THAT(complaint(key_line("index", 1) + key_line("sign", 1) + key_line("exposure", 1) + "end\n"),
              HasSubstr("lacks a key"));
  EXPECT_THAT(complaint(whole_ring() + "end\n" + key_line("seal", 2)), HasSubstr("goes on after its end"));
  EXPECT_THAT(complaint(""), HasSubstr("cut short"));
}

TEST_F(KeyFile, one_that_is_far_too_long_is_refused) {
  EXPECT_THAT(complaint(std::string(70'000, '#')), HasSubstr("too long"));
}

TEST(SecretKey, a_key_that_was_moved_away_or_went_is_wiped) {
  std::array<std::uint8_t, SecretKey::size> bytes{};
  bytes.fill(7);
  alignas(SecretKey) std::array<std::uint8_t, sizeof(SecretKey)> place{};
  auto* key = new (place.data()) SecretKey(bytes);
  SecretKey moved(std::move(*key));
  EXPECT_EQ(moved.data()[0], 7);
  const std::array<std::uint8_t, sizeof(SecretKey)> wiped{};
  EXPECT_EQ(place, wiped);
  *key = std::move(moved);
  EXPECT_EQ(place[31], 7);
  key->~SecretKey();
  EXPECT_EQ(place, wiped);
}

}  // namespace
}  // namespace salon::adapters
