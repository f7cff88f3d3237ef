// Personal data: what may be typed, and that nothing but reveal() gives it away (D61).
#include "domain/pii.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <concepts>
#include <ostream>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };
template <class T>
concept ReadsAsText = std::convertible_to<T, std::string> || std::convertible_to<T, std::string_view>;

static_assert(Printable<std::string>);  // the concept can tell
static_assert(!Printable<PersonName> && !Printable<EmailAddress> && !Printable<Notes> && !Printable<PhoneNumber>);
static_assert(!ReadsAsText<PersonName> && !ReadsAsText<EmailAddress> && !ReadsAsText<Notes>);
static_assert(!std::convertible_to<PersonName, EmailAddress> && !std::convertible_to<std::string, PersonName>);

std::string utf8(std::u8string_view text) { return {text.begin(), text.end()}; }

std::optional<std::string> name_line(std::string_view text) { return clean_text(text, {.longest = 20}); }

TEST(PersonalData, D61_masked_shows_nothing_of_the_text_not_even_its_length) {
  const PersonName short_name("Li");
  const PersonName long_name("Maximiliane Freifrau von Hohenstein");
  EXPECT_EQ(short_name.masked(), long_name.masked());
  EXPECT_EQ(long_name.masked().find_first_of("MaximlneFrufvoHhst"), std::string::npos);
  EXPECT_EQ(long_name.reveal(), "Maximiliane Freifrau von Hohenstein");
}

TEST(CleanText, D61_blanks_around_a_text_are_removed_in_every_script) {
  EXPECT_EQ(name_line("  Sara \t\r\n"), "Sara");
  EXPECT_EQ(name_line(utf8(u8"\u00A0\u2003\u3000Sara\u202F\uFEFF\u200B")), "Sara");
  EXPECT_EQ(name_line(utf8(u8" محمد علي ")), utf8(u8"محمد علي"));
}

TEST(CleanText, D61_what_is_invisible_altogether_is_empty) {
  for (const std::u8string_view text : {u8"", u8"   ", u8"\u200B\u200D", u8"\u3164", u8"\u00A0\uFEFF"}) {
    EXPECT_EQ(name_line(utf8(text)), std::nullopt);
  }
}

TEST(CleanText, D61_joiners_inside_a_text_stay_for_persian_and_emoji_need_them) {
  const std::string persian = utf8(u8"می\u200Cخواهم");
  EXPECT_EQ(name_line(persian), persian);
}

TEST(CleanText, D61_every_control_character_is_refused) {
  for (int c = 0; c < 0x20; ++c) EXPECT_EQ(name_line(std::string("a") + static_cast<char>(c) + "b"), std::nullopt) << c;
  EXPECT_EQ(name_line("a\x7f"
                      "b"),
            std::nullopt);
  for (int c = 0x80; c < 0xA0; ++c) {
    EXPECT_EQ(name_line(std::string("a\xC2") + static_cast<char>(c) + "b"), std::nullopt) << c;
  }
}

TEST(CleanText, D61_separators_and_bidirectional_overrides_are_refused_even_at_the_ends) {
  for (const std::u8string_view c : {u8"\u2028", u8"\u2029", u8"\u202A", u8"\u202B", u8"\u202C", u8"\u202D", u8"\u202E",
                                     u8"\u2066", u8"\u2067", u8"\u2068", u8"\u2069", u8"\u0085"}) {
    const std::string sign = utf8(c);
    EXPECT_EQ(name_line("a" + sign + "b"), std::nullopt);
    EXPECT_EQ(name_line(sign + "ab"), std::nullopt);
    EXPECT_EQ(name_line("ab" + sign), std::nullopt);
  }
}

TEST(CleanText, D61_line_breaks_pass_where_they_are_allowed_and_become_one_kind) {
  const TextRules notes{.longest = 20, .line_breaks = true};
  EXPECT_EQ(clean_text("one\r\ntwo\rthree\nfour\n", notes), "one\ntwo\nthree\nfour");
  EXPECT_EQ(clean_text("one\ttwo", notes), std::nullopt);
  EXPECT_EQ(name_line("one\ntwo"), std::nullopt);
}

TEST(CleanText, D61_length_is_counted_in_code_points_after_trimming) {
  const std::string twenty = utf8(u8"ääääääääääääääääääää");
  EXPECT_EQ(name_line("  " + twenty + "  "), twenty);
  EXPECT_EQ(name_line(twenty + "x"), std::nullopt);
}

TEST(Utf8, D61_what_is_not_utf_8_is_refused) {
  const std::array<std::string_view, 16> malformed{
      "\x80",              // a tail without a head
      "\xC3",              // cut short
      "\xE2\x82",          // cut short
      "\xF0\x9F\x98",      // cut short
      "\xC0\xAF",          // "/" in two bytes
      "\xC1\xBF",          // overlong
      "\xE0\x80\xAF",      // overlong
      "\xE0\x9F\xBF",      // overlong
      "\xF0\x80\x80\xAF",  // overlong
      "\xF0\x8F\xBF\xBF",  // overlong
      "\xED\xA0\x80",      // a surrogate
      "\xED\xBF\xBF",      // a surrogate
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xF8\x88\x80\x80\x80",
      "\xFF",
      "\xC3\x28",  // the tail is no tail
  };
  for (const std::string_view bytes : malformed) {
    EXPECT_FALSE(is_utf8(bytes));
    EXPECT_EQ(name_line("a" + std::string(bytes) + "b"), std::nullopt);
    EXPECT_EQ(name_line(bytes), std::nullopt);
  }
}

TEST(Utf8, D61_a_text_that_ends_inside_a_character_is_refused_whatever_lies_behind_it) {
  const std::string text = utf8(u8"😀");
  for (std::size_t length = 1; length < text.size(); ++length) {
    EXPECT_FALSE(is_utf8(std::string_view(text).substr(0, length))) << length;
  }
}

TEST(Utf8, The_first_and_last_code_points_of_each_length_are_utf_8) {
  for (const std::string_view bytes : {"\x01", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                       "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", ""}) {
    EXPECT_TRUE(is_utf8(bytes));
  }
  EXPECT_TRUE(is_utf8(utf8(u8"سارة Müller 😀")));
}

TEST(CleanText, Code_points_of_every_length_come_out_as_they_went_in) {
  const std::string text = utf8(u8"aäس€😀");
  EXPECT_EQ(name_line(text), text);
}

TEST(Names, D33_a_name_has_up_to_120_characters_and_notes_up_to_2000_with_lines) {
  EXPECT_EQ(parse_name(" Sara Khan ").value().reveal(), "Sara Khan");
  EXPECT_TRUE(parse_name(std::string(policy::longest_name, 'a')).has_value());
  EXPECT_FALSE(parse_name(std::string(policy::longest_name + 1, 'a')).has_value());
  EXPECT_FALSE(parse_name("Sara\nKhan").has_value());
  EXPECT_EQ(parse_notes("short fringe\nno blow-dry").value().reveal(), "short fringe\nno blow-dry");
  EXPECT_TRUE(parse_notes(std::string(policy::longest_notes, 'a')).has_value());
  EXPECT_FALSE(parse_notes(std::string(policy::longest_notes + 1, 'a')).has_value());
}

TEST(Emails, D61_an_address_keeps_its_local_part_and_its_domain_becomes_lower_case) {
  EXPECT_EQ(parse_email("  Sara.Khan+hair@Example.CO.UK ").value().reveal(), "Sara.Khan+hair@example.co.uk");
  EXPECT_EQ(parse_email("o'brien@xn--mnchen-3ya.de").value().reveal(), "o'brien@xn--mnchen-3ya.de");
}

TEST(Emails, D61_what_is_no_address_is_refused) {
  for (const std::string_view text : {"",
                                      "sara",
                                      "sara@",
                                      "@example.com",
                                      "sara@example",
                                      "a@b@example.com",
                                      "sara@example..com",
                                      "sara@.example.com",
                                      "sara@example.com.",
                                      "sara@-example.com",
                                      "sara@example-.com",
                                      ".sara@example.com",
                                      "sara.@example.com",
                                      "sa..ra@example.com",
                                      "sa ra@example.com",
                                      "sara@exam ple.com",
                                      "sara@192.168.0.1",
                                      "\"sara\"@example.com",
                                      "sara@example.com\nBcc: all@example.com",
                                      "sara<s@example.com>",
                                      "s\xC3\xA4ra@example.com",
                                      "sara@ex_ample.com"}) {
    EXPECT_FALSE(parse_email(text).has_value()) << text;
  }
}

TEST(Emails, D61_an_address_has_at_most_254_bytes_64_of_them_before_the_at_sign) {
  const std::string label(60, 'd');
  const std::string domain = label + "." + label + "." + label + ".";                      // 183
  EXPECT_TRUE(parse_email(std::string(64, 'l') + "@" + domain + "museum").has_value());    // 254
  EXPECT_FALSE(parse_email(std::string(64, 'l') + "@" + domain + "museums").has_value());  // 255
  EXPECT_FALSE(parse_email(std::string(65, 'l') + "@example.com").has_value());
  EXPECT_FALSE(parse_email("l@" + std::string(64, 'd') + ".com").has_value());
}

TEST(Emails, D61_lookups_do_not_tell_capitals_apart) {
  const auto one = parse_email("Sara.Khan@Example.com").value();
  const auto other = parse_email("sara.khan@example.COM").value();
  EXPECT_FALSE(one == other);
  EXPECT_EQ(email_lookup_form(one), email_lookup_form(other));
  EXPECT_EQ(email_lookup_form(one), "sara.khan@example.com");
}

std::vector<std::string> terms(std::u8string_view name) { return name_search_terms(PersonName(utf8(name))); }

bool finds(std::u8string_view query, std::u8string_view name) {
  const auto wanted = terms(query);
  const auto known = terms(name);
  return !wanted.empty() && std::ranges::includes(known, wanted);
}

TEST(NameSearch, D61_words_of_three_letters_or_more_are_found_by_their_beginnings) {
  EXPECT_EQ(terms(u8"Li Sara Khan"), (std::vector<std::string>{"kha", "khan", "sar", "sara"}));
  EXPECT_EQ(terms(u8"Li Yu"), std::vector<std::string>{});
  EXPECT_EQ(terms(u8"Zoë"), std::vector<std::string>{utf8(u8"zoë")});
}

TEST(NameSearch, A_word_that_comes_twice_is_listed_once) {
  EXPECT_EQ(terms(u8"Ana Ana"), std::vector<std::string>{"ana"});
}

TEST(NameSearch, Words_end_at_hyphens_apostrophes_and_commas) {
  EXPECT_EQ(terms(u8"Al-Fahim, O’Shea"), (std::vector<std::string>{"fah", "fahi", "fahim", "she", "shea"}));
  EXPECT_EQ(terms(u8"  -- "), std::vector<std::string>{});
}

TEST(NameSearch, Capitals_make_no_difference_in_latin_greek_cyrillic_and_armenian) {
  EXPECT_TRUE(finds(u8"ÖZGÜR", u8"Özgür"));
  EXPECT_TRUE(finds(u8"łUKASZ", u8"Łukasz"));
  EXPECT_TRUE(finds(u8"ŞENGÜL", u8"şengül"));
  EXPECT_TRUE(finds(u8"NGUYỄN", u8"Nguyễn"));
  EXPECT_TRUE(finds(u8"ГРИГОРИЙ", u8"Григорий"));
  EXPECT_TRUE(finds(u8"ЇЖАК", u8"Їжак"));
  EXPECT_TRUE(finds(u8"ΓΙΏΡΓΟΣ", u8"Γιώργος"));
  EXPECT_TRUE(finds(u8"ԱՐՄԵՆ", u8"Արմեն"));
  EXPECT_TRUE(finds(u8"Ÿara", u8"ÿARA"));
  EXPECT_FALSE(finds(u8"Sarah", u8"Sara"));
}

TEST(NameSearch, An_arabic_name_is_found_with_and_without_its_ornaments) {
  EXPECT_TRUE(finds(u8"محمد", u8"محمـــد علي"));
  EXPECT_TRUE(finds(u8"محم", u8"محمد"));
}

}  // namespace
}  // namespace salon::domain
