// Money is whole minor units of a currency with an ISO 4217 code (D6).
#include "domain/money.hpp"

#include <gtest/gtest.h>

namespace salon::domain {
namespace {

TEST(Money, D6_a_currency_is_three_capital_letters) {
  EXPECT_EQ(Currency::parse("AED").value().text(), "AED");
  EXPECT_EQ(Currency::parse("EUR").value().text(), "EUR");
  for (const std::string_view text : {"", "AE", "AEDX", "aed", "AeD", "A1D", "A D", "[@A"}) {
    EXPECT_EQ(Currency::parse(text), std::nullopt) << text;
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
