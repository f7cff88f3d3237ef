// Who somebody is to the salon: what is known of them and their bookings, as far as the actor may see them. The same
// person is whoever gave the same phone, else whoever was signed in to the same account, else only this booking.
#pragma once

#include "domain/customer_card.hpp"
#include "ports/booking_store.hpp"
#include "usecases/booking_view.hpp"

namespace salon::usecases {

struct CustomerView {
  domain::CustomerCard card;
  std::vector<domain::Booking> bookings;  // newest first
  domain::Instant server_now;
};

class ViewCustomer {
 public:
  explicit ViewCustomer(ports::BookingStore& bookings) : bookings_(bookings) {}

  // UNAUTHENTICATED, FORBIDDEN; NOT_FOUND: no such booking, or another location's (D60).
  [[nodiscard]] Task<Result<CustomerView>> run(domain::Actor actor, domain::BookingId booking);

 private:
  [[nodiscard]] Task<std::vector<domain::Booking>> theirs(domain::Actor actor, domain::Booking asked);

  ports::BookingStore& bookings_;
};

}  // namespace salon::usecases
