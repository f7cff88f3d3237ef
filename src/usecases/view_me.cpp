#include "usecases/view_me.hpp"

namespace salon::usecases {

Task<Result<ports::Account>> ViewMe::run(domain::Actor actor) {
  auto allowed = domain::check_access(actor, domain::Action::manage_account);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  std::optional<ports::Account> account;
  if (actor.account) account = co_await accounts_.find(*actor.account);
  const bool is_known = account && account->active;
  if (!is_known) co_return domain::refuse(domain::Refusal::unauthenticated, "Please sign in.");
  co_return *std::move(account);
}

}  // namespace salon::usecases
