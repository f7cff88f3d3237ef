#include "domain/zone.hpp"

#include <date/tz.h>

#include <array>
#include <cstdlib>
#include <exception>

#include "domain/put_text.hpp"

namespace salon::domain {
namespace {

// Listed among the zones, but it is whatever this machine is set to: the same location would keep other hours on
// another replica.
constexpr std::string_view zone_of_the_machine = "localtime";

date::local_seconds local_seconds_of(Date date, WallTime time) {
  return date::local_seconds{date::local_days{date.time_since_epoch()}} + minutes{time.minute_of_day};
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  if (name == zone_of_the_machine) return std::nullopt;
  try {
    const date::time_zone* zone = date::locate_zone(name);
    return Zone(std::string(name), zone);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<std::string> Zone::names() {
  std::vector<std::string> out;
  for (const auto& zone : date::get_tzdb().zones) {
    if (zone.name() != zone_of_the_machine) out.push_back(zone.name());
  }
  return out;
}

Instant Zone::instant_of(Date date, WallTime time) const {
  const auto local = local_seconds_of(date, time);
  const auto info = zone_->get_info(local);
  if (info.result == date::local_info::nonexistent) return Instant{info.first.end};
  return Instant{local.time_since_epoch() - info.first.offset};
}

LocalTime Zone::local(Instant instant) const {
  const auto whole = std::chrono::floor<seconds>(instant);
  const auto info = zone_->get_info(date::sys_seconds{whole.time_since_epoch()});
  const seconds since_epoch = whole.time_since_epoch() + info.offset;
  const auto day = std::chrono::floor<std::chrono::days>(since_epoch);
  return LocalTime{Date{day}, since_epoch - day, std::chrono::floor<minutes>(info.offset)};
}

TimeRange Zone::day(Date date) const {
  return TimeRange{instant_of(date, start_of_day), instant_of(date + std::chrono::days{1}, start_of_day)};
}

std::string Zone::format(Instant instant) const {
  const LocalTime time = local(instant);
  const auto shift = static_cast<int>(time.offset.count());
  const auto distance = static_cast<std::uint32_t>(std::abs(shift));
  std::array<char, 25> out{};
  char* end = put_char(put_date(out.data(), time.date), 'T');
  end = put_char(put_time_of_day(end, time.of_day), shift < 0 ? '-' : '+');
  end = put_char(put_digits(end, distance / 60, 2), ':');
  put_digits(end, distance % 60, 2);
  return {out.data(), out.size()};
}

}  // namespace salon::domain
