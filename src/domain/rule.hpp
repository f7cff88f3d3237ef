// Availability rules as the salon states them: weekly hours, hours for a range of dates, exceptions, closures.
// Source: seed.md "availability_rules", D10–D13.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/refusal.hpp"
#include "domain/time.hpp"

namespace salon::domain {

enum class RuleKind : std::uint8_t { weekly, date_range, exception };
[[nodiscard]] std::string_view text_of(RuleKind kind);  // "WEEKLY", "DATE_RANGE", "EXCEPTION"
[[nodiscard]] std::optional<RuleKind> parse_rule_kind(std::string_view text);

// A set of ISO weekdays. Written in JSON and SQL as a sorted list.
struct Weekdays {
  std::uint8_t bits = 0;  // bit 0 = Monday

  [[nodiscard]] bool has(int iso_day) const { return (bits >> (iso_day - 1) & 1) != 0; }
  void add(int iso_day) { bits = static_cast<std::uint8_t>(bits | 1u << (iso_day - 1)); }
  [[nodiscard]] std::vector<int> list() const;
  [[nodiscard]] static Weekdays all() { return {0x7f}; }
  auto operator<=>(const Weekdays&) const = default;
};

// From least to most specific (D11).
enum class RuleScope : std::uint8_t { location, service, stylist, stylist_and_service };

struct Rule {
  RuleId id;
  LocationId location_id;
  std::optional<StylistId> stylist_id;
  std::optional<ServiceId> service_id;
  RuleKind kind = RuleKind::weekly;
  std::optional<Weekdays> days_of_week;  // none: every day
  WallTime start_time;
  WallTime end_time;
  int end_day_offset = 0;  // 1: the window ends the next day
  int slot_capacity = 1;
  int slot_granularity_minutes = 15;
  std::optional<Date> valid_from;
  std::optional<Date> valid_to;  // inclusive
  bool is_closed = false;
  std::int64_t version = 1;

  [[nodiscard]] RuleScope scope() const;
  // An exception without valid_to is for one day; none: for ever.
  [[nodiscard]] std::optional<Date> last_day() const;
  [[nodiscard]] bool in_force_on(Date date) const;
  [[nodiscard]] bool has_weekday_of(Date date) const;
  // The rule speaks of this service with this stylist (or none).
  [[nodiscard]] bool applies_to(ServiceId service, std::optional<StylistId> stylist) const;
};

// D10, D13. Fills what has a default (an exception's valid_to). VALIDATION_FAILED with a pointer to every field that is
// wrong.
[[nodiscard]] Result<Rule> check_rule(Rule rule);

// D13: two open rules of one kind and scope that both say what happens at one moment of one day. By content alone:
// whoever changes a rule leaves the rule itself out of the comparison. Closures never overlap anything.
[[nodiscard]] bool overlap(const Rule& one, const Rule& other);
// D2: the same rule in every column that counts: all but id, version, capacity and granularity.
[[nodiscard]] bool is_duplicate(const Rule& one, const Rule& other);
// RULE_OVERLAP names the rule that this one may not stand beside; the rule itself is left out of the comparison.
[[nodiscard]] Result<void> check_beside(const Rule& rule, std::span<const Rule> others);

// A change that is only thought of: a rule more, a rule instead of another, or one less.
struct RuleProposal {
  std::optional<Rule> rule;
  std::optional<RuleId> instead_of;
};
// The rules as they would be, by id. RULE_OVERLAP as for the change itself.
[[nodiscard]] Result<std::vector<Rule>> rules_after(const RuleProposal& proposal, std::vector<Rule> rules);

}  // namespace salon::domain
