// One booking of a location where the actor works.
#pragma once

#include "usecases/ask.hpp"
#include "usecases/booking_view.hpp"

namespace salon::usecases {

class ViewBookingAsStaff {
 public:
  explicit ViewBookingAsStaff(ports::BookingStore& bookings) : bookings_(bookings) {}

  // UNAUTHENTICATED, FORBIDDEN; NOT_FOUND: none, or another location's (D60).
  [[nodiscard]] Task<Result<BookingView>> run(domain::Actor actor, domain::BookingId booking);

 private:
  ports::BookingStore& bookings_;
};

}  // namespace salon::usecases
