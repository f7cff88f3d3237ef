// The bookings of the locations where the actor works, filtered, by start.
#pragma once

#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/list_own_bookings.hpp"

namespace salon::usecases {

struct BookingsQuery {
  std::optional<domain::LocationId> location_id;
  std::optional<domain::StylistId> stylist_id;
  std::optional<domain::ServiceId> service_id;
  std::optional<std::string> status;
  // A date (in the zone of the location asked for, else of the actor's first) or an instant. A date `to` is inclusive.
  std::optional<std::string> from;
  std::optional<std::string> to;
  std::optional<std::string> phone;
  std::optional<std::string> q;
  ports::PageRequest page;
};

class ListBookings {
 public:
  ListBookings(ports::BookingStore& bookings, ports::CatalogStore& catalog) : bookings_(bookings), catalog_(catalog) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (another location), VALIDATION_FAILED (?status, ?from, ?to), PHONE_INVALID.
  [[nodiscard]] Task<Result<BookingsPage>> run(domain::Actor actor, BookingsQuery query);

 private:
  ports::BookingStore& bookings_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
