#include "usecases/keep_shown_counts.hpp"

namespace salon::usecases {

ports::Task<void> KeepShownCounts::run() {
  const auto counts = tally_.take();
  if (counts.empty()) co_return;
  try {
    co_await analytics_.add_shown(counts);
  } catch (const ports::Unavailable&) {
    tally_.give_back(counts);
    throw;
  }
}

}  // namespace salon::usecases
