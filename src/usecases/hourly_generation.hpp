// The worker has every location's horizon generated once an hour (seed "Cron Jobs", D16).
#pragma once

#include "ports/booking_store.hpp"
#include "ports/job_store.hpp"

namespace salon::usecases {

class HourlyGeneration {
 public:
  HourlyGeneration(ports::JobStore& jobs, ports::BookingStore& bookings) : jobs_(jobs), bookings_(bookings) {}

  // How many jobs were added; may be called as often as one likes.
  [[nodiscard]] platform::Task<int> run();

 private:
  ports::JobStore& jobs_;
  ports::BookingStore& bookings_;  // for its clock
};

}  // namespace salon::usecases
