// A customer moves a booking to another time that they were shown; the old one is kept until the new one is won (D35,
// D36, D39).
#pragma once

#include "ports/booking_store.hpp"
#include "ports/exposure_cache.hpp"
#include "ports/funnel.hpp"
#include "usecases/ask.hpp"
#include "usecases/booking_view.hpp"
#include "usecases/exposure_policy.hpp"

namespace salon::usecases {

struct RescheduleRequest {
  domain::SlotId slot_id;
};

class RescheduleBooking {
 public:
  struct Ports {
    ports::BookingStore& bookings;
    ports::ExposureCache& exposures;
    ports::Funnel& funnel;
  };
  RescheduleBooking(Ports ports, ExposurePolicy exposure) : ports_(ports), exposure_(exposure) {}

  // NOT_FOUND, SLOT_NOT_EXPOSED, and those of domain::decide_reschedule.
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, BookingKey booking, RescheduleRequest request, Ask ask,
                                         Render<domain::Booking> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, BookingKey booking, RescheduleRequest request,
                                             Ask ask, Render<domain::Booking> render);

  Ports ports_;
  ExposurePolicy exposure_;
};

}  // namespace salon::usecases
