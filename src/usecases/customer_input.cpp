#include "usecases/customer_input.hpp"

#include <algorithm>
#include <utility>

namespace salon::usecases {
namespace {

using domain::Refusal;
using domain::Refused;

bool is_blank(const std::optional<std::string>& text) {
  if (!text) return true;
  return std::ranges::all_of(*text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
}

}  // namespace

domain::Result<std::optional<std::string>> read_text(const std::optional<std::string>& text, TextField field) {
  if (is_blank(text)) return std::nullopt;
  const domain::TextRules rules{.longest = field.longest, .line_breaks = field.line_breaks};
  auto clean = domain::clean_text(*text, rules);
  if (!clean) {
    const std::string limit = "must be plain text of at most " + std::to_string(field.longest) + " characters";
    return std::unexpected(Refused::field(std::string(field.pointer), limit));
  }
  return clean;
}

domain::Result<domain::CustomerDetails> read_customer(const CustomerInput& input, domain::Region region) {
  domain::CustomerDetails details;
  Refused refused(Refusal::validation_failed, "Please look over what you entered.");
  if (!is_blank(input.name)) {
    details.name = domain::parse_name(*input.name);
    if (!details.name) refused.fields.push_back({"/customer_name", "must be a name of at most 120 characters"});
  }
  if (!is_blank(input.email)) {
    details.email = domain::parse_email(*input.email);
    if (!details.email) refused.fields.push_back({"/customer_email", "must be an e-mail address"});
  }
  if (!is_blank(input.notes)) {
    details.notes = domain::parse_notes(*input.notes);
    if (!details.notes) refused.fields.push_back({"/notes", "must be plain text of at most 2000 characters"});
  }
  const bool is_otherwise_right = refused.fields.empty();
  if (!is_blank(input.phone)) {
    details.phone = domain::parse_phone(*input.phone, region);
    if (!details.phone) refused.fields.push_back({"/customer_phone", "must be a telephone number that exists"});
  }
  if (refused.fields.empty()) return details;
  if (is_otherwise_right) {
    refused.why = Refusal::phone_invalid;
    refused.detail = "This is not a telephone number that exists.";
  }
  return std::unexpected(std::move(refused));
}

}  // namespace salon::usecases
