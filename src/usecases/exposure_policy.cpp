#include "usecases/exposure_policy.hpp"

namespace salon::usecases {

domain::Result<domain::Variant> choose_variant(const ExposurePolicy& policy, const domain::ExposureKey& key,
                                               std::string_view subject, const std::optional<std::string>& header) {
  const bool is_asked_for = header && policy.variant_header_allowed;
  if (!is_asked_for) return domain::assigned_variant(key, subject, policy.compact_percent);
  const auto variant = domain::parse_variant(*header);
  if (!variant) return domain::refuse(domain::Refusal::unknown_variant, "There is no such variant of the exposure.");
  return *variant;
}

}  // namespace salon::usecases
