// The signed-in person's own bookings, by start.
#pragma once

#include "usecases/booking_view.hpp"

namespace salon::usecases {

struct BookingsPage {
  ports::Page<domain::Booking> page;
  domain::Instant server_now;
};

class ListOwnBookings {
 public:
  explicit ListOwnBookings(ports::BookingStore& bookings) : bookings_(bookings) {}

  // UNAUTHENTICATED: a guest has no list.
  [[nodiscard]] Task<Result<BookingsPage>> run(domain::Actor actor, ports::PageRequest page);

 private:
  ports::BookingStore& bookings_;
};

}  // namespace salon::usecases
