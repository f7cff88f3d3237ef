#include "usecases/hourly_generation.hpp"

namespace salon::usecases {

platform::Task<int> HourlyGeneration::run() {
  const auto now = co_await bookings_.now();
  const auto an_hour_ago = now - std::chrono::hours{1};
  const int added = co_await jobs_.add_due_horizons(an_hour_ago);
  co_return added;
}

}  // namespace salon::usecases
