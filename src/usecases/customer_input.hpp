// What a customer, or staff for them, typed about themselves, and what it is once checked (D33).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/phone.hpp"
#include "domain/pii.hpp"
#include "domain/refusal.hpp"

namespace salon::usecases {

struct CustomerInput {
  std::optional<std::string> name;
  std::optional<std::string> phone;
  std::optional<std::string> email;
  std::optional<std::string> notes;
};

// What is absent stays absent; an empty or blank text counts as absent. VALIDATION_FAILED with pointers (/customer_name
// …); PHONE_INVALID when the phone is all that is wrong.
[[nodiscard]] domain::Result<domain::CustomerDetails> read_customer(const CustomerInput& input, domain::Region region);

// A text, or absent when blank. VALIDATION_FAILED with the pointer.
struct TextField {
  std::string_view pointer;
  std::size_t longest;
  bool line_breaks = false;
};
[[nodiscard]] domain::Result<std::optional<std::string>> read_text(const std::optional<std::string>& text,
                                                                   TextField field);

}  // namespace salon::usecases
