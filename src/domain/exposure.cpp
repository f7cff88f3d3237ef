#include "domain/exposure.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

using Digest = std::array<std::uint8_t, 32>;
using Place = EligibleSlots::Place;

// The length goes before each field, so that no two different inputs make the same message.
void append_field(std::string& message, std::string_view field) {
  const auto length = static_cast<std::uint32_t>(field.size());
  for (const int shift : {24, 16, 8, 0}) message.push_back(static_cast<char>(length >> shift & 0xFF));
  message.append(field);
}

Digest hmac_sha256(const ExposureKey& key, std::string_view message) {
  Digest digest{};
  unsigned int length = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
  const auto* made =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, message.size(), digest.data(), &length);
  if (made == nullptr || length != digest.size()) throw std::runtime_error("OpenSSL gives no HMAC-SHA-256");
  return digest;
}

std::uint64_t big_endian(const Digest& digest, std::size_t from) {
  std::uint64_t value = 0;
  for (std::size_t i = from; i < from + 8; ++i) value = value << 8 | digest[i];
  return value;
}

int first_look(const Digest& digest) {
  SplitMix64 size{big_endian(digest, 0)};
  const auto percent = static_cast<int>(size.next() % 100);
  if (percent < policy::four_below_percent) return policy::usual_exposure + 1;
  if (percent < policy::five_below_percent) return policy::usual_exposure + 2;
  return policy::usual_exposure;
}

// Least gap cost first; equal costs stay in their shuffled order. (A plain sort that also compares the place:
// std::stable_sort of libstdc++ 12 calls what the standard has deprecated.)
std::vector<Place> by_gap_cost(const EligibleSlots& eligible, const std::vector<Place>& shuffled) {
  std::vector<std::pair<int, Place>> costs;
  costs.reserve(shuffled.size());
  for (const Place slot : shuffled) costs.emplace_back(eligible.gap_costs()[slot], static_cast<Place>(costs.size()));
  std::ranges::sort(costs);
  std::vector<Place> ranked;
  ranked.reserve(shuffled.size());
  for (const auto& [cost, place] : costs) ranked.push_back(shuffled[place]);
  return ranked;
}

std::vector<Place> rank(const EligibleSlots& eligible, const Digest& digest, Variant variant) {
  std::vector<Place> shuffled(eligible.size());
  std::iota(shuffled.begin(), shuffled.end(), Place{0});
  SplitMix64 order{big_endian(digest, 8)};
  for (std::size_t i = shuffled.size() - 1; i >= 1; --i) std::swap(shuffled[i], shuffled[order.below(i + 1)]);
  return variant == Variant::compact ? by_gap_cost(eligible, shuffled) : shuffled;
}

class Picks {
 public:
  explicit Picks(const EligibleSlots& eligible)
      : eligible_(eligible), slots_(eligible.size()), starts_(eligible.starts()) {}

  void add(Place slot) {
    if (slots_[slot]) return;
    slots_[slot] = true;
    starts_[eligible_.start_of(slot)] = true;
    ++count_;
  }
  // First slots that offer a new start time, then the rest.
  void fill(const std::vector<Place>& ranked, std::size_t number) {
    for (const Place slot : ranked) {
      if (count_ >= number) return;
      if (!starts_[eligible_.start_of(slot)]) add(slot);
    }
    for (const Place slot : ranked) {
      if (count_ >= number) return;
      add(slot);
    }
  }
  [[nodiscard]] std::vector<Place> shown() const {
    std::vector<Place> out;
    out.reserve(count_);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i]) out.push_back(static_cast<Place>(i));
    }
    return out;
  }

 private:
  const EligibleSlots& eligible_;
  std::vector<bool> slots_;
  std::vector<bool> starts_;
  std::size_t count_ = 0;
};

// The first slot of each part of the day. k is never less than the number of parts, and slots of different parts never
// share a start, so neither can stand in the way here.
void pick_day_parts(Picks& picks, const EligibleSlots& eligible, const std::vector<Place>& ranked) {
  constexpr std::size_t parts = 3;
  static_assert(policy::usual_exposure >= static_cast<int>(parts));
  std::array<bool, parts> has_pick{};
  std::size_t found = 0;
  for (const Place slot : ranked) {
    if (found == parts) return;
    const DayPart part = eligible.part_of_start(eligible.start_of(slot));
    if (part == DayPart::none || has_pick[static_cast<std::size_t>(part)]) continue;
    has_pick[static_cast<std::size_t>(part)] = true;
    picks.add(slot);
    ++found;
  }
}

std::size_t number_shown(int k, int reveal, std::size_t total) {
  const std::int64_t reveals = std::max(reveal, 1) - 1;
  const auto wanted = static_cast<std::uint64_t>(k + policy::more_per_reveal * reveals);
  return static_cast<std::size_t>(std::min<std::uint64_t>(wanted, total));
}

// A choice with what explaining tells besides.
struct Ranking {
  std::vector<Place> shown;
  std::vector<Place> ranked;
  int k = 0;
};

Ranking all_of(const EligibleSlots& eligible) {
  Ranking all;
  all.shown.resize(eligible.size());
  std::iota(all.shown.begin(), all.shown.end(), Place{0});
  all.ranked = all.shown;
  all.k = static_cast<int>(all.shown.size());
  return all;
}

bool shows_all(const EligibleSlots& eligible) { return eligible.size() <= std::size_t{policy::show_all_up_to}; }

Ranking first_ranking(const ExposureKey& key, const ExposureInput& input, const EligibleSlots& eligible) {
  if (shows_all(eligible)) return all_of(eligible);
  const Digest digest = exposure_digest(key, input);
  Ranking ranking;
  ranking.k = first_look(digest);
  ranking.ranked = rank(eligible, digest, input.variant);
  Picks picks(eligible);
  pick_day_parts(picks, eligible, ranking.ranked);
  picks.fill(ranking.ranked, number_shown(ranking.k, input.reveal, eligible.size()));
  ranking.shown = picks.shown();
  return ranking;
}

// The viewer's sticky set decides for whom and which hour the list is.
ExposureInput as_before(ExposureInput input, const StickyExposure& before) {
  input.variant = before.variant;
  input.epoch_hour = before.epoch_hour;
  return input;
}

Ranking ranking_again(const ExposureKey& key, const ExposureInput& input, const StickyExposure& before,
                      const EligibleSlots& eligible) {
  // Nothing was shown, so there is no number to keep to: what is free by now is shown as to a newcomer.
  if (before.shown.empty() || shows_all(eligible)) return first_ranking(key, input, eligible);
  const Digest digest = exposure_digest(key, input);
  Ranking ranking;
  ranking.k = first_look(digest);
  ranking.ranked = rank(eligible, digest, input.variant);
  Picks picks(eligible);
  for (const SlotId id : before.shown) {
    if (const auto place = eligible.place_of(id)) picks.add(*place);
  }
  std::size_t number = before.shown.size();
  if (input.reveal > before.reveal) number = std::max(number, number_shown(ranking.k, input.reveal, eligible.size()));
  picks.fill(ranking.ranked, number);
  ranking.shown = picks.shown();
  return ranking;
}

// What was shown before, when all of it is still there and no more is asked for: most looks are such, and need no list
// shuffled.
std::optional<std::vector<Place>> unchanged(int reveal, const StickyExposure& before, const EligibleSlots& eligible) {
  if (before.shown.empty() || shows_all(eligible) || reveal > before.reveal) return std::nullopt;
  std::vector<Place> shown;
  shown.reserve(before.shown.size());
  for (const SlotId id : before.shown) {
    const auto place = eligible.place_of(id);
    if (!place) return std::nullopt;
    shown.push_back(*place);
  }
  std::ranges::sort(shown);
  const bool has_twice = std::ranges::adjacent_find(shown) != shown.end();
  return has_twice ? std::nullopt : std::optional(std::move(shown));
}

Exposure exposure_of(const EligibleSlots& eligible, const Ranking& ranking) {
  Exposure exposure;
  exposure.shown.reserve(ranking.shown.size());
  for (const Place slot : ranking.shown) exposure.shown.push_back(eligible.id(slot));
  exposure.ranked.reserve(ranking.ranked.size());
  for (const Place slot : ranking.ranked) exposure.ranked.push_back(eligible.id(slot));
  exposure.k = ranking.k;
  exposure.total = static_cast<int>(eligible.size());
  exposure.has_more = eligible.size() > exposure.shown.size();
  return exposure;
}

Choice choice_of(const EligibleSlots& eligible, std::vector<Place> shown) {
  const bool has_more = eligible.size() > shown.size();
  return {.shown = std::move(shown), .total = static_cast<int>(eligible.size()), .has_more = has_more};
}

}  // namespace

std::string_view text_of(Variant variant) {
  switch (variant) {
    case Variant::control:
      return "control";
    case Variant::compact:
      return "compact";
  }
  std::unreachable();
}

std::optional<Variant> parse_variant(std::string_view text) {
  for (const Variant variant : {Variant::control, Variant::compact}) {
    if (text == text_of(variant)) return variant;
  }
  return std::nullopt;
}

std::string_view text_of(DayPart part) {
  switch (part) {
    case DayPart::morning:
      return "morning";
    case DayPart::afternoon:
      return "afternoon";
    case DayPart::evening:
      return "evening";
    case DayPart::none:
      return "night";
  }
  std::unreachable();
}

DayPart day_part(const Zone& zone, Instant start) {
  const int hour = zone.local(start).hour();
  if (hour < 6 || hour >= 22) return DayPart::none;
  if (hour < 12) return DayPart::morning;
  return hour < 17 ? DayPart::afternoon : DayPart::evening;
}

std::uint64_t SplitMix64::next() {
  state += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

std::uint64_t SplitMix64::below(std::uint64_t bound) {
  // 2^64 mod bound values are too many to share out evenly, and are drawn again. They are fewer than the bound, so most
  // draws are known to be good without the division that tells how many.
  std::uint64_t drawn = next();
  if (drawn < bound) {
    const std::uint64_t too_many = (0 - bound) % bound;
    while (drawn < too_many) drawn = next();
  }
  return drawn % bound;
}

Digest exposure_digest(const ExposureKey& key, const ExposureInput& input) {
  std::string message;
  message.reserve(320);
  append_field(message, "exposure/1");
  append_field(message, text_of(input.variant));
  append_field(message, input.subject);
  append_field(message, input.location_id.text());
  append_field(message, format_date(input.date));
  append_field(message, input.service_id.text());
  append_field(message, input.stylist_id ? input.stylist_id->text() : "all");
  append_field(message, std::to_string(input.epoch_hour));
  return hmac_sha256(key, message);
}

EligibleSlots::EligibleSlots(std::vector<Candidate> slots, const Zone& zone) {
  const auto order = [](const Candidate& slot) { return std::pair(slot.start_at, slot.id); };
  if (!std::ranges::is_sorted(slots, {}, order)) std::ranges::sort(slots, {}, order);
  ids_.reserve(slots.size());
  start_of_.reserve(slots.size());
  gap_costs_.reserve(slots.size());
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const bool is_new_start = i == 0 || slots[i].start_at != slots[i - 1].start_at;
    if (is_new_start) part_of_start_.push_back(day_part(zone, slots[i].start_at));
    ids_.push_back(slots[i].id);
    start_of_.push_back(static_cast<std::uint32_t>(part_of_start_.size() - 1));
    gap_costs_.push_back(slots[i].gap_cost);
  }
}

std::optional<EligibleSlots::Place> EligibleSlots::place_of(SlotId id) const {
  const auto found = std::ranges::find(ids_, id);
  if (found == ids_.end()) return std::nullopt;
  return static_cast<Place>(found - ids_.begin());
}

EligibleSlots EligibleSlots::with_gap_costs(std::vector<int> costs) const {
  if (costs.size() != size()) throw std::invalid_argument("there is not one gap cost for each slot");
  EligibleSlots out = *this;
  out.gap_costs_ = std::move(costs);
  return out;
}

EligibleSlots EligibleSlots::only(std::span<const Place> places) const {
  EligibleSlots out;
  std::optional<std::uint32_t> last;
  for (const Place place : places) {
    const std::uint32_t start = start_of_[place];
    if (last != start) out.part_of_start_.push_back(part_of_start_[start]);
    last = start;
    out.ids_.push_back(ids_[place]);
    out.start_of_.push_back(static_cast<std::uint32_t>(out.part_of_start_.size() - 1));
    out.gap_costs_.push_back(gap_costs_[place]);
  }
  return out;
}

Exposure expose(const ExposureKey& key, const ExposureInput& input, const Zone& zone, std::vector<Candidate> slots) {
  const EligibleSlots eligible(std::move(slots), zone);
  return exposure_of(eligible, first_ranking(key, input, eligible));
}

Choice choose(const ExposureKey& key, const ExposureInput& input, const EligibleSlots& eligible) {
  return choice_of(eligible, first_ranking(key, input, eligible).shown);
}

Exposure expose_again(const ExposureKey& key, ExposureInput input, const StickyExposure& before, const Zone& zone,
                      std::vector<Candidate> slots) {
  const EligibleSlots eligible(std::move(slots), zone);
  return exposure_of(eligible, ranking_again(key, as_before(std::move(input), before), before, eligible));
}

Choice choose_again(const ExposureKey& key, const ExposureInput& input, const StickyExposure& before,
                    const EligibleSlots& eligible) {
  if (auto shown = unchanged(input.reveal, before, eligible)) return choice_of(eligible, *std::move(shown));
  return choice_of(eligible, ranking_again(key, as_before(input, before), before, eligible).shown);
}

Variant assigned_variant(const ExposureKey& key, std::string_view subject, int compact_percent) {
  if (compact_percent <= 0) return Variant::control;
  if (compact_percent >= 100) return Variant::compact;
  // A message of its own, so that a viewer's variant says nothing about the viewer's slots.
  std::string message;
  append_field(message, "exposure-variant/1");
  append_field(message, subject);
  SplitMix64 chance{big_endian(hmac_sha256(key, message), 0)};
  return std::cmp_less(chance.below(100), compact_percent) ? Variant::compact : Variant::control;
}

}  // namespace salon::domain
