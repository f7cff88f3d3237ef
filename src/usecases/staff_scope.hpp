// Where a member of staff looks: at the location asked for, or at all of theirs.
#pragma once

#include <optional>
#include <vector>

#include "domain/access.hpp"
#include "domain/time.hpp"
#include "ports/catalog_store.hpp"

namespace salon::usecases {

// Empty with `everywhere`: no location is left out. Empty without: there is nothing to see.
struct Scope {
  bool everywhere = false;
  std::vector<domain::LocationId> locations;

  [[nodiscard]] bool is_nowhere() const { return !everywhere && locations.empty(); }
};

// UNAUTHENTICATED, FORBIDDEN, NOT_FOUND (a location that is not the actor's).
[[nodiscard]] domain::Result<Scope> scope_of(const domain::Actor& actor, domain::Action action,
                                             std::optional<domain::LocationId> location);

// The same as ids to go through.
[[nodiscard]] platform::Task<std::vector<domain::LocationId>> locations_in(ports::CatalogStore& catalog, Scope scope);

}  // namespace salon::usecases
