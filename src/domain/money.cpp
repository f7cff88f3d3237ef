#include "domain/money.hpp"

#include "domain/currency_table.hpp"

namespace salon::domain {

std::optional<Currency> Currency::parse(std::string_view text) {
  if (!std::ranges::binary_search(currencies_in_use, text)) return std::nullopt;
  return Currency{{text[0], text[1], text[2]}};
}

std::optional<Currency> Currency::of_the_past(std::string_view text) {
  const bool is_code = text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  return is_code ? std::optional(Currency{{text[0], text[1], text[2]}}) : std::nullopt;
}

}  // namespace salon::domain
