// Staff book for a customer: a hold, or confirmed in one step. Any eligible slot, no notice, no exposure, no limit; a
// walk-in needs a name only (D20, D33, D36, D37).
#pragma once

#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/funnel.hpp"
#include "ports/id_source.hpp"
#include "ports/slot_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/customer_input.hpp"
#include "usecases/place_hold.hpp"

namespace salon::usecases {

struct StaffBookingRequest {
  domain::SlotId slot_id;
  CustomerInput customer;
  bool confirm = false;
};

class PlaceStaffBooking {
 public:
  struct Ports {
    ports::BookingStore& bookings;
    ports::SlotStore& slots;
    ports::CatalogStore& catalog;
    ports::IdSource& ids;
    ports::Funnel& funnel;
  };
  PlaceStaffBooking(Ports ports, HoldPolicy holds) : ports_(ports), holds_(holds) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (also: not at a location of theirs), PHONE_INVALID, VALIDATION_FAILED, and
  // those of domain::decide_hold. The booking belongs to no account; who has the token may manage it, and the staff of
  // its location.
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, StaffBookingRequest request, Ask ask,
                                         Render<PlacedHold> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, StaffBookingRequest request, Ask ask,
                                             Render<PlacedHold> render);

  Ports ports_;
  HoldPolicy holds_;
};

}  // namespace salon::usecases
