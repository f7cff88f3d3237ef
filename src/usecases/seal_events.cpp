#include "usecases/seal_events.hpp"

#include "domain/policy.hpp"

namespace salon::usecases {

platform::Task<int> SealEvents::run() {
  const int sealed = co_await events_.seal(domain::policy::relay_batch);
  co_return sealed;
}

}  // namespace salon::usecases
