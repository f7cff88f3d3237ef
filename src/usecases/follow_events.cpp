#include "usecases/follow_events.hpp"

#include <algorithm>

#include "usecases/staff_scope.hpp"

namespace salon::usecases {

Task<Result<FollowedEvents>> FollowEvents::run(domain::Actor actor, EventsSince since) {
  const auto scope = scope_of(actor, domain::Action::see_slots, since.location_id);
  if (!scope) co_return std::unexpected(scope.error());
  FollowedEvents followed;
  if (!since.position) {
    followed.position = co_await events_.last_position();
    co_return followed;
  }
  followed.position = *since.position;
  auto events = co_await events_.events_after(*since.position, since.limit);
  followed.has_more = static_cast<int>(events.size()) >= since.limit;
  for (domain::Event& event : events) {
    followed.position = event.position;
    const auto& places = scope->locations;
    const bool is_theirs = scope->everywhere || std::ranges::find(places, event.location_id) != places.end();
    if (is_theirs) followed.events.push_back(std::move(event));
  }
  co_return followed;
}

}  // namespace salon::usecases
