// Stickiness of what a viewer is shown, and the memory of what was shown (D36, exposure.md "Sticky"). Nothing here
// decides: every call may answer "unknown", and the program goes on.
#pragma once

#include <span>

#include "domain/exposure.hpp"
#include "platform/task.hpp"

namespace salon::ports {

using platform::Task;

struct ExposurePlace {
  std::string subject;
  domain::LocationId location_id;
  domain::Date date;
  domain::ServiceId service_id;
  std::optional<domain::StylistId> stylist_id;
};

enum class Shown : std::uint8_t { yes, no, unknown };

struct Showing {
  Shown is = Shown::unknown;
  std::optional<domain::Variant> in;  // yes: the variant of the last showing
};

class ExposureCache {
 public:
  virtual ~ExposureCache() = default;
  [[nodiscard]] virtual Task<std::optional<domain::StickyExposure>> sticky(ExposurePlace place) = 0;
  // Keeps the sticky set (the seven minutes run from its first showing) and remembers the ids as shown to the subject
  // for an hour and as long as a sticky set lives: what is shown again from a living set, unchanged, needs no call.
  [[nodiscard]] virtual Task<void> remember(ExposurePlace place, domain::StickyExposure exposure, bool is_new) = 0;
  // unknown: the cache is gone, was emptied, or is in its first hour.
  [[nodiscard]] virtual Task<Showing> was_shown(std::string subject, domain::SlotId slot) = 0;
  // What a session saw goes with the viewer who signs in.
  [[nodiscard]] virtual Task<void> carry_over(std::string from_subject, ExposurePlace to) = 0;
};

}  // namespace salon::ports
