#include "domain/time.hpp"

#include <array>

#include "domain/put_text.hpp"

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

// HH:MM
char* put_clock(char* out, std::uint32_t minute_of_day) {
  out = put_char(put_digits(out, minute_of_day / 60, 2), ':');
  return put_digits(out, minute_of_day % 60, 2);
}

}  // namespace

char* put_date(char* out, Date date) {
  const year_month_day ymd{date};
  out = put_char(put_digits(out, static_cast<std::uint32_t>(static_cast<int>(ymd.year())), 4), '-');
  out = put_char(put_digits(out, static_cast<unsigned>(ymd.month()), 2), '-');
  return put_digits(out, static_cast<unsigned>(ymd.day()), 2);
}

char* put_time_of_day(char* out, seconds of_day) {
  const auto count = static_cast<std::uint32_t>(of_day.count());
  out = put_char(put_clock(out, count / 60), ':');
  return put_digits(out, count % 60, 2);
}

std::optional<WallTime> WallTime::parse(std::string_view text) {
  if (text.size() == 8 && text.substr(5) == ":00") text = text.substr(0, 5);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto h = digits(text, 0, 2);
  const auto m = digits(text, 3, 2);
  if (!h || !m || *m > 59 || *h * 60 + *m > end_of_day.minute_of_day) return std::nullopt;
  return WallTime{static_cast<std::int16_t>(*h * 60 + *m)};
}

std::string WallTime::text() const {
  std::array<char, 5> out{};
  put_clock(out.data(), static_cast<std::uint32_t>(minute_of_day));
  return {out.data(), out.size()};
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
  std::array<char, date_length> out{};
  put_date(out.data(), date);
  return {out.data(), out.size()};
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

char* put_instant(char* out, Instant instant) {
  const auto day_start = floor<days>(instant);
  const auto of_day = instant - day_start;
  const auto whole = floor<seconds>(of_day);
  out = put_char(put_date(out, Date{day_start.time_since_epoch()}), 'T');
  out = put_time_of_day(out, whole);
  const auto micros = static_cast<std::uint32_t>((of_day - whole).count());
  if (micros != 0) out = put_digits(put_char(out, '.'), micros, 6);
  return put_char(out, 'Z');
}

std::string format_instant(Instant instant) {
  std::array<char, longest_instant> out{};
  return {out.data(), put_instant(out.data(), instant)};
}

std::int64_t epoch_hour(Instant instant) { return floor<hours>(instant).time_since_epoch().count(); }

}  // namespace salon::domain
