#include "usecases/list_audit.hpp"

#include "usecases/staff_scope.hpp"

namespace salon::usecases {

Task<Result<ports::Page<ports::AuditRow>>> ListAudit::run(domain::Actor actor, AuditQuery query) {
  auto scope = scope_of(actor, domain::Action::see_audit, query.location_id);
  if (!scope) co_return std::unexpected(std::move(scope.error()));
  const bool is_backwards = query.from && query.to && *query.from > *query.to;
  if (is_backwards) co_return std::unexpected(domain::Refused::field("?from", "must not be after to"));
  // An empty list of locations would ask for everybody's.
  if (scope->is_nowhere()) co_return ports::Page<ports::AuditRow>{};
  ports::AuditFilter filter{.location_ids = std::move(scope->locations),
                            .entity_id = std::move(query.entity_id),
                            .from = query.from,
                            .to = query.to};
  auto page = co_await events_.audit(std::move(filter), std::move(query.page));
  co_return page;
}

}  // namespace salon::usecases
