#include "usecases/check_invariants.hpp"

namespace salon::usecases {

platform::Task<std::vector<ports::Violation>> CheckInvariants::run() {
  auto violations = co_await health_.violations();
  co_return violations;
}

}  // namespace salon::usecases
