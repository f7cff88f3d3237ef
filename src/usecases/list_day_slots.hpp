// Every slot instance of a day, as staff see it: never stale, nothing hidden (D21).
#pragma once

#include "domain/time.hpp"
#include "ports/catalog_store.hpp"
#include "ports/slot_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

struct DaySlots {
  domain::Location location;
  ports::Page<domain::SlotInstance> slots;  // by (start_at, id)
};

class ListDaySlots {
 public:
  ListDaySlots(ports::SlotStore& slots, ports::CatalogStore& catalog) : slots_(slots), catalog_(catalog) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (another location). No page: the whole day.
  [[nodiscard]] Task<Result<DaySlots>> run(domain::Actor actor, ports::SlotQuery query,
                                           std::optional<ports::PageRequest> page);

 private:
  ports::SlotStore& slots_;
  ports::CatalogStore& catalog_;
};

}  // namespace salon::usecases
