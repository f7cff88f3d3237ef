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
  // Three capital letters.
  [[nodiscard]] static std::optional<Currency> parse(std::string_view text) {
    if (text.size() != 3) return std::nullopt;
    for (const char c : text) {
      if (c < 'A' || c > 'Z') return std::nullopt;
    }
    return Currency{{text[0], text[1], text[2]}};
  }
  auto operator<=>(const Currency&) const = default;
};

struct Money {
  std::int64_t minor = 0;
  Currency currency;
  auto operator<=>(const Money&) const = default;
};

}  // namespace salon::domain
