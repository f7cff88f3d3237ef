#include "usecases/refresh_session.hpp"

#include "domain/policy.hpp"

namespace salon::usecases {

Task<Result<SignedIn>> RefreshSession::run(std::string refresh_token) {
  const auto now = tokens_.clock.now();
  const auto old_hash = domain::token_hash(refresh_token);
  std::string new_token = new_refresh_token(tokens_.ids);
  const auto new_hash = domain::token_hash(new_token);
  const auto expires_at = now + domain::policy::refresh_token_life;
  auto owner = co_await accounts_.rotate_refresh(old_hash, new_hash, expires_at);
  if (!owner) co_return std::unexpected(std::move(owner.error()));
  auto account = co_await accounts_.find(owner->account);
  const bool may_stay = account && account->active;
  if (!may_stay) {
    co_await accounts_.end_family(new_hash);
    co_return domain::refuse(domain::Refusal::unauthenticated, "Please sign in again.");
  }
  co_return signed_in(tokens_, *std::move(account), KeptRefresh{std::move(new_token), owner->family}, now);
}

}  // namespace salon::usecases
