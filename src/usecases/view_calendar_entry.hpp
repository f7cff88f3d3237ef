// What a calendar needs to know of a booking: with the names of what and where (RFC 5545).
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "usecases/booking_view.hpp"

namespace salon::usecases {

struct CalendarEntry {
  domain::Booking booking;
  domain::Instant server_now;
  domain::Location location;
  std::string service_name;
  std::optional<std::string> stylist_name;
};

class ViewCalendarEntry {
 public:
  ViewCalendarEntry(ports::BookingStore& bookings, ports::CatalogStore& catalog)
      : bookings_(bookings), catalog_(catalog) {}

  // NOT_FOUND: none, or somebody else's (D60).
  [[nodiscard]] Task<Result<CalendarEntry>> run(domain::Actor actor, BookingKey booking);

 private:
  ports::BookingStore& bookings_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
