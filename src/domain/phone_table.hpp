// The numbering plans of the world, one a region, and nine that belong to no region (+800 and the like).
// Source: the metadata of libphonenumber, by way of tools/phone_table.mjs, which writes phone_table.cpp.
// Patterns are regular expressions of digits, \d, [..], groups, |, ?, {m,n} and $, and nothing else. All views are of
// literals.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace salon::domain {

// Bit n is set when a national number may have n digits.
using DigitCounts = std::uint32_t;

// One kind of number: fixed line, mobile, toll free …
struct NumberType {
  std::string_view pattern;
  DigitCounts lengths;
};

struct NumberingPlan {
  std::string_view region;  // ISO 3166-1 alpha-2; empty where the code belongs to no region
  std::string_view calling_code;
  std::string_view leading_digits;        // pattern that tells regions of one calling code apart; may be empty
  std::string_view international_prefix;  // pattern of what is dialled before a calling code
  std::string_view national_prefix;       // pattern of the trunk prefix (and carrier codes); may be empty
  std::string_view transform;  // what to put in place of a national prefix that captured: "9$1"; may be empty
  std::string_view pattern;
  DigitCounts lengths;
  std::span<const NumberType> types;
};

// Sorted by calling code; of the regions that share one, the main region comes first.
[[nodiscard]] std::span<const NumberingPlan> numbering_plans();

}  // namespace salon::domain
