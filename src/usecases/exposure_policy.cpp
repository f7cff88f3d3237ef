#include "usecases/exposure_policy.hpp"

#include <algorithm>

namespace salon::usecases {

domain::Result<domain::Variant> choose_variant(const ExposurePolicy& policy, const domain::ExposureKey& key,
                                               std::string_view subject, const std::optional<std::string>& header) {
  const auto is_allowed = [&policy](domain::Variant one) {
    return std::ranges::find(policy.variants, one) != policy.variants.end();
  };
  if (!header) {
    const domain::Variant assigned = domain::assigned_variant(key, subject, policy.compact_percent);
    return is_allowed(assigned) ? assigned : policy.variants.at(0);
  }
  const auto variant = domain::parse_variant(*header);
  if (!variant || !is_allowed(*variant))
    return domain::refuse(domain::Refusal::unknown_variant, "There is no such variant of the exposure.");
  return *variant;
}

}  // namespace salon::usecases
