#include "usecases/expire_holds.hpp"

namespace salon::usecases {

platform::Task<int> ExpireHolds::run() {
  int total = 0;
  while (true) {
    const int expired = co_await bookings_.expire_due(domain::policy::expiry_batch);
    total += expired;
    if (expired < domain::policy::expiry_batch) co_return total;
  }
}

}  // namespace salon::usecases
