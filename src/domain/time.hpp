// Instants, dates, wall time and lengths: four types that do not mix. Only domain/zone converts between the first and
// the others. Ranges are half-open, [start, end). Source: seed.md "Time & Timezone Strategy", RFC 3339, D6, D17.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace salon::domain {

// A point on the world's clock, in UTC, to the microsecond (PostgreSQL's resolution).
using Instant = std::chrono::sys_time<std::chrono::microseconds>;
// A calendar day at some location; which location is known from context.
using Date = std::chrono::local_days;
using std::chrono::minutes;
using std::chrono::seconds;

// What a clock on the wall shows, 00:00 to 24:00, in whole minutes.
struct WallTime {
  std::int16_t minute_of_day = 0;

  // "HH:MM" or "HH:MM:00"; 24:00 is the end of the day.
  [[nodiscard]] static std::optional<WallTime> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
  auto operator<=>(const WallTime&) const = default;
};
inline constexpr WallTime start_of_day{0};
inline constexpr WallTime end_of_day{24 * 60};

struct TimeRange {
  Instant start;
  Instant end;

  [[nodiscard]] bool is_empty() const { return end <= start; }
  [[nodiscard]] bool overlaps(const TimeRange& other) const { return start < other.end && other.start < end; }
  [[nodiscard]] bool contains(const TimeRange& other) const { return start <= other.start && other.end <= end; }
  auto operator<=>(const TimeRange&) const = default;
};

// ISO 8601 weekday, 1 = Monday … 7 = Sunday.
[[nodiscard]] int iso_weekday(Date date);

// YYYY-MM-DD; a date that is not in the calendar (2027-02-30) does not parse. Years 1970–2200.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text);
[[nodiscard]] std::string format_date(Date date);

// RFC 3339 with Z or an offset; fractions down to microseconds.
[[nodiscard]] std::optional<Instant> parse_instant(std::string_view text);
// RFC 3339 in UTC with Z; the fraction only when there is one.
[[nodiscard]] std::string format_instant(Instant instant);

[[nodiscard]] std::int64_t epoch_hour(Instant instant);

}  // namespace salon::domain
