// One bookable start of one service with one stylist (or none) at one location.
// Counters cannot lie and the status is derived from them, never written (D3, D17).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/service.hpp"
#include "domain/time.hpp"

namespace salon::domain {

enum class SlotStatus : std::uint8_t { open, partial, full, blocked };
[[nodiscard]] std::string_view text_of(SlotStatus status);

struct SlotInstance {
  SlotId id;
  LocationId location_id;
  ServiceId service_id;
  std::optional<StylistId> stylist_id;
  Date date;  // the location's local date of start_at
  Instant start_at;
  Instant end_at;
  int capacity = 1;
  int booked = 0;
  int hold = 0;
  bool blocked = false;
  std::vector<ActiveOffset> active;  // as the service was when the slot was made

  [[nodiscard]] SlotStatus status() const;
  [[nodiscard]] TimeRange during() const { return {start_at, end_at}; }
  // The stylist's busy stretches of a booking of this slot; none without a stylist. A slot that was made without
  // offsets keeps its stylist busy throughout.
  [[nodiscard]] std::vector<TimeRange> busy() const;
  bool operator==(const SlotInstance&) const = default;
};

}  // namespace salon::domain
