#include "usecases/field_reader.hpp"

#include "usecases/customer_input.hpp"

namespace salon::usecases {

void FieldReader::problem(std::string_view pointer, std::string detail) {
  refused_.fields.push_back({std::string(pointer), std::move(detail)});
}

void FieldReader::text(const std::optional<std::string>& given, Text field, std::string& into) {
  if (!given) return;
  const auto clean =
      read_text(given, {.pointer = field.pointer, .longest = field.longest, .line_breaks = field.line_breaks});
  if (!clean) {
    problem(field.pointer, clean.error().detail);
  } else if (!*clean && !field.may_be_blank) {
    problem(field.pointer, "must not be empty");
  } else {
    into = clean->value_or("");
  }
}

std::optional<std::int64_t> FieldReader::checked(const std::optional<std::int64_t>& given, Number field) {
  if (!given) return std::nullopt;
  if (*given >= field.least && *given <= field.most) return given;
  problem(field.pointer, "must be between " + std::to_string(field.least) + " and " + std::to_string(field.most));
  return std::nullopt;
}

void FieldReader::minutes(const std::optional<std::int64_t>& given, Number field, domain::minutes& into) {
  if (const auto value = checked(given, field)) into = domain::minutes{*value};
}

domain::Result<void> FieldReader::verdict() const {
  if (refused_.fields.empty()) return {};
  return std::unexpected(refused_);
}

}  // namespace salon::usecases
