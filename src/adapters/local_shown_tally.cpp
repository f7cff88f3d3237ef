#include "adapters/local_shown_tally.hpp"

#include <utility>

namespace salon::adapters {

void LocalShownTally::exposed(Exposed what) {
  next_.exposed(what);
  const std::scoped_lock lock(mutex_);
  add({.location_id = what.location_id, .date = what.date, .variant = what.variant, .lists = 1, .times = what.shown});
}

std::vector<ports::ShownCount> LocalShownTally::take() {
  std::map<Place, ports::ShownCount> taken;
  {
    const std::scoped_lock lock(mutex_);
    taken = std::exchange(counts_, {});
  }
  std::vector<ports::ShownCount> out;
  for (const auto& [place, count] : taken) out.push_back(count);
  return out;
}

void LocalShownTally::give_back(const std::vector<ports::ShownCount>& counts) {
  const std::scoped_lock lock(mutex_);
  for (const ports::ShownCount& count : counts) add(count);
}

void LocalShownTally::add(const ports::ShownCount& count) {
  const auto [found, is_new] = counts_.try_emplace({count.location_id, count.date, count.variant}, count);
  if (is_new) return;
  found->second.lists += count.lists;
  found->second.times += count.times;
}

}  // namespace salon::adapters
