#include "domain/pii.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

struct CodePoint {
  char32_t value;
  std::size_t length;  // in bytes
};

// The first code point of a text that is not empty; nothing when the bytes are not UTF-8 (RFC 3629): cut short,
// longer than need be, a surrogate, or beyond U+10FFFF.
std::optional<CodePoint> first_code_point(std::string_view text) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return CodePoint{lead, 1};
  std::size_t length = 0;
  char32_t smallest = 0;
  if (lead >= 0xC0 && lead < 0xE0) {
    length = 2;
    smallest = 0x80;
  } else if (lead >= 0xE0 && lead < 0xF0) {
    length = 3;
    smallest = 0x800;
  } else if (lead >= 0xF0 && lead < 0xF8) {
    length = 4;
    smallest = 0x10000;
  }
  if (length == 0 || length > text.size()) return std::nullopt;
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return std::nullopt;
    value = value << 6 | (byte(i) & 0x3FU);
  }
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest || is_surrogate || value > 0x10FFFF) return std::nullopt;
  return CodePoint{value, length};
}

// Nothing: not UTF-8.
std::optional<std::u32string> decode(std::string_view text) {
  std::u32string out;
  while (!text.empty()) {
    const auto next = first_code_point(text);
    if (!next) return std::nullopt;
    out.push_back(next->value);
    text.remove_prefix(next->length);
  }
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t bits) { out.push_back(static_cast<char>(static_cast<unsigned char>(bits))); };
  const auto put_tail = [&put](char32_t bits) { put(0x80 | (bits & 0x3F)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    put_tail(c);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put_tail(c >> 6);
    put_tail(c);
  } else {
    put(0xF0 | c >> 18);
    put_tail(c >> 12);
    put_tail(c >> 6);
    put_tail(c);
  }
}

std::string encode(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) append_utf8(out, c);
  return out;
}

struct Span {
  char32_t first;
  char32_t last;
};

template <std::size_t N>
bool is_in(const std::array<Span, N>& spans, char32_t c) {
  return std::ranges::any_of(spans, [c](const Span& span) { return c >= span.first && c <= span.last; });
}

// Nothing is seen of these: Unicode's blanks and its zero-width characters. Inside a text they may mean something
// (joiners in Persian and in emoji), at its ends they do not.
constexpr std::array invisible{
    Span{U'\t', U'\r'},   Span{U' ', U' '},     Span{0x00A0, 0x00A0}, Span{0x00AD, 0x00AD}, Span{0x061C, 0x061C},
    Span{0x1680, 0x1680}, Span{0x180E, 0x180E}, Span{0x2000, 0x200F}, Span{0x202F, 0x202F}, Span{0x205F, 0x2060},
    Span{0x3000, 0x3000}, Span{0x3164, 0x3164}, Span{0xFEFF, 0xFEFF},
};

// Controls break lines where none belong and terminals that print them; the bidirectional ones let a text show
// other than it is.
constexpr std::array forbidden{
    Span{0x0000, 0x001F}, Span{0x007F, 0x009F}, Span{0x2028, 0x2029}, Span{0x202A, 0x202E}, Span{0x2066, 0x2069},
};

std::u32string_view trimmed(std::u32string_view text) {
  while (!text.empty() && is_in(invisible, text.front())) text.remove_prefix(1);
  while (!text.empty() && is_in(invisible, text.back())) text.remove_suffix(1);
  return text;
}

// "\r\n" and "\r" become "\n": browsers and systems differ, what is stored does not.
std::u32string with_plain_line_breaks(std::u32string_view text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'\r' && i + 1 < text.size() && text[i + 1] == U'\n') continue;
    out.push_back(text[i] == U'\r' ? U'\n' : text[i]);
  }
  return out;
}

enum class Cased : std::uint8_t { all, even, odd };  // which code points of the span are capitals

struct Capitals {
  char32_t first;
  char32_t last;
  int to_lower;
  Cased cased = Cased::all;
};

// Unicode's simple lower-case mappings of the scripts that have case and that names here are written in: Latin with
// its European and Vietnamese extensions, Greek, Cyrillic, Armenian. There is no library for it among the packages
// used.
constexpr std::array capitals{
    Capitals{U'A', U'Z', 32},
    Capitals{0x00C0, 0x00D6, 32},
    Capitals{0x00D8, 0x00DE, 32},
    Capitals{0x0130, 0x0130, 0x69 - 0x130},  // İ → i
    Capitals{0x0100, 0x0137, 1, Cased::even},
    Capitals{0x0139, 0x0148, 1, Cased::odd},
    Capitals{0x014A, 0x0177, 1, Cased::even},
    Capitals{0x0178, 0x0178, 0xFF - 0x178},  // Ÿ → ÿ
    Capitals{0x0179, 0x017E, 1, Cased::odd},
    Capitals{0x018F, 0x018F, 0x259 - 0x18F},  // Ə → ə
    Capitals{0x01A0, 0x01A5, 1, Cased::even},
    Capitals{0x01AF, 0x01AF, 1},
    Capitals{0x01CD, 0x01DC, 1, Cased::odd},
    Capitals{0x01DE, 0x01EF, 1, Cased::even},
    Capitals{0x01F8, 0x021F, 1, Cased::even},
    Capitals{0x0222, 0x0233, 1, Cased::even},
    Capitals{0x0386, 0x0386, 38},
    Capitals{0x0388, 0x038A, 37},
    Capitals{0x038C, 0x038C, 64},
    Capitals{0x038E, 0x038F, 63},
    Capitals{0x0391, 0x03A1, 32},
    Capitals{0x03A3, 0x03AB, 32},
    Capitals{0x03C2, 0x03C2, 1},  // ς → σ, so that the capitals of a name find it
    Capitals{0x0400, 0x040F, 80},
    Capitals{0x0410, 0x042F, 32},
    Capitals{0x0460, 0x0481, 1, Cased::even},
    Capitals{0x048A, 0x04BF, 1, Cased::even},
    Capitals{0x04C0, 0x04C0, 15},
    Capitals{0x04C1, 0x04CE, 1, Cased::odd},
    Capitals{0x04D0, 0x052F, 1, Cased::even},
    Capitals{0x0531, 0x0556, 48},
    Capitals{0x1E00, 0x1E95, 1, Cased::even},
    Capitals{0x1E9E, 0x1E9E, 0xDF - 0x1E9E},  // ẞ → ß
    Capitals{0x1EA0, 0x1EFF, 1, Cased::even},
    Capitals{0xFF21, 0xFF3A, 32},
};

char32_t lower(char32_t c) {
  for (const Capitals& row : capitals) {
    if (c < row.first || c > row.last) continue;
    const bool is_even = c % 2 == 0;
    const bool is_capital = row.cased == Cased::all || (row.cased == Cased::even) == is_even;
    return is_capital ? static_cast<char32_t>(static_cast<std::int64_t>(c) + row.to_lower) : c;
  }
  return c;
}

char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string lower_ascii(std::string text) {
  for (char& c : text) c = lower_ascii(c);
  return text;
}

bool is_ascii_letter_or_digit(char c) {
  const char small = lower_ascii(c);
  return (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9');
}

// What stands between the words of a name. Everything that is not known to be punctuation belongs to a word.
constexpr std::array punctuation{
    Span{0x0000, U'/'},   Span{U':', U'@'},     Span{U'[', U'`'},     Span{U'{', 0x00A9},   Span{0x00AB, 0x00B4},
    Span{0x00B6, 0x00B9}, Span{0x00BB, 0x00BF}, Span{0x00D7, 0x00D7}, Span{0x00F7, 0x00F7}, Span{0x060C, 0x060C},
    Span{0x061B, 0x061F}, Span{0x1680, 0x1680}, Span{0x2000, 0x206F}, Span{0x3000, 0x303F}, Span{0xFEFF, 0xFEFF},
};

// Present in writing, absent in speech: the tatweel that stretches an Arabic word, and the joiners.
bool is_ornament(char32_t c) { return c == 0x0640 || c == 0x200C || c == 0x200D || c == 0x00AD; }

std::vector<std::u32string> words_of(std::u32string_view name) {
  std::vector<std::u32string> words(1);
  for (const char32_t c : name) {
    if (is_ornament(c)) continue;
    if (!is_in(punctuation, c)) {
      words.back().push_back(lower(c));
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

// RFC 5321's Dot-string: letters, digits and a few signs, dots between them. Quoted forms are refused.
bool is_local_part(std::string_view text) {
  constexpr std::size_t longest = 64;
  constexpr std::string_view signs = "!#$%&'*+-/=?^_`{|}~";
  if (text.empty() || text.size() > longest || text.front() == '.' || text.back() == '.') return false;
  if (text.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(text, [signs](char c) {
    return is_ascii_letter_or_digit(c) || c == '.' || signs.find(c) != std::string_view::npos;
  });
}

bool is_domain_label(std::string_view label) {
  constexpr std::size_t longest = 63;
  if (label.empty() || label.size() > longest || label.front() == '-' || label.back() == '-') return false;
  return std::ranges::all_of(label, [](char c) { return is_ascii_letter_or_digit(c) || c == '-'; });
}

// Two labels at least, and the last is not a number: "salon@192.168.0.1" is no address of a customer.
bool is_dotted_domain(std::string_view domain) {
  bool has_dot = false;
  while (true) {
    const std::size_t dot = domain.find('.');
    const std::string_view label = domain.substr(0, dot);
    if (!is_domain_label(label)) return false;
    if (dot == std::string_view::npos) {
      const bool is_number = label.find_first_not_of("0123456789") == std::string_view::npos;
      return has_dot && !is_number;
    }
    has_dot = true;
    domain.remove_prefix(dot + 1);
  }
}

constexpr std::size_t shortest_search_term = 3;

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto next = first_code_point(text);
    if (!next) return false;
    text.remove_prefix(next->length);
  }
  return true;
}

std::optional<std::string> clean_text(std::string_view text, TextRules rules) {
  auto decoded = decode(text);
  if (!decoded) return std::nullopt;
  if (rules.line_breaks) decoded = with_plain_line_breaks(*decoded);
  const std::u32string_view inner = trimmed(*decoded);
  if (inner.empty() || inner.size() > rules.longest) return std::nullopt;
  const bool has_forbidden = std::ranges::any_of(inner, [&rules](char32_t c) {
    const bool is_allowed_break = rules.line_breaks && c == U'\n';
    return is_in(forbidden, c) && !is_allowed_break;
  });
  if (has_forbidden) return std::nullopt;
  return encode(inner);
}

std::optional<PersonName> parse_name(std::string_view text) {
  auto clean = clean_text(text, {.longest = policy::longest_name});
  return clean ? std::optional<PersonName>(PersonName(std::move(*clean))) : std::nullopt;
}

std::optional<Notes> parse_notes(std::string_view text) {
  auto clean = clean_text(text, {.longest = policy::longest_notes, .line_breaks = true});
  return clean ? std::optional<Notes>(Notes(std::move(*clean))) : std::nullopt;
}

std::optional<EmailAddress> parse_email(std::string_view text) {
  // Only ASCII gets through below, so that counting code points counts bytes.
  const auto clean = clean_text(text, {.longest = policy::longest_email});
  if (!clean) return std::nullopt;
  const std::size_t at = clean->find('@');
  if (at == std::string::npos) return std::nullopt;
  const std::string local = clean->substr(0, at);
  const std::string host = lower_ascii(clean->substr(at + 1));
  if (!is_local_part(local) || !is_dotted_domain(host)) return std::nullopt;
  return EmailAddress(local + "@" + host);
}

std::string email_lookup_form(const EmailAddress& email) { return lower_ascii(email.reveal()); }

std::vector<std::string> name_search_terms(const PersonName& name) {
  std::set<std::string> terms;  // a name may repeat a word; sorted, so that the same name gives the same list
  const auto decoded = decode(name.reveal());
  if (!decoded) return {};
  for (const std::u32string& word : words_of(*decoded)) {
    for (std::size_t length = shortest_search_term; length <= word.size(); ++length) {
      terms.insert(encode(std::u32string_view(word).substr(0, length)));
    }
  }
  return {terms.begin(), terms.end()};
}

}  // namespace salon::domain
