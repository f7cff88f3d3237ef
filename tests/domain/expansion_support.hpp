// Small ways of writing hours and days that the tests of expansion and generation share.
#pragma once

#include <string>
#include <vector>

#include "domain/slot_expansion.hpp"
#include "testing/builders.hpp"

namespace salon::testing {

// A Monday in UTC, where the wall shows what the instant says.
inline const domain::Date monday = date("2027-03-01");
inline const domain::Date tuesday = date("2027-03-02");
inline const domain::Date friday = date("2027-03-05");

inline domain::OfferKey offer(std::uint64_t service = 1, std::optional<std::uint64_t> stylist = 1) {
  return {service_id(service), stylist ? std::optional(stylist_id(*stylist)) : std::nullopt};
}

// "09:00" of an instant, in UTC.
inline std::string clock_of(domain::Instant instant) { return domain::format_instant(instant).substr(11, 5); }

// "09:00-12:00 13:00-18:00" of the pieces, in UTC; "closed" when there is none.
inline std::string hours_of(const std::vector<domain::OpenPiece>& pieces) {
  std::string out;
  for (const auto& open : pieces) {
    out += (out.empty() ? "" : " ") + clock_of(open.piece.start) + "-" + clock_of(open.piece.end);
  }
  return out.empty() ? "closed" : out;
}

inline std::string open_on(domain::Date day, const std::vector<domain::Rule>& rules, domain::OfferKey key = offer(),
                           std::string_view zone_name = "UTC") {
  return hours_of(domain::open_pieces(rules, zone(zone_name), key, day));
}

// One location with what it offers; tests change what they are about.
struct Salon {
  domain::Location location = a_location({.timezone = "UTC"});
  domain::Zone clock = zone("UTC");
  std::vector<domain::Rule> rules = {};
  std::vector<domain::Service> services = {a_service()};
  std::vector<domain::Stylist> stylists = {a_stylist()};
  domain::Date from = monday;
  domain::Date to = monday;
  std::optional<domain::ServiceId> only_service = std::nullopt;
  std::optional<domain::StylistId> only_stylist = std::nullopt;

  [[nodiscard]] domain::ExpansionInput input() const {
    return {.location = &location,
            .rules = rules,
            .services = services,
            .stylists = stylists,
            .from = from,
            .to = to,
            .only_service = only_service,
            .only_stylist = only_stylist};
  }
  [[nodiscard]] std::vector<domain::SlotDraft> expand() const { return domain::expand(input(), clock); }
};

// "09:00 09:30" of the starts, in UTC.
inline std::string starts_of(const std::vector<domain::SlotDraft>& drafts) {
  std::string out;
  for (const auto& draft : drafts) out += (out.empty() ? "" : " ") + clock_of(draft.start_at);
  return out;
}

// The same numbers on every machine: the standard fixes the engine, but not its distributions.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  // 0 … sides - 1
  int roll(int sides) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<int>((state_ >> 11) % static_cast<std::uint64_t>(sides));
  }
  bool once_in(int sides) { return roll(sides) == 0; }

 private:
  std::uint64_t state_;
};

}  // namespace salon::testing
