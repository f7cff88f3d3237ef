// A held time becomes a booking (seed "Booking Flow" 3, D32, D33).
#pragma once

#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "ports/funnel.hpp"
#include "ports/secret_box.hpp"
#include "usecases/ask.hpp"
#include "usecases/booking_view.hpp"
#include "usecases/customer_input.hpp"
#include "usecases/exposure_policy.hpp"

namespace salon::usecases {

struct ConfirmRequest {
  CustomerInput customer;
  std::optional<std::string> payment_reference;
  std::optional<std::string> variant;  // the header, for the funnel only
};

class ConfirmBooking {
 public:
  struct Ports {
    ports::BookingStore& bookings;
    ports::CatalogStore& catalog;
    ports::ExposureCache& exposures;
    const ports::SecretBox& secrets;
    ports::Funnel& funnel;
  };
  ConfirmBooking(Ports ports, ExposurePolicy exposure) : ports_(ports), exposure_(exposure) {}

  // NOT_FOUND, PHONE_INVALID, and those of domain::decide_confirm.
  [[nodiscard]] Task<Result<Answer>> run(domain::Actor actor, BookingKey booking, ConfirmRequest request, Ask ask,
                                         Render<domain::Booking> render);

 private:
  [[nodiscard]] Task<Result<Answer>> attempt(domain::Actor actor, BookingKey booking, ConfirmRequest request, Ask ask,
                                             Render<domain::Booking> render);
  // For the funnel; none for what the desk made.
  [[nodiscard]] Task<std::optional<domain::Variant>> variant_of(domain::Booking booking,
                                                                std::optional<std::string> header);

  Ports ports_;
  ExposurePolicy exposure_;
};

}  // namespace salon::usecases
