// A customer takes a time for a few minutes (seed "Booking Flow" 1–2, D31, D36–D38).
#pragma once

#include "domain/booking.hpp"
#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/exposure_cache.hpp"
#include "ports/funnel.hpp"
#include "ports/id_source.hpp"
#include "ports/secret_box.hpp"
#include "ports/slot_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/customer_input.hpp"
#include "usecases/exposure_policy.hpp"

namespace salon::usecases {

struct HoldRequest {
  domain::SlotId slot_id;
  CustomerInput customer;
  std::optional<std::string> variant;  // the header, for the funnel only
};

// The booking and the raw token that proves whose it is; only this reply ever carries it (D38).
struct PlacedHold {
  domain::Booking booking;
  std::string token;
};

struct HoldPolicy {
  int max_live_holds = domain::policy::default_max_live_holds;  // 0: no limit (D37)
  std::optional<domain::seconds> hold_for;                      // over every location's own
};

class PlaceHold {
 public:
  struct Ports {
    ports::BookingStore& bookings;
    ports::SlotStore& slots;
    ports::CatalogStore& catalog;
    ports::ExposureCache& exposures;
    ports::IdSource& ids;
    const ports::SecretBox& secrets;
    ports::Funnel& funnel;
  };
  PlaceHold(Ports ports, HoldPolicy holds, ExposurePolicy exposure)
      : ports_(ports), holds_(holds), exposure_(exposure) {}

  // The actor has an account or a session (the edge mints one). NOT_FOUND, SLOT_NOT_EXPOSED, PHONE_INVALID,
  // VALIDATION_FAILED, and those of domain::decide_hold.
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, HoldRequest request, Ask ask, Render<PlacedHold> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, HoldRequest request, Ask ask,
                                             Render<PlacedHold> render);

  Ports ports_;
  HoldPolicy holds_;
  ExposurePolicy exposure_;
};

}  // namespace salon::usecases
