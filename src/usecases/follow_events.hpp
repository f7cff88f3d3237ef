// What has happened since a position, at the locations of the actor: the live view of the desk and its replay (ui.md
// "Desk").
#pragma once

#include "ports/event_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

struct EventsSince {
  std::optional<std::int64_t> position;           // none: from now on
  std::optional<domain::LocationId> location_id;  // none: all the actor's locations
  int limit = 200;
};

struct FollowedEvents {
  std::vector<domain::Event> events;  // by position, those the actor may see
  std::int64_t position = 0;          // ask from here next, also when nothing was for the actor
  bool has_more = false;
};

class FollowEvents {
 public:
  explicit FollowEvents(ports::EventStore& events) : events_(events) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (another location).
  [[nodiscard]] Task<Result<FollowedEvents>> run(domain::Actor actor, EventsSince since);

 private:
  ports::EventStore& events_;
};

}  // namespace salon::usecases
