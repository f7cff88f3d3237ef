// The order of the steps is that of libphonenumber-js (its parse.js), so that both read every number alike.
#include "domain/phone.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>

#include "domain/phone_table.hpp"

namespace salon::domain {
namespace {

constexpr std::size_t longest_input = 64;        // bytes: enough for the longest number in three-byte digits
constexpr std::size_t longest_calling_code = 3;  // digits, E.164
constexpr std::size_t shortest_national = 2;     // digits, libphonenumber
constexpr std::size_t longest_national = 17;     // digits, libphonenumber: some plans outgrow the 15 of E.164
constexpr std::size_t digits_shown = 3;          // what masked() leaves of the national number

struct Written {
  bool has_plus = false;
  std::string digits;
};

struct CodePoints {
  char32_t first;
  char32_t last;
};

constexpr CodePoints separators[] = {
    {U'\t', U'\t'},   {U' ', U' '},     {U'(', U')'},     {U'-', U'/'},  // hyphen, dot, slash
    {U'[', U'['},     {U']', U']'},     {0xA0, 0xA0},     {0xAD, 0xAD},  // no-break space, soft hyphen
    {0x61C, 0x61C},   {0x2000, 0x200B}, {0x200E, 0x200F},                // Arabic mark, spaces, direction marks
    {0x2010, 0x2015}, {0x202A, 0x202F}, {0x205F, 0x2060},                // dashes, direction marks, narrow spaces
    {0x2066, 0x2069}, {0x2212, 0x2212}, {0x3000, 0x3000},                // direction marks, minus, wide space
    {0x30FC, 0x30FC}, {0xFF08, 0xFF09}, {0xFF0D, 0xFF0F},                // long mark, wide ( ) - . /
    {0xFF3B, 0xFF3B}, {0xFF3D, 0xFF3D},                                  // wide [ ]
};

// Where each script keeps its zero; the other nine follow: ASCII, Arabic-Indic, Persian, Devanagari, fullwidth.
constexpr char32_t zeros[] = {U'0', 0x660, 0x6F0, 0x966, 0xFF10};
constexpr char32_t wide_plus = 0xFF0B;

// Takes one code point off the front; nothing if it is malformed, or of four bytes, where no phone number has business.
std::optional<char32_t> take_code_point(std::string_view& text) {
  static constexpr char32_t smallest[] = {0, 0x80, 0x800};  // of one, two and three bytes; less is an overlong form
  const auto lead = static_cast<unsigned char>(text.front());
  const auto ones = static_cast<std::size_t>(std::countl_one(lead));
  const std::size_t length = std::max<std::size_t>(1, ones);
  if (ones == 1 || length > std::min<std::size_t>(3, text.size())) return std::nullopt;
  char32_t point = lead & (0xFFU >> ones);
  for (const char byte : text.substr(1, length - 1)) {
    const auto next = static_cast<unsigned char>(byte);
    if ((next & 0xC0U) != 0x80U) return std::nullopt;
    point = (point << 6U) | (next & 0x3FU);
  }
  text.remove_prefix(length);
  return point >= smallest[length - 1] ? std::optional(point) : std::nullopt;
}

std::optional<char> digit_of(char32_t point) {
  for (const char32_t zero : zeros) {
    if (point >= zero && point <= zero + 9) return static_cast<char>('0' + (point - zero));
  }
  return std::nullopt;
}

bool is_separator(char32_t point) {
  return std::ranges::any_of(separators, [&](CodePoints range) { return point >= range.first && point <= range.last; });
}

std::optional<Written> read_digits(std::string_view text) {
  if (text.size() > longest_input) return std::nullopt;
  Written written;
  while (!text.empty()) {
    const auto point = take_code_point(text);
    if (!point) return std::nullopt;
    if (const auto digit = digit_of(*point)) {
      written.digits += *digit;
    } else if (*point == U'+' || *point == wide_plus) {
      if (written.has_plus || !written.digits.empty()) return std::nullopt;
      written.has_plus = true;
    } else if (!is_separator(*point)) {
      return std::nullopt;
    }
  }
  return written;
}

struct Match {
  std::size_t length = 0;
  std::array<std::string, 2> captured;
};

// Walks the text of a pattern over digits, as a backtracking regular expression does: alternatives in order, repeats
// greedy. No pattern repeats without bound and inputs are short, so the walk is bounded too. Lives within one call.
class PatternWalk {
 public:
  PatternWalk(std::string_view pattern, std::string_view digits, bool is_whole)
      : pattern_(pattern), digits_(digits), is_whole_(is_whole) {}

  std::optional<Match> run() { return any_alternative(0, 0, nullptr) ? std::optional(match_) : std::nullopt; }

 private:
  struct Item {
    std::uint32_t digits = 0;  // bit n: the digit n fits
    std::size_t body = 0;      // where a group's alternatives begin; 0 for a digit
    bool is_captured = false;
    std::size_t after = 0;
    std::size_t least = 1;
    std::size_t most = 1;
  };
  struct Group {
    Item item;
    std::size_t times;  // iterations begun
    std::size_t start;  // of this iteration, in the digits
    const Group* outer;
  };

  bool is_end(std::size_t at) const { return at == pattern_.size() || pattern_[at] == '|' || pattern_[at] == ')'; }

  // The '|' or ')' that ends the alternative, or the pattern's end.
  std::size_t alternative_end(std::size_t at) const {
    for (std::size_t depth = 0; at < pattern_.size(); ++at) {
      if (depth == 0 && is_end(at)) return at;
      if (pattern_[at] == '(') ++depth;
      if (pattern_[at] == ')') --depth;
    }
    return at;
  }

  std::size_t group_end(std::size_t body) const {
    std::size_t at = alternative_end(body);
    while (pattern_[at] == '|') at = alternative_end(at + 1);
    return at;
  }

  std::size_t read_number(std::size_t& at) const {
    const std::size_t end = pattern_.find_first_of(",}", at);
    std::size_t number = 0;
    for (; at < end; ++at) number = number * 10 + static_cast<std::size_t>(pattern_[at] - '0');
    return number;
  }

  void read_class(Item& item) const {
    const auto close = pattern_.find(']', item.after);
    for (std::size_t at = item.after + 1; at < close; ++at) {
      const char first = pattern_[at];
      if (pattern_[at + 1] == '-') at += 2;
      for (char digit = first; digit <= pattern_[at]; ++digit) item.digits |= 1U << static_cast<unsigned>(digit - '0');
    }
    item.after = close + 1;
  }

  void read_times(Item& item) const {
    if (item.after == pattern_.size()) return;
    if (pattern_[item.after] == '?') {
      item.least = 0;
      ++item.after;
    } else if (pattern_[item.after] == '{') {
      item.least = item.most = read_number(++item.after);
      if (pattern_[item.after] == ',') item.most = read_number(++item.after);
      ++item.after;
    }
  }

  Item read_item(std::size_t at) const {
    Item item{.after = at};
    if (pattern_[at] == '(') {
      item.is_captured = pattern_[at + 1] != '?';
      item.body = at + (item.is_captured ? 1 : 3);
      item.after = group_end(item.body) + 1;
    } else if (pattern_[at] == '[') {
      read_class(item);
    } else if (pattern_[at] == '\\') {
      item.digits = 0x3FF;
      item.after = at + 2;
    } else {
      item.digits = 1U << static_cast<unsigned>(pattern_[at] - '0');
      item.after = at + 1;
    }
    read_times(item);
    return item;
  }

  bool any_alternative(std::size_t at, std::size_t from, const Group* group) {
    for (;; ++at) {
      if (items(at, from, group)) return true;
      at = alternative_end(at);
      if (at == pattern_.size() || pattern_[at] == ')') return false;
    }
  }

  bool items(std::size_t at, std::size_t from, const Group* group) {
    if (is_end(at)) return close(from, group);
    if (pattern_[at] == '$') return from == digits_.size() && items(at + 1, from, group);
    const Item item = read_item(at);
    if (item.body != 0) return again({.item = item, .times = 0, .start = from, .outer = group}, from);
    std::size_t taken = 0;
    while (taken < item.most && fits(item, from + taken)) ++taken;
    for (std::size_t tries = taken + 1; tries > item.least; --tries) {
      if (items(item.after, from + tries - 1, group)) return true;
    }
    return false;
  }

  bool fits(const Item& item, std::size_t at) const {
    return at < digits_.size() && (item.digits >> static_cast<unsigned>(digits_[at] - '0') & 1U) != 0;
  }

  // One more round of the group if there may be one, or on with what follows it.
  bool again(const Group& group, std::size_t from) {
    if (group.times < group.item.most) {
      Group next = group;
      ++next.times;
      next.start = from;
      if (any_alternative(next.item.body, from, &next)) return true;
    }
    return group.times >= group.item.least && items(group.item.after, from, group.outer);
  }

  // The end of a group's round, or of the pattern. Captures are written on the way out of a success only.
  bool close(std::size_t from, const Group* group) {
    if (group == nullptr) {
      match_.length = from;
      return !is_whole_ || from == digits_.size();
    }
    if (!again(*group, from)) return false;
    if (group->item.is_captured) keep(*group, from);
    return true;
  }

  void keep(const Group& group, std::size_t until) {
    std::size_t index = 0;
    for (std::size_t at = 0; at + 1 < group.item.body; ++at) {
      if (pattern_[at] == '(' && pattern_[at + 1] != '?') ++index;
    }
    match_.captured.at(index) = digits_.substr(group.start, until - group.start);
  }

  std::string_view pattern_;
  std::string_view digits_;
  bool is_whole_;
  Match match_;
};

bool matches(std::string_view pattern, std::string_view digits) {
  return PatternWalk(pattern, digits, true).run().has_value();
}

std::optional<Match> match_start(std::string_view pattern, std::string_view digits) {
  return PatternWalk(pattern, digits, false).run();
}

using Plans = std::span<const NumberingPlan>;

// Empty for an unknown calling code; else the main region's plan comes first.
Plans plans_sharing(std::string_view calling_code) {
  const auto found = std::ranges::equal_range(numbering_plans(), calling_code, {}, &NumberingPlan::calling_code);
  return {found.begin(), found.end()};
}

const NumberingPlan* plan_of(std::string_view region) {
  const auto found = std::ranges::find(numbering_plans(), region, &NumberingPlan::region);
  return found == numbering_plans().end() || region.empty() ? nullptr : &*found;
}

bool has_length(DigitCounts lengths, std::size_t length) { return length < 32 && (lengths >> length & 1U) != 0; }

bool is_too_long(DigitCounts lengths, std::size_t length) {
  return length >= static_cast<std::size_t>(std::bit_width(lengths));
}

bool is_valid_in(const NumberingPlan& plan, std::string_view national) {
  return matches(plan.pattern, national) && std::ranges::any_of(plan.types, [&](const NumberType& type) {
           return has_length(type.lengths, national.size()) && matches(type.pattern, national);
         });
}

// The plan, of those that share a calling code, that the number belongs to; the fallback when none claims it.
const NumberingPlan& home_plan(Plans sharing, std::string_view national, const NumberingPlan& fallback) {
  if (sharing.size() == 1) return sharing.front();
  const auto claims = [&](const NumberingPlan& plan) {
    if (plan.leading_digits.empty()) return is_valid_in(plan, national);
    return match_start(plan.leading_digits, national).has_value();
  };
  const auto found = std::ranges::find_if(sharing, claims);
  return found == sharing.end() ? fallback : *found;
}

std::string without_prefix(const NumberingPlan& plan, std::string_view number) {
  if (plan.national_prefix.empty()) return std::string(number);
  const auto match = match_start(plan.national_prefix, number);
  if (!match) return std::string(number);
  const std::string rest(number.substr(match->length));
  if (plan.transform.empty()) return rest;
  const std::size_t dollar = plan.transform.find('$');
  // The pattern's last capture decides whether the rule applies, and it is the one the rule names.
  const std::string& kept = match->captured.at(static_cast<std::size_t>(plan.transform[dollar + 1] - '1'));
  return kept.empty() ? rest : std::string(plan.transform.substr(0, dollar)) + kept + rest;
}

// A number as dialled: the plans of its calling code, and its own plan when it was written the national way.
struct Dialled {
  Plans sharing;
  const NumberingPlan* national_plan;
  std::string digits;

  const NumberingPlan& plan() const { return national_plan != nullptr ? *national_plan : sharing.front(); }
};

// Takes the trunk prefix off, unless that would make a good number bad or too short.
std::string national_number(const NumberingPlan& plan, std::string_view number, const NumberingPlan* home) {
  std::string shorter = without_prefix(plan, number);
  const std::string whole(number);
  if (shorter == whole || (matches(plan.pattern, whole) && !matches(plan.pattern, shorter))) return whole;
  const auto& judge = home != nullptr ? *home : home_plan(plans_sharing(plan.calling_code), shorter, plan);
  const bool is_long_enough = has_length(judge.lengths, shorter.size()) || is_too_long(judge.lengths, shorter.size());
  return is_long_enough ? shorter : whole;
}

std::optional<Dialled> from_calling_code(std::string_view digits) {
  for (std::size_t length = 1; length <= std::min(longest_calling_code, digits.size()); ++length) {
    const Plans sharing = plans_sharing(digits.substr(0, length));
    if (!sharing.empty()) return Dialled{sharing, nullptr, std::string(digits.substr(length))};
  }
  return std::nullopt;
}

// What follows 00 or whatever the region dials to call abroad; calling codes never begin with 0.
std::optional<std::string_view> after_international_prefix(const NumberingPlan& plan, std::string_view digits) {
  const auto match = match_start(plan.international_prefix, digits);
  if (!match || match->length == digits.size() || digits[match->length] == '0') return std::nullopt;
  return digits.substr(match->length);
}

// "971 50 123 4567": the region's own calling code without a plus, where the number makes no sense as a national one.
std::optional<std::string_view> after_bare_calling_code(const NumberingPlan& plan, std::string_view digits) {
  if (!digits.starts_with(plan.calling_code)) return std::nullopt;
  const std::string_view rest = digits.substr(plan.calling_code.size());
  const std::string as_national = national_number(plan, digits, nullptr);
  const bool rest_fits_better =
      !matches(plan.pattern, as_national) && matches(plan.pattern, national_number(plan, rest, nullptr));
  return rest_fits_better || is_too_long(plan.lengths, as_national.size()) ? std::optional(rest) : std::nullopt;
}

std::optional<Dialled> dialled(const Written& written, const NumberingPlan* plan) {
  if (written.has_plus) return from_calling_code(written.digits);
  if (plan == nullptr || written.digits.empty()) return std::nullopt;
  if (const auto rest = after_international_prefix(*plan, written.digits)) return from_calling_code(*rest);
  const Plans sharing = plans_sharing(plan->calling_code);
  const auto rest = after_bare_calling_code(*plan, written.digits);
  return rest ? Dialled{sharing, nullptr, std::string(*rest)} : Dialled{sharing, plan, written.digits};
}

bool is_national_length(std::size_t length) { return length >= shortest_national && length <= longest_national; }

}  // namespace

std::optional<Region> Region::parse(std::string_view text) {
  if (plan_of(text) == nullptr) return std::nullopt;
  return Region{{text[0], text[1]}};
}

std::string Region::text() const { return {code[0], code[1]}; }

PhoneNumber::PhoneNumber(std::string_view calling_code, std::string_view national_digits)
    : e164_("+"), calling_code_length_(calling_code.size()) {
  e164_.append(calling_code).append(national_digits);
}

std::string PhoneNumber::masked() const {
  const std::size_t shown_first = 1 + calling_code_length_;
  const std::size_t hidden = e164_.size() - std::min(e164_.size(), shown_first + digits_shown);
  std::string out = e164_.substr(0, shown_first);
  for (std::size_t digit = 0; digit < hidden; ++digit) out += "•";
  return out + e164_.substr(shown_first + hidden);
}

std::optional<PhoneNumber> parse_phone(std::string_view text, Region default_region) {
  const auto written = read_digits(text);
  if (!written) return std::nullopt;
  const auto number = dialled(*written, plan_of(default_region.text()));
  if (!number) return std::nullopt;
  const std::string national = national_number(number->plan(), number->digits, number->national_plan);
  if (!is_national_length(national.size())) return std::nullopt;
  if (!is_valid_in(home_plan(number->sharing, national, number->plan()), national)) return std::nullopt;
  return PhoneNumber(number->sharing.front().calling_code, national);
}

std::optional<PhoneNumber> phone_from_e164(std::string_view text) {
  if (!text.starts_with('+') || text.find_first_not_of("0123456789", 1) != text.npos) return std::nullopt;
  const auto number = from_calling_code(text.substr(1));
  if (!number || !is_national_length(number->digits.size())) return std::nullopt;
  return PhoneNumber(number->sharing.front().calling_code, number->digits);
}

}  // namespace salon::domain
