// Who did what, at the locations of the actor (D52).
#pragma once

#include "ports/event_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

struct AuditQuery {
  std::optional<domain::LocationId> location_id;
  std::optional<std::string> entity_id;
  std::optional<domain::Instant> from;
  std::optional<domain::Instant> to;
  ports::PageRequest page;
};

class ListAudit {
 public:
  explicit ListAudit(ports::EventStore& events) : events_(events) {}

  // UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (another location), VALIDATION_FAILED (?from after ?to).
  [[nodiscard]] Task<Result<ports::Page<ports::AuditRow>>> run(domain::Actor actor, AuditQuery query);

 private:
  ports::EventStore& events_;
};

}  // namespace salon::usecases
