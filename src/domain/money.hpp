// Money: integer minor units with an ISO 4217 code (D6). Nothing here computes with fractions.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace salon::domain {

struct Currency {
  std::array<char, 3> code{'A', 'E', 'D'};

  [[nodiscard]] std::string text() const { return {code.data(), code.size()}; }
  // A currency that people pay with, by its code in capital letters.
  [[nodiscard]] static std::optional<Currency> parse(std::string_view text);
  // Any three capital letters: what was once sold in a currency stays sold in it when the currency is withdrawn.
  [[nodiscard]] static std::optional<Currency> of_the_past(std::string_view text);
  auto operator<=>(const Currency&) const = default;
};

struct Money {
  std::int64_t minor = 0;
  Currency currency;
  auto operator<=>(const Money&) const = default;
};

}  // namespace salon::domain
