#include "edge/admin_slots_api.hpp"

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

Task<HttpResponse> list_day_slots(const Services& services, Call& call) {
  ports::SlotQuery wanted;
  ports::PageRequest asked;
  QueryReader query(call.query, call.route->query);
  query.required("location_id", wanted.location_id);
  query.required("date", wanted.date);
  query.optional("service_id", wanted.service_id);
  query.optional("stylist_id", wanted.stylist_id);
  query.page(asked);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  // Without limit or cursor the day comes whole: a day view that lacks its evening is worse than a long reply.
  const auto is_paging = [](const platform::QueryParameter& one) {
    return one.name == "limit" || one.name == "cursor";
  };
  const bool is_paged = std::ranges::any_of(call.query, is_paging);
  const std::optional<ports::PageRequest> page = is_paged ? std::optional(asked) : std::nullopt;

  auto listing = services.list_day_slots.run(call.actor, wanted, page);
  const auto day = co_await listing;

  if (!day) co_return refuse(call, day.error());
  const domain::Zone zone = zone_or_utc(day->location.timezone);
  const auto write_slot = [&zone](JsonWriter& json, const domain::SlotInstance& slot) {
    write(json, SlotShape{.slot = slot, .zone = zone});
  };
  co_return json_response(200, page_json(day->slots, write_slot));
}

}  // namespace salon::edge
