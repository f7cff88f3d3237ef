// Ids, dates and times as text, to where there is room for it, without the machinery of formatted output: lists write
// them by the thousand. Each returns the place behind what it wrote.
#pragma once

#include <cstddef>
#include <cstdint>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace salon::domain {

inline constexpr std::size_t uuid_length = 36;
inline constexpr std::size_t date_length = 10;
inline constexpr std::size_t longest_instant = 27;  // with microseconds and Z

inline char* put_char(char* out, char c) {
  *out = c;
  return out + 1;
}
// As `width` digits, zeros in front.
inline char* put_digits(char* out, std::uint32_t value, std::size_t width) {
  for (std::size_t i = width; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
  return out + width;
}
char* put_uuid(char* out, const Uuid& uuid);       // lower case
char* put_date(char* out, Date date);              // YYYY-MM-DD
char* put_time_of_day(char* out, seconds of_day);  // HH:MM:SS
char* put_instant(char* out, Instant instant);     // as format_instant()

}  // namespace salon::domain
