// How this installation exposes slots: settings, not rules (exposure.md "Variant", D36).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/exposure.hpp"
#include "domain/refusal.hpp"

namespace salon::usecases {

struct ExposurePolicy {
  bool is_enforced = true;  // D36: only what was shown can be held
  // That may be asked for and are assigned; one at least.
  std::vector<domain::Variant> variants{domain::Variant::control, domain::Variant::compact};
  int compact_percent = 0;  // of subjects without a header
};

// The header's variant, else the subject's own. UNKNOWN_VARIANT, also for one that is not allowed here.
[[nodiscard]] domain::Result<domain::Variant> choose_variant(const ExposurePolicy& policy,
                                                             const domain::ExposureKey& key, std::string_view subject,
                                                             const std::optional<std::string>& header);

}  // namespace salon::usecases
