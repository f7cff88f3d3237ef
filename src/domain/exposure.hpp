// Which two to five of the eligible slots a viewer is shown: the same inputs give the same slots, in any language, on
// any replica. Source: exposure.md of the specification; tests/data/exposure-vectors.json.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"
#include "domain/zone.hpp"

namespace salon::domain {

using ExposureKey = std::array<std::uint8_t, 32>;

enum class Variant : std::uint8_t { control, compact };
[[nodiscard]] std::string_view text_of(Variant variant);
[[nodiscard]] std::optional<Variant> parse_variant(std::string_view text);

enum class DayPart : std::uint8_t { morning, afternoon, evening, none };
[[nodiscard]] DayPart day_part(const Zone& zone, Instant start);
[[nodiscard]] std::string_view text_of(DayPart part);  // "morning" …; "night" for none

struct ExposureInput {
  Variant variant = Variant::control;
  std::string subject;
  LocationId location_id;
  Date date;
  ServiceId service_id;
  std::optional<StylistId> stylist_id;
  std::int64_t epoch_hour = 0;
  int reveal = 1;
};

struct Candidate {
  SlotId id;
  Instant start_at;
  int gap_cost = 0;  // minutes; read by `compact` only
};

// The eligible slots by (start_at, id), with what every choice among them asks of the list: made once, asked by many
// viewers. A slot is spoken of by its place in this list.
class EligibleSlots {
 public:
  using Place = std::uint32_t;

  EligibleSlots() = default;
  // In any order.
  EligibleSlots(std::vector<Candidate> slots, const Zone& zone);

  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  [[nodiscard]] const std::vector<SlotId>& ids() const { return ids_; }
  [[nodiscard]] SlotId id(Place place) const { return ids_[place]; }
  [[nodiscard]] std::optional<Place> place_of(SlotId id) const;
  // Slots of one start time have one number; numbers rise with time.
  [[nodiscard]] std::uint32_t start_of(Place place) const { return start_of_[place]; }
  [[nodiscard]] std::size_t starts() const { return part_of_start_.size(); }
  [[nodiscard]] DayPart part_of_start(std::uint32_t start) const { return part_of_start_[start]; }
  [[nodiscard]] const std::vector<int>& gap_costs() const { return gap_costs_; }
  // The same list with other costs, one for each slot.
  [[nodiscard]] EligibleSlots with_gap_costs(std::vector<int> costs) const;
  // Those of these places, rising.
  [[nodiscard]] EligibleSlots only(std::span<const Place> places) const;

 private:
  std::vector<SlotId> ids_;
  std::vector<std::uint32_t> start_of_;
  std::vector<DayPart> part_of_start_;
  std::vector<int> gap_costs_;
};

// What is shown, as places in the list it was chosen from.
struct Choice {
  std::vector<EligibleSlots::Place> shown;  // rising
  int total = 0;
  bool has_more = false;
};

struct Exposure {
  std::vector<SlotId> shown;   // by (start_at, id)
  std::vector<SlotId> ranked;  // all of them in the order in which they were considered, after the variant's sort
  int k = 0;                   // how many a first look shows: 3, 4 or 5, or all when they are few
  int total = 0;
  bool has_more = false;
};

// Chance that any language can repeat: SplitMix64, without the bias of a plain remainder.
struct SplitMix64 {
  std::uint64_t state = 0;

  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound);  // 0 … bound − 1, each as likely; bound ≥ 1
};

[[nodiscard]] std::array<std::uint8_t, 32> exposure_digest(const ExposureKey& key, const ExposureInput& input);
// `eligible` in any order.
[[nodiscard]] Exposure expose(const ExposureKey& key, const ExposureInput& input, const Zone& zone,
                              std::vector<Candidate> eligible);
// The same without the ranks, which only explaining asks for.
[[nodiscard]] Choice choose(const ExposureKey& key, const ExposureInput& input, const EligibleSlots& eligible);

// What a viewer was shown, kept for seven minutes.
struct StickyExposure {
  std::vector<SlotId> shown;
  Variant variant = Variant::control;
  int reveal = 1;
  std::int64_t epoch_hour = 0;
};
// The same ids, less those no longer eligible, topped up from the list of the sticky's own epoch hour to the same
// number; a higher reveal extends. `input`'s epoch hour and variant are replaced by the sticky's.
[[nodiscard]] Exposure expose_again(const ExposureKey& key, ExposureInput input, const StickyExposure& before,
                                    const Zone& zone, std::vector<Candidate> eligible);
[[nodiscard]] Choice choose_again(const ExposureKey& key, const ExposureInput& input, const StickyExposure& before,
                                  const EligibleSlots& eligible);

// The variant of a subject by configured weights (percent of `compact`), by a deterministic hash.
[[nodiscard]] Variant assigned_variant(const ExposureKey& key, std::string_view subject, int compact_percent);

}  // namespace salon::domain
