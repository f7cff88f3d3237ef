#include "domain/time.hpp"

#include <charconv>
#include <cstdio>

namespace salon::domain {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::local_days;
using std::chrono::microseconds;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

// Exactly `width` decimal digits at `at`, or nothing.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// ".123456" → microseconds; more digits than six are refused, for nothing stores them.
std::optional<microseconds> fraction(std::string_view text) {
  if (text.size() < 2 || text.size() > 7) return std::nullopt;
  const auto value = digits(text, 1, text.size() - 1);
  if (!value) return std::nullopt;
  std::int64_t scaled = *value;
  for (std::size_t i = text.size(); i < 7; ++i) scaled *= 10;
  return microseconds{scaled};
}

std::optional<minutes> offset(std::string_view text) {
  if (text == "Z" || text == "z") return minutes{0};
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto h = digits(text, 1, 2);
  const auto m = digits(text, 4, 2);
  if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
  const minutes total{*h * 60 + *m};
  return text[0] == '-' ? -total : total;
}

}  // namespace

std::optional<WallTime> WallTime::parse(std::string_view text) {
  if (text.size() == 8 && text.substr(5) == ":00") text = text.substr(0, 5);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto h = digits(text, 0, 2);
  const auto m = digits(text, 3, 2);
  if (!h || !m || *m > 59 || *h * 60 + *m > end_of_day.minute_of_day) return std::nullopt;
  return WallTime{static_cast<std::int16_t>(*h * 60 + *m)};
}

std::string WallTime::text() const {
  char out[16];
  std::snprintf(out, sizeof out, "%02d:%02d", minute_of_day / 60, minute_of_day % 60);
  return out;
}

int iso_weekday(Date date) { return static_cast<int>(std::chrono::weekday{date}.iso_encoding()); }

std::optional<Date> parse_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text, 0, 4);
  const auto m = digits(text, 5, 2);
  const auto d = digits(text, 8, 2);
  if (!y || !m || !d || *y < 1970 || *y > 2200) return std::nullopt;
  const year_month_day date{year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  return local_days{date};
}

std::string format_date(Date date) {
  const year_month_day ymd{date};
  char out[16];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                static_cast<unsigned>(ymd.day()));
  return out;
}

std::optional<Instant> parse_instant(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto date = parse_date(text.substr(0, 10));
  const auto h = digits(text, 11, 2);
  const auto m = digits(text, 14, 2);
  const auto s = digits(text, 17, 2);
  if (!date || !h || !m || !s || *h > 23 || *m > 59 || *s > 59) return std::nullopt;
  std::string_view rest = text.substr(19);
  microseconds part{0};
  if (rest.starts_with('.')) {
    const std::size_t end = rest.find_first_not_of("0123456789", 1);
    const auto parsed = fraction(rest.substr(0, end));
    if (!parsed || end == std::string_view::npos) return std::nullopt;
    part = *parsed;
    rest = rest.substr(end);
  }
  const auto shift = offset(rest);
  if (!shift) return std::nullopt;
  const auto day_start = std::chrono::sys_days{date->time_since_epoch()};
  return Instant{day_start} + hours{*h} + minutes{*m} + seconds{*s} + part - *shift;
}

std::string format_instant(Instant instant) {
  const auto day_start = floor<days>(instant);
  const year_month_day ymd{day_start};
  const auto of_day = instant - day_start;
  const auto whole = floor<seconds>(of_day);
  const auto count = static_cast<int>(whole.count());
  char out[40];
  int length = std::snprintf(out, sizeof out, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(ymd.year()),
                             static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()), count / 3600,
                             count / 60 % 60, count % 60);
  const auto micros = static_cast<int>((of_day - whole).count());
  if (micros != 0)
    length += std::snprintf(out + length, sizeof out - static_cast<std::size_t>(length), ".%06d", micros);
  return std::string(out, static_cast<std::size_t>(length)) + "Z";
}

std::int64_t epoch_hour(Instant instant) { return floor<hours>(instant).time_since_epoch().count(); }

}  // namespace salon::domain
