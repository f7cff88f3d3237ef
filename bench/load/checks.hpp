// Whether a reply says what it must. Each returns nothing when it does, else a sentence.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "load/reply.hpp"

namespace salon::bench {

using Fault = std::optional<std::string>;

struct DayAsked {
  std::string_view date;
  std::int64_t total = 0;  // how many are bookable that day; below 0: not known
};

// GET /v1/slots for somebody who holds nothing: 2–5 times in order, none twice, the total, has_more.
Fault check_slots(const Reply& reply, DayAsked asked);

struct RangeAsked {
  std::string_view from;
  std::int64_t days = 0;
  std::int64_t available = 0;  // on each of them; below 0: not known
};

// GET /v1/dates: every day of the range once and in order.
Fault check_dates(const Reply& reply, RangeAsked asked);

struct BookingWanted {
  int http_status = 0;
  std::string_view status;
  std::string_view slot_id;
  std::string_view booking_id;  // empty: a new one
  std::string_view phone;       // empty: any
};

// What a booking's reply says of it; good as long as the reply.
struct BookingSeen {
  std::string_view id;
  std::string_view token;
};

Fault check_booking(const Reply& reply, const BookingWanted& wanted, BookingSeen& seen);

// A refusal with this code of the API.
Fault check_problem(const Reply& reply, int status, std::string_view code);

// The status and the beginning of what came instead.
std::string told(const Reply& reply);

}  // namespace salon::bench
