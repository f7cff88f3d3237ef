// Telephone numbers in E.164 form ("+971501234567"), read from whatever people write. Source: rule D33; the numbering
// plans are those of libphonenumber (phone_table.hpp), and a number is taken only when the plan says it exists, not
// merely could.
//
// Read: +, 00 or the region's international prefix, trunk prefixes, spaces, dashes, dots, slashes, brackets, and ASCII,
// fullwidth, Arabic-Indic, Persian and Devanagari digits. Refused: letters, extensions ("x123"), more than 64 bytes.
// A number is personal data (D61): it has no operator<<; logs get masked().
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace salon::domain {

// A region that has a numbering plan, by its ISO 3166-1 alpha-2 code (and AC, TA, XK, which have plans but no such
// code).
struct Region {
  std::array<char, 2> code;

  // Upper case only, as the standard writes it.
  [[nodiscard]] static std::optional<Region> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  bool operator==(const Region&) const = default;
};

class PhoneNumber {
 public:
  [[nodiscard]] const std::string& reveal() const { return e164_; }
  // Calling code and last three digits: "+971••••••567".
  [[nodiscard]] std::string masked() const;
  bool operator==(const PhoneNumber&) const = default;

 private:
  PhoneNumber(std::string_view calling_code, std::string_view national_digits);
  friend std::optional<PhoneNumber> parse_phone(std::string_view text, Region default_region);
  friend std::optional<PhoneNumber> phone_from_e164(std::string_view text);

  std::string e164_;
  std::size_t calling_code_length_;
};

// A number without an international prefix is one of default_region.
[[nodiscard]] std::optional<PhoneNumber> parse_phone(std::string_view text, Region default_region);

// For what parse_phone once returned and storage kept. Only the form and the calling code are checked: plans withdraw
// numbers, and a booking taken before that must stay readable.
[[nodiscard]] std::optional<PhoneNumber> phone_from_e164(std::string_view text);

}  // namespace salon::domain
