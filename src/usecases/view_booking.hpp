// One booking, for whoever it belongs to.
#pragma once

#include "usecases/booking_view.hpp"

namespace salon::usecases {

class ViewBooking {
 public:
  explicit ViewBooking(ports::BookingStore& bookings) : bookings_(bookings) {}

  // NOT_FOUND: none, or somebody else's (D60).
  [[nodiscard]] Task<Result<BookingView>> run(domain::Actor actor, BookingKey booking);

 private:
  ports::BookingStore& bookings_;
};

}  // namespace salon::usecases
