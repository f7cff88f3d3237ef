#include "usecases/prune.hpp"

namespace salon::usecases {

platform::Task<int> Prune::run() {
  const int gone = co_await events_.prune();
  co_return gone;
}

}  // namespace salon::usecases
