// Rule D33: phones in E.164, valid and not merely possible, in every writing. The judge of the samples is
// libphonenumber-js/max (tools/phone_samples.mjs); what it refuses and we read, or the other way about, is tested by
// name below.
#include "domain/phone.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <ostream>
#include <string>
#include <type_traits>
#include <vector>

#include "domain/phone_table.hpp"

namespace salon::domain {
namespace {

using Reader = std::function<std::optional<PhoneNumber>(std::string_view, Region)>;

constexpr std::size_t sample_count = 10'000;

Region region(std::string_view code) { return Region::parse(code).value(); }

std::string e164(std::string_view text, std::string_view default_region = "AE") {
  const auto number = parse_phone(text, region(default_region));
  return number ? number->reveal() : "-";
}

struct Sample {
  std::string region;
  std::string text;
  std::string expected;
};

std::vector<Sample> read_samples() {
  std::ifstream file(SALON_SOURCE_DIR "/tests/data/phones.tsv");
  std::vector<Sample> samples;
  Sample sample;
  while (std::getline(file, sample.region, '\t') && std::getline(file, sample.text, '\t') &&
         std::getline(file, sample.expected)) {
    samples.push_back(sample);
  }
  return samples;
}

std::vector<std::string> disagreements(const std::vector<Sample>& samples, const Reader& read) {
  std::vector<std::string> found;
  for (const Sample& sample : samples) {
    const auto number = read(sample.text, region(sample.region));
    const std::string got = number ? number->reveal() : "-";
    if (got == sample.expected) continue;
    found.push_back(sample.region + " '" + sample.text + "' is " + sample.expected + ", was read as " + got);
  }
  return found;
}

TEST(PhoneD33, ten_thousand_numbers_of_sixty_regions_are_read_as_libphonenumber_reads_them) {
  const auto samples = read_samples();
  ASSERT_EQ(samples.size(), sample_count);
  EXPECT_EQ(disagreements(samples, parse_phone), std::vector<std::string>());
}

TEST(PhoneD33, the_samples_notice_a_reader_that_refuses_all_and_one_that_checks_only_the_form) {
  const auto samples = read_samples();
  const Reader refuses_all = [](std::string_view, Region) { return std::optional<PhoneNumber>(); };
  const Reader checks_form = [](std::string_view text, Region) { return phone_from_e164(text); };
  EXPECT_GT(disagreements(samples, refuses_all).size(), sample_count / 2);
  EXPECT_GT(disagreements(samples, checks_form).size(), sample_count / 2);
}

TEST(PhoneD33, what_was_read_comes_back_from_storage_as_the_same_number) {
  for (const Sample& sample : read_samples()) {
    const auto number = parse_phone(sample.text, region(sample.region));
    if (!number) continue;
    EXPECT_EQ(phone_from_e164(number->reveal()), number) << sample.text;
  }
}

TEST(PhoneD33, one_number_of_dubai_in_all_its_writings_is_one_number) {
  for (const std::string_view text : {"0501234567",
                                      "050 123 4567",
                                      "+971501234567",
                                      "+971 (0)50 123-4567",
                                      "00971 50 123 4567",
                                      "971501234567",
                                      "501234567",
                                      "(050) 123.45.67",
                                      "[050] 123/4567",
                                      "050\u00a0123\u00a04567",
                                      "050\u2013123\u20134567",
                                      "050\u202f123\u202f4567",
                                      "\u202a+971 50 123 4567\u202c",
                                      "٠٥٠١٢٣٤٥٦٧",
                                      "+٩٧١ ٥٠ ١٢٣ ٤٥٦٧",
                                      "۰۵۰۱۲۳۴۵۶۷",
                                      "०५०१२३४५६७",
                                      "０５０１２３４５６７",
                                      "＋971501234567",
                                      "＋９７１５０１２３４５６７",
                                      "  +971501234567\t"}) {
    EXPECT_EQ(e164(text), "+971501234567") << text;
  }
}

TEST(PhoneD33, a_number_with_a_plus_is_read_alike_whatever_the_default_region) {
  EXPECT_EQ(e164("+44 20 7946 0018", "AE"), "+442079460018");
  EXPECT_EQ(e164("+44 20 7946 0018", "JP"), "+442079460018");
}

TEST(PhoneD33, the_regions_own_international_prefix_is_read) {
  EXPECT_EQ(e164("011 971 50 123 4567", "US"), "+971501234567");
  EXPECT_EQ(e164("0011 971 50 123 4567", "AU"), "+971501234567");
  EXPECT_EQ(e164("010 971 50 123 4567", "JP"), "+971501234567");
  EXPECT_EQ(e164("8~10 971 50 123 4567", "RU"), "-");
  EXPECT_EQ(e164("810 971 50 123 4567", "RU"), "+971501234567");
}

TEST(PhoneD33, a_national_prefix_that_rewrites_the_number_is_followed) {
  EXPECT_EQ(e164("011 15-2345-6789", "AR"), "+5491123456789");
  EXPECT_EQ(e164("0 15 21 2345 6789", "BR"), "+552123456789");
  EXPECT_EQ(e164("456 1234", "AG"), "-");
  EXPECT_EQ(e164("460 1234", "AG"), "+12684601234");
}

TEST(PhoneD33, an_italian_landline_keeps_its_zero) { EXPECT_EQ(e164("06 6982 0000", "IT"), "+390669820000"); }

TEST(PhoneD33, a_number_of_a_possible_length_that_no_plan_has_is_refused) {
  EXPECT_EQ(e164("+971 59 123 4567"), "-");
  EXPECT_EQ(e164("+971 10 123 4567"), "-");
  EXPECT_EQ(e164("+1 555 123 4567"), "-");
  EXPECT_EQ(e164("+999 12345678"), "-");
}

TEST(PhoneD33, a_worldwide_toll_free_number_is_read) { EXPECT_EQ(e164("+800 1234 5678"), "+80012345678"); }

TEST(PhoneD33, letters_and_extensions_are_refused) {
  for (const std::string_view text : {"050 123 4567 x12", "050 123 4567 ext 5", "050 123 4567#5", "050 123 4567;ext=5",
                                      "050 123 4567~5", "1-800-FLOWERS", "call 0501234567", "tel:+971501234567"}) {
    EXPECT_EQ(e164(text), "-") << text;
  }
}

TEST(PhoneD33, a_plus_may_stand_once_and_only_before_the_digits) {
  EXPECT_EQ(e164("++971501234567"), "-");
  EXPECT_EQ(e164("050+1234567"), "-");
  EXPECT_EQ(e164("0501234567+"), "-");
  EXPECT_EQ(e164("+"), "-");
  EXPECT_EQ(e164("+0501234567"), "-");
}

TEST(PhoneD33, nothing_and_noise_are_refused) {
  EXPECT_EQ(e164(""), "-");
  EXPECT_EQ(e164("   "), "-");
  EXPECT_EQ(e164("5"), "-");
  EXPECT_EQ(e164(std::string_view("050123\0"
                                  "4567",
                                  11)),
            "-");
}

TEST(PhoneD33, text_that_is_not_well_formed_utf8_is_refused) {
  EXPECT_EQ(e164("0501234567\xC2"), "-");
  EXPECT_EQ(e164("\xFF"
                 "0501234567"),
            "-");
  EXPECT_EQ(e164("050123456\xC0\xB7"), "-");      // an overlong 7
  EXPECT_EQ(e164("050123456\xE0\x80\xB7"), "-");  // and a longer one
  EXPECT_EQ(e164("050123456\xF0\x9D\x9F\x95"), "-");
  EXPECT_EQ(e164("\xD9"
                 "0501234567"),
            "-");
}

TEST(PhoneD33, more_than_sixty_four_bytes_are_refused) {
  EXPECT_EQ(e164("0501234567" + std::string(54, ' ')), "+971501234567");
  EXPECT_EQ(e164("0501234567" + std::string(55, ' ')), "-");
}

TEST(PhoneD33, any_run_of_one_digit_is_read_or_refused_in_every_region) {
  for (const NumberingPlan& plan : numbering_plans()) {
    if (plan.region.empty()) continue;
    for (std::size_t length = 0; length <= 64; ++length) {
      for (const char digit : {'0', '1', '9'}) {
        const auto number = parse_phone(std::string(length, digit), region(plan.region));
        if (length > 32) EXPECT_FALSE(number) << plan.region << ' ' << length << " times " << digit;
      }
    }
  }
}

TEST(PhoneD33, storage_gives_back_only_the_e164_form) {
  EXPECT_TRUE(phone_from_e164("+971501234567"));
  EXPECT_TRUE(phone_from_e164("+971591234567")) << "a number since withdrawn must stay readable";
  for (const std::string_view text : {"", "+", "971501234567", "+971 501234567", "+9715012x4567", "+999123456", "+9715",
                                      "+0501234567", "+971501234567890123456", "+٩٧١501234567"}) {
    EXPECT_FALSE(phone_from_e164(text)) << text;
  }
}

TEST(PhoneD61, a_masked_number_shows_the_calling_code_and_the_last_three_digits) {
  EXPECT_EQ(parse_phone("+971 50 123 4567", region("AE"))->masked(), "+971••••••567");
  EXPECT_EQ(parse_phone("04 212 3123", region("AE"))->masked(), "+971•••••123");
  EXPECT_EQ(parse_phone("+1 212 736 5000", region("AE"))->masked(), "+1•••••••000");
}

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

TEST(PhoneD61, a_number_cannot_be_printed_by_accident_or_made_from_any_text) {
  static_assert(!Printable<PhoneNumber>);
  static_assert(!std::is_constructible_v<PhoneNumber, std::string>);
  static_assert(!std::is_default_constructible_v<PhoneNumber>);
}

TEST(RegionD33, only_regions_with_a_numbering_plan_parse) {
  EXPECT_EQ(region("AE").text(), "AE");
  EXPECT_EQ(region("AE"), Region::parse("AE"));
  for (const std::string_view text : {"", "A", "AEE", "ae", "ZZ", "00", "AQ"})
    EXPECT_FALSE(Region::parse(text)) << text;
}

TEST(RegionD33, a_region_without_a_plan_reads_international_writings_only) {
  const Region nowhere{{'Z', 'Z'}};
  EXPECT_TRUE(parse_phone("+971501234567", nowhere));
  EXPECT_FALSE(parse_phone("0501234567", nowhere));
}

TEST(RegionD33, the_table_has_every_region_of_the_package_and_nine_plans_of_none) {
  const auto plans = numbering_plans();
  EXPECT_EQ(std::ranges::count_if(plans, &std::string_view::empty, &NumberingPlan::region), 9);
  EXPECT_EQ(plans.size(), 245 + 9);
}

}  // namespace
}  // namespace salon::domain
