// Visits that took place before this platform kept the book: a salon's past (domain.md D8 "source").
#pragma once

#include "ports/booking_store.hpp"
#include "ports/catalog_store.hpp"
#include "usecases/ask.hpp"
#include "usecases/customer_input.hpp"

namespace salon::usecases {

// A visit as a file states it; ids are the importer's, so that importing again changes nothing.
struct VisitRecord {
  ports::ImportVisit visit;  // without customer
  CustomerInput customer;
};

class ImportVisits {
 public:
  ImportVisits(ports::BookingStore& bookings, ports::CatalogStore& catalog) : bookings_(bookings), catalog_(catalog) {}

  // How many. FORBIDDEN: admins and the commands only. VALIDATION_FAILED, PHONE_INVALID with the visit's place
  // (/3/customer_phone), CONFLICT; batches of a few hundred, those before one that clashes stay.
  [[nodiscard]] Task<Result<int>> run(domain::Actor actor, std::vector<VisitRecord> visits, std::string request_id);

 private:
  [[nodiscard]] Task<Result<std::vector<ports::ImportVisit>>> read(std::vector<VisitRecord> records);

  ports::BookingStore& bookings_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
