// What viewers do with what they are shown, counted without personal data: exposed → held → confirmed, and what went
// wrong (exposure.md "Variant", api.md "Operations"). Never waits and never fails.
#pragma once

#include "domain/exposure.hpp"
#include "domain/refusal.hpp"

namespace salon::ports {

class Funnel {
 public:
  virtual ~Funnel() = default;
  // One answer of the slot list: histogram `exposed_slots` takes `shown`.
  struct Exposed {
    domain::LocationId location_id;
    domain::Date date;  // when it was shown, by the location's clock
    domain::Variant variant;
    int total = 0;
    int shown = 0;
  };
  virtual void exposed(Exposed what) = 0;
  // No variant: booked by staff.
  virtual void held(std::optional<domain::Variant> variant) = 0;
  // Histogram `hold_to_confirm_seconds`.
  virtual void confirmed(std::optional<domain::Variant> variant, domain::seconds since_hold) = 0;
  // Somebody else was faster, or a limit bit.
  virtual void conflict(domain::Refusal why) = 0;
};

}  // namespace salon::ports
