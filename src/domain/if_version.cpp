#include "domain/if_version.hpp"

#include <algorithm>

namespace salon::domain {

Result<void> IfVersion::check(std::int64_t version) const {
  const bool is_as_expected = !one_of_ || std::ranges::find(*one_of_, version) != one_of_->end();
  if (is_as_expected) return {};
  return refuse(Refusal::version_mismatch, "Someone else has changed this in the meantime.");
}

}  // namespace salon::domain
