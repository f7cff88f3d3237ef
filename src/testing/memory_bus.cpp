#include "testing/memory_bus.hpp"

namespace salon::testing {

ports::Task<bool> MemoryBus::publish(std::vector<domain::Event> events) {
  if (mood_ == Mood::is_down) co_return false;
  published_.insert(published_.end(), events.begin(), events.end());
  co_return mood_ == Mood::works;
}

}  // namespace salon::testing
