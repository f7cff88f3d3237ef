// The only place that converts between instants and local time, by the system's IANA database.
// A local time that does not exist moves to the first instant after the gap; an ambiguous one is its first occurrence
// (D14).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.hpp"

namespace date {
class time_zone;
}

namespace salon::domain {

struct LocalTime {
  Date date;
  seconds of_day;  // since local midnight, by the wall
  minutes offset;  // east of UTC

  [[nodiscard]] int hour() const { return static_cast<int>(of_day.count() / 3600); }
};

class Zone {
 public:
  // Links ("Asia/Dubai" → itself, "US/Eastern" → "America/New_York") are found too; unknown names are not.
  [[nodiscard]] static std::optional<Zone> find(std::string_view name);
  [[nodiscard]] static std::vector<std::string> names();

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Instant instant_of(Date date, WallTime time) const;
  [[nodiscard]] LocalTime local(Instant instant) const;
  [[nodiscard]] Date date_of(Instant instant) const { return local(instant).date; }
  // From local midnight to the next: 23, 24 or 25 hours, or what the zone's history makes of it.
  [[nodiscard]] TimeRange day(Date date) const;
  // RFC 3339 with the zone's offset, whole seconds.
  [[nodiscard]] std::string format(Instant instant) const;

 private:
  Zone(std::string name, const date::time_zone* zone) : name_(std::move(name)), zone_(zone) {}
  std::string name_;
  const date::time_zone* zone_;
};

}  // namespace salon::domain
