// Personal data: types that cannot be printed. Only `.reveal()` gives the text, only `.masked()` may be shown or logged
// (D61).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/phone.hpp"

namespace salon::domain {

// UTF-8 that people typed: well-formed, no control characters (notes may have line breaks), surrounding blanks removed.
// Returns nothing when the text is empty, too long (in code points) or holds what it must not.
struct TextRules {
  std::size_t longest;
  bool line_breaks = false;
};
[[nodiscard]] std::optional<std::string> clean_text(std::string_view text, TextRules rules);
[[nodiscard]] bool is_utf8(std::string_view text);

template <class Tag>
class PersonalText {
 public:
  explicit PersonalText(std::string text) : text_(std::move(text)) {}
  [[nodiscard]] const std::string& reveal() const { return text_; }
  [[nodiscard]] std::string masked() const { return "•••"; }
  bool operator==(const PersonalText&) const = default;

 private:
  std::string text_;
};

using PersonName = PersonalText<struct NameTag>;
using EmailAddress = PersonalText<struct EmailTag>;
using Notes = PersonalText<struct NotesTag>;

[[nodiscard]] std::optional<PersonName> parse_name(std::string_view text);
[[nodiscard]] std::optional<Notes> parse_notes(std::string_view text);
// One @, a dotted domain, at most 254 bytes; the domain is lower-cased.
[[nodiscard]] std::optional<EmailAddress> parse_email(std::string_view text);
// What equality of addresses means for lookups: all lower case.
[[nodiscard]] std::string email_lookup_form(const EmailAddress& email);
// Lower-cased words of a name of three letters or more, and all their prefixes from three letters on, for blind-index
// search.
[[nodiscard]] std::vector<std::string> name_search_terms(const PersonName& name);

struct CustomerDetails {
  std::optional<PersonName> name;
  std::optional<PhoneNumber> phone;
  std::optional<EmailAddress> email;
  std::optional<Notes> notes;
  bool operator==(const CustomerDetails&) const = default;
};

}  // namespace salon::domain
