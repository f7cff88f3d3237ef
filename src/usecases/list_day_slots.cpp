#include "usecases/list_day_slots.hpp"

#include "usecases/lists.hpp"

namespace salon::usecases {

Task<Result<DaySlots>> ListDaySlots::run(domain::Actor actor, ports::SlotQuery query,
                                         std::optional<ports::PageRequest> page) {
  auto allowed = domain::check_access(actor, domain::Action::see_slots, query.location_id);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  auto location = co_await catalog_.location(query.location_id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon.");
  auto slots = co_await slots_.slots_of_day(query);
  DaySlots day{.location = *std::move(location), .slots = {}};
  if (!page) {
    day.slots.items = std::move(slots);
    co_return day;
  }
  auto paged = page_by_id(std::move(slots), *page);
  if (!paged) co_return std::unexpected(std::move(paged.error()));
  day.slots = *std::move(paged);
  co_return day;
}

}  // namespace salon::usecases
