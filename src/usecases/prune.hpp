// The worker throws away what is past its time: remembered replies, published events, tokens (D40), and times that
// nobody ever booked.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "ports/event_store.hpp"
#include "ports/slot_store.hpp"

namespace salon::usecases {

class Prune {
 public:
  // `unbooked_kept`: how long times that nobody ever booked are kept after their day; nothing: for good.
  Prune(ports::EventStore& events, ports::SlotStore& slots, std::optional<std::chrono::days> unbooked_kept)
      : events_(events), slots_(slots), unbooked_kept_(unbooked_kept) {}

  // How many rows went. `is_leaving` is asked between sweeps.
  [[nodiscard]] platform::Task<int> run(std::function<bool()> is_leaving = [] { return false; });

 private:
  ports::EventStore& events_;
  ports::SlotStore& slots_;
  std::optional<std::chrono::days> unbooked_kept_;
};

}  // namespace salon::usecases
