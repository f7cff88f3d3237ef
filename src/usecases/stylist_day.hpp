// What the signed-in stylist does on a day: live bookings at all their locations, phones masked (domain.md "Access").
#pragma once

#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

struct StylistDayView {
  struct Entry {
    domain::Booking booking;  // without phone and e-mail
    std::optional<std::string> masked_phone;
  };
  domain::Date date;
  std::string timezone;  // of the stylist's home location
  domain::Stylist stylist;
  std::vector<Entry> entries;
  domain::Instant server_now;
};

class StylistDay {
 public:
  StylistDay(ports::BookingStore& bookings, ports::CatalogStore& catalog) : bookings_(bookings), catalog_(catalog) {}

  // UNAUTHENTICATED, FORBIDDEN; NOT_FOUND: the account is no stylist's. No date: today, in the home location's zone.
  [[nodiscard]] Task<Result<StylistDayView>> run(domain::Actor actor, std::optional<domain::Date> date);

 private:
  ports::BookingStore& bookings_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
