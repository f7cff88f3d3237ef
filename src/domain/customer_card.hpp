// What the desk knows of somebody from their bookings: came, stayed away, called off.
#pragma once

#include <span>

#include "domain/booking.hpp"

namespace salon::domain {

struct CustomerCard {
  CustomerDetails customer;  // without notes, which belong to a booking
  int visits = 0;
  int no_shows = 0;
  int cancelled = 0;
  std::optional<Instant> first_visit_at;  // of the visits that were kept
  std::optional<Instant> last_visit_at;
  bool operator==(const CustomerCard&) const = default;
};

// They came: somebody noted it, or the time is over and nobody noted that they stayed away.
[[nodiscard]] bool is_kept_visit(const Booking& booking, Instant now);

// `theirs`: all of the person's bookings, newest first, the one that was asked about among them. What that one does
// not say of them, the newest that does.
[[nodiscard]] CustomerCard customer_card(const Booking& asked, std::span<const Booking> theirs, Instant now);

}  // namespace salon::domain
