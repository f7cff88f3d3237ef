// Reading the fields of a body one by one, with every problem noted at its pointer instead of the first one alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "domain/refusal.hpp"

namespace salon::usecases {

class FieldReader {
 public:
  struct Text {
    std::string_view pointer;
    std::size_t longest;
    bool may_be_blank = true;
    bool line_breaks = false;
  };
  struct Number {
    std::string_view pointer;
    std::int64_t least;
    std::int64_t most;
  };

  void problem(std::string_view pointer, std::string detail);
  // What is absent leaves `into` as it is; what is wrong too.
  void text(const std::optional<std::string>& given, Text field, std::string& into);
  template <class Integer>
  void number(const std::optional<std::int64_t>& given, Number field, Integer& into) {
    if (const auto value = checked(given, field)) into = static_cast<Integer>(*value);
  }
  void minutes(const std::optional<std::int64_t>& given, Number field, domain::minutes& into);
  // A time or date or code, by whatever reads it.
  template <class Value, class Parse>
  void parsed(const std::optional<std::string>& given, std::string_view pointer, Parse parse, Value& into) {
    if (!given) return;
    if (const auto value = parse(*given)) {
      into = *value;
    } else {
      problem(pointer, "cannot be read");
    }
  }

  // VALIDATION_FAILED when there were problems.
  [[nodiscard]] domain::Result<void> verdict() const;

 private:
  [[nodiscard]] std::optional<std::int64_t> checked(const std::optional<std::int64_t>& given, Number field);

  domain::Refused refused_{domain::Refusal::validation_failed, "Please look over the fields named here."};
};

}  // namespace salon::usecases
