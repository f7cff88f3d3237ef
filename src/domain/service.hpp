// A treatment on the price list. Its phases say when the stylist is busy (active) and when the colour works and the
// stylist is free (processing); they add up to the duration. Buffers lie outside it. Source: seed.md, domain.md
// "Words", D4, D15.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/ids.hpp"
#include "domain/refusal.hpp"
#include "domain/time.hpp"

namespace salon::domain {

struct Phase {
  int minutes = 0;
  bool active = true;
  auto operator<=>(const Phase&) const = default;
};

struct Service {
  ServiceId id;
  LocationId location_id;
  std::string name;
  std::string category;
  std::string description;
  int duration_minutes = 30;
  bool requires_stylist = true;
  bool active = true;
  std::int64_t price_minor = 0;
  std::optional<std::string> required_skill;
  std::vector<Phase> phases;  // empty: one active phase of the whole duration
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
  std::int64_t version = 1;
};

// Half-open, in minutes from the slot's start; may begin before it (buffer) and end after its end.
struct ActiveOffset {
  std::int16_t from = 0;
  std::int16_t to = 0;
  auto operator<=>(const ActiveOffset&) const = default;
};

inline constexpr std::size_t most_phases = 16;  // of one service: more is a mistake in the price list

// How long the service takes a stylist who has these minutes of their own for it; minutes that do not fit (any more)
// are as if absent.
[[nodiscard]] int duration_with(const Service& service, std::optional<int> own_duration_minutes);

// The stylist's busy stretches of one visit, buffers included, touching ones joined.
// A stylist's own duration changes the last active phase: colour takes as long as colour takes.
[[nodiscard]] std::vector<ActiveOffset> active_offsets(const Service& service, std::optional<int> own_duration_minutes);

// VALIDATION_FAILED with a pointer to everything that is wrong with its times and its price.
[[nodiscard]] Result<void> check_service(const Service& service);
// A stylist's own duration must leave every active phase at least one minute.
[[nodiscard]] bool own_duration_fits(const Service& service, int own_duration_minutes);

}  // namespace salon::domain
