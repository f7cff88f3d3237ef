#include "platform/http_date.hpp"

#include <fmt/format.h>

#include <array>

namespace salon::platform {

std::string_view HttpDate::now() { return at(std::time(nullptr)); }

std::string_view HttpDate::at(std::time_t when) {
  if (when == made_for_) return text_;
  // The standard's names, whatever the locale says.
  constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  ::gmtime_r(&when, &utc);
  made_for_ = when;
  text_ = fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(utc.tm_wday)],
                      utc.tm_mday, months[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900, utc.tm_hour,
                      utc.tm_min, utc.tm_sec);
  return text_;
}

}  // namespace salon::platform
