// Money is whole minor units of a currency with an ISO 4217 code (D6).
#include "domain/money.hpp"

#include <gtest/gtest.h>

#include "domain/currency_table.hpp"

namespace salon::domain {
namespace {

TEST(Money, D6_a_currency_is_one_that_people_pay_with) {
  for (const std::string_view text : {"AED", "EUR", "USD", "JPY", "KWD", "XOF", "ZWG"}) {
    EXPECT_EQ(Currency::parse(text).value().text(), text);
  }
  for (const std::string_view text : {"", "AE", "AEDX", "aed", "AeD", "A1D", "A D", "[@A"}) {
    EXPECT_EQ(Currency::parse(text), std::nullopt) << text;
  }
}

TEST(Money, D6_codes_of_nothing_of_funds_of_metals_and_of_the_past_are_no_currency) {
  for (const std::string_view text : {"ABC", "ZZZ", "XXX", "XTS", "XAU", "USN", "CHE", "DEM", "HRK", "EUX"}) {
    EXPECT_EQ(Currency::parse(text), std::nullopt) << text;
  }
}

TEST(Money, D6_every_currency_of_the_table_is_found) {
  for (const std::string_view code : currencies_in_use) EXPECT_TRUE(Currency::parse(code)) << code;
}

TEST(Money, D6_what_was_sold_in_a_currency_stays_sold_in_it) {
  EXPECT_EQ(Currency::of_the_past("DEM").value().text(), "DEM");
  for (const std::string_view text : {"", "DE", "DEMX", "dem", "D3M"}) {
    EXPECT_EQ(Currency::of_the_past(text), std::nullopt) << text;
  }
}

TEST(Money, D6_the_same_number_in_another_currency_is_another_price) {
  const Currency dirham = Currency::parse("AED").value();
  const Currency euro = Currency::parse("EUR").value();
  EXPECT_EQ((Money{15000, dirham}), (Money{15000, dirham}));
  EXPECT_NE((Money{15000, dirham}), (Money{15000, euro}));
  EXPECT_NE((Money{15000, dirham}), (Money{15001, dirham}));
}

TEST(Money, D6_a_price_holds_more_minor_units_than_32_bits_do) {
  EXPECT_EQ((Money{5'000'000'000, Currency{}}.minor), 5'000'000'000);
}

}  // namespace
}  // namespace salon::domain
