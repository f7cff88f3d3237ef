// The worker tidies up holds past their end; nothing depends on it (D34).
#pragma once

#include "domain/policy.hpp"
#include "ports/booking_store.hpp"

namespace salon::usecases {

class ExpireHolds {
 public:
  explicit ExpireHolds(ports::BookingStore& bookings) : bookings_(bookings) {}

  // How many; batches until none is due, so that a long absence is made up for at once.
  [[nodiscard]] platform::Task<int> run();

 private:
  ports::BookingStore& bookings_;
};

}  // namespace salon::usecases
