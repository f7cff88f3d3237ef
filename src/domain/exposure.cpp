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
// Slots are spoken of by their place in the list by (start_at, id).
using Position = std::uint32_t;

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

struct Eligible {
  std::vector<Candidate> slots;    // by (start_at, id)
  std::vector<Position> start_of;  // per slot: which of the distinct start times is its own
  std::size_t distinct_starts = 0;
};

Eligible in_order(std::vector<Candidate> slots) {
  std::ranges::sort(slots, {}, [](const Candidate& slot) { return std::pair(slot.start_at, slot.id); });
  Eligible eligible{.slots = std::move(slots), .start_of = {}, .distinct_starts = 0};
  eligible.start_of.reserve(eligible.slots.size());
  for (std::size_t i = 0; i < eligible.slots.size(); ++i) {
    if (i == 0 || eligible.slots[i].start_at != eligible.slots[i - 1].start_at) ++eligible.distinct_starts;
    eligible.start_of.push_back(static_cast<Position>(eligible.distinct_starts - 1));
  }
  return eligible;
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
std::vector<Position> by_gap_cost(const Eligible& eligible, const std::vector<Position>& shuffled) {
  std::vector<std::pair<int, Position>> costs;
  costs.reserve(shuffled.size());
  for (const Position slot : shuffled) {
    costs.emplace_back(eligible.slots[slot].gap_cost, static_cast<Position>(costs.size()));
  }
  std::ranges::sort(costs);
  std::vector<Position> ranked;
  ranked.reserve(shuffled.size());
  for (const auto& [cost, place] : costs) ranked.push_back(shuffled[place]);
  return ranked;
}

std::vector<Position> rank(const Eligible& eligible, const Digest& digest, Variant variant) {
  std::vector<Position> shuffled(eligible.slots.size());
  std::iota(shuffled.begin(), shuffled.end(), Position{0});
  SplitMix64 order{big_endian(digest, 8)};
  for (std::size_t i = shuffled.size() - 1; i >= 1; --i) std::swap(shuffled[i], shuffled[order.below(i + 1)]);
  return variant == Variant::compact ? by_gap_cost(eligible, shuffled) : shuffled;
}

class Picks {
 public:
  explicit Picks(const Eligible& eligible)
      : eligible_(eligible), slots_(eligible.slots.size()), starts_(eligible.distinct_starts) {}

  void add(Position slot) {
    slots_[slot] = true;
    starts_[eligible_.start_of[slot]] = true;
    ++count_;
  }
  // First slots that offer a new start time, then the rest.
  void fill(const std::vector<Position>& ranked, std::size_t number) {
    for (const Position slot : ranked) {
      if (count_ >= number) return;
      if (!starts_[eligible_.start_of[slot]]) add(slot);
    }
    for (const Position slot : ranked) {
      if (count_ >= number) return;
      if (!slots_[slot]) add(slot);
    }
  }
  [[nodiscard]] std::vector<SlotId> shown() const {
    std::vector<SlotId> out;
    out.reserve(count_);
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (slots_[i]) out.push_back(eligible_.slots[i].id);
    }
    return out;
  }

 private:
  const Eligible& eligible_;
  std::vector<bool> slots_;
  std::vector<bool> starts_;
  std::size_t count_ = 0;
};

// The first slot of each part of the day. k is never less than the number of parts, and slots of different parts never
// share a start, so neither can stand in the way here.
void pick_day_parts(Picks& picks, const Eligible& eligible, const std::vector<Position>& ranked, const Zone& zone) {
  constexpr std::size_t parts = 3;
  static_assert(policy::usual_exposure >= static_cast<int>(parts));
  std::array<bool, parts> has_pick{};
  std::size_t found = 0;
  // Asking the zone is the dear step: once for each start time, and no more when all parts have their slot.
  std::vector<bool> asked(eligible.distinct_starts);
  for (const Position slot : ranked) {
    if (found == parts) return;
    const Position start = eligible.start_of[slot];
    if (asked[start]) continue;
    asked[start] = true;
    const DayPart part = day_part(zone, eligible.slots[slot].start_at);
    if (part == DayPart::none || has_pick[static_cast<std::size_t>(part)]) continue;
    has_pick[static_cast<std::size_t>(part)] = true;
    picks.add(slot);
    ++found;
  }
}

void keep(Picks& picks, const Eligible& eligible, std::vector<SlotId> shown) {
  std::ranges::sort(shown);
  for (Position slot = 0; slot < eligible.slots.size(); ++slot) {
    if (std::ranges::binary_search(shown, eligible.slots[slot].id)) picks.add(slot);
  }
}

std::size_t number_shown(int k, int reveal, std::size_t total) {
  const std::int64_t reveals = std::max(reveal, 1) - 1;
  const auto wanted = static_cast<std::uint64_t>(k + policy::more_per_reveal * reveals);
  return static_cast<std::size_t>(std::min<std::uint64_t>(wanted, total));
}

bool shows_all(const Eligible& eligible) { return eligible.slots.size() <= std::size_t{policy::show_all_up_to}; }

Exposure all_of(const Eligible& eligible) {
  Exposure exposure;
  for (const Candidate& slot : eligible.slots) exposure.shown.push_back(slot.id);
  exposure.ranked = exposure.shown;
  exposure.total = static_cast<int>(exposure.shown.size());
  exposure.k = exposure.total;
  return exposure;
}

Exposure exposure_of(const Eligible& eligible, const std::vector<Position>& ranked, const Picks& picks, int k) {
  Exposure exposure;
  exposure.shown = picks.shown();
  exposure.ranked.reserve(ranked.size());
  for (const Position slot : ranked) exposure.ranked.push_back(eligible.slots[slot].id);
  exposure.k = k;
  exposure.total = static_cast<int>(eligible.slots.size());
  exposure.has_more = eligible.slots.size() > exposure.shown.size();
  return exposure;
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

Exposure expose(const ExposureKey& key, const ExposureInput& input, const Zone& zone, std::vector<Candidate> eligible) {
  const Eligible all = in_order(std::move(eligible));
  if (shows_all(all)) return all_of(all);
  const Digest digest = exposure_digest(key, input);
  const int k = first_look(digest);
  const std::vector<Position> ranked = rank(all, digest, input.variant);
  Picks picks(all);
  pick_day_parts(picks, all, ranked, zone);
  picks.fill(ranked, number_shown(k, input.reveal, all.slots.size()));
  return exposure_of(all, ranked, picks, k);
}

Exposure expose_again(const ExposureKey& key, ExposureInput input, const StickyExposure& before, const Zone& zone,
                      std::vector<Candidate> eligible) {
  input.variant = before.variant;
  input.epoch_hour = before.epoch_hour;
  // Nothing was shown, so there is no number to keep to: what is free by now is shown as to a newcomer.
  if (before.shown.empty()) return expose(key, input, zone, std::move(eligible));
  const Eligible all = in_order(std::move(eligible));
  if (shows_all(all)) return all_of(all);
  const Digest digest = exposure_digest(key, input);
  const int k = first_look(digest);
  const std::vector<Position> ranked = rank(all, digest, input.variant);
  Picks picks(all);
  keep(picks, all, before.shown);
  std::size_t number = before.shown.size();
  if (input.reveal > before.reveal) number = std::max(number, number_shown(k, input.reveal, all.slots.size()));
  picks.fill(ranked, number);
  return exposure_of(all, ranked, picks, k);
}

Variant assigned_variant(const ExposureKey& key, std::string_view subject, int compact_percent) {
  // A message of its own, so that a viewer's variant says nothing about the viewer's slots.
  std::string message;
  append_field(message, "exposure-variant/1");
  append_field(message, subject);
  SplitMix64 chance{big_endian(hmac_sha256(key, message), 0)};
  return std::cmp_less(chance.below(100), compact_percent) ? Variant::compact : Variant::control;
}

}  // namespace salon::domain
