#include "usecases/staff_scope.hpp"

namespace salon::usecases {

domain::Result<Scope> scope_of(const domain::Actor& actor, domain::Action action,
                               std::optional<domain::LocationId> location) {
  if (auto allowed = domain::check_access(actor, action, location); !allowed)
    return std::unexpected(std::move(allowed.error()));
  if (location) return Scope{.everywhere = false, .locations = {*location}};
  if (actor.role == domain::Role::admin) return Scope{.everywhere = true, .locations = {}};
  return Scope{.everywhere = false, .locations = actor.locations};
}

platform::Task<std::vector<domain::LocationId>> locations_in(ports::CatalogStore& catalog, Scope scope) {
  if (!scope.everywhere) co_return std::move(scope.locations);
  const auto all = co_await catalog.locations();
  std::vector<domain::LocationId> ids;
  for (const domain::Location& location : all) ids.push_back(location.id);
  co_return ids;
}

}  // namespace salon::usecases
