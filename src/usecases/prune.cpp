#include "usecases/prune.hpp"

namespace salon::usecases {

platform::Task<int> Prune::run(std::function<bool()> is_leaving) {
  int gone = co_await events_.prune();
  ports::Sweep sweep;
  sweep.has_more = unbooked_kept_.has_value();
  while (sweep.has_more && !is_leaving()) {
    sweep = co_await slots_.prune(*unbooked_kept_);
    gone += sweep.gone;
  }
  co_return gone;
}

}  // namespace salon::usecases
