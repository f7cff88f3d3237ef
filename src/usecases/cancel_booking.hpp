// A customer gives a hold or a booking back (D37, D39).
#pragma once

#include "ports/booking_store.hpp"
#include "ports/funnel.hpp"
#include "usecases/ask.hpp"
#include "usecases/booking_view.hpp"

namespace salon::usecases {

struct CancelRequest {
  std::optional<std::string> reason;
};

class CancelBooking {
 public:
  CancelBooking(ports::BookingStore& bookings, ports::Funnel& funnel) : bookings_(bookings), funnel_(funnel) {}

  // NOT_FOUND, VALIDATION_FAILED (/reason), and those of domain::decide_cancel.
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, BookingKey booking, CancelRequest request, Ask ask,
                                         Render<domain::Booking> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, BookingKey booking, CancelRequest request, Ask ask,
                                             Render<domain::Booking> render);

  ports::BookingStore& bookings_;
  ports::Funnel& funnel_;
};

}  // namespace salon::usecases
