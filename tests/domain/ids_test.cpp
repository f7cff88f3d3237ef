#include "domain/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

#include "testing/builders.hpp"

namespace salon::domain {
namespace {

constexpr std::string_view canonical = "01890a5d-ac96-774b-bcce-b302099a8057";

TEST(Ids, D6_an_id_is_written_in_lower_case_and_read_in_any) {
  const auto id = SlotId::parse("01890A5D-AC96-774B-BCCE-B302099A8057");
  ASSERT_TRUE(id);
  EXPECT_EQ(id->text(), canonical);
  EXPECT_EQ(SlotId::parse(canonical), id);
}

TEST(Ids, D6_only_the_canonical_form_is_an_id) {
  for (const std::string_view text : {"", "01890a5dac96774bbcceb302099a8057", "01890a5d-ac96-774b-bcce-b302099a805",
                                      "01890a5d-ac96-774b-bcce-b302099a80577", "01890a5d-ac96-774b-bcce-b302099a805g",
                                      "01890a5d+ac96-774b-bcce-b302099a8057", "{1890a5d-ac96-774b-bcce-b302099a805}",
                                      "01890a5-dac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce- 302099a8057"}) {
    EXPECT_FALSE(SlotId::parse(text)) << text;
  }
}

TEST(Ids, D6_an_id_of_one_thing_is_never_taken_for_another) {
  static_assert(!std::is_convertible_v<SlotId, BookingId>);
  static_assert(!std::is_constructible_v<std::optional<BookingId>, SlotId>);
  EXPECT_TRUE((std::is_same_v<decltype(SlotId::parse(canonical)), std::optional<SlotId>>));
}

TEST(Ids, D6_ids_are_ordered_as_their_text_so_that_locks_are_taken_in_one_order) {
  const auto first = *SlotId::parse("01890a5d-ac96-774b-bcce-b302099a8057");
  const auto second = *SlotId::parse("01890a5d-ac97-074b-bcce-b302099a8057");
  EXPECT_LT(first, second);
  EXPECT_LT(first.text(), second.text());
}

TEST(Ids, D6_ids_spread_in_a_hash_table) {
  std::unordered_set<std::size_t> hashes;
  for (std::uint64_t i = 0; i < 1000; ++i) hashes.insert(std::hash<SlotId>{}(testing::slot_id(i)));
  EXPECT_EQ(hashes.size(), 1000U);
}

TEST(Ids, D6_ids_that_tests_count_look_like_version_7) {
  EXPECT_EQ(testing::slot_id(258).text(), "00000000-0000-7000-8000-000000000102");
  EXPECT_LT(testing::slot_id(2), testing::slot_id(300));
}

}  // namespace
}  // namespace salon::domain
