#include "usecases/register_account.hpp"

namespace salon::usecases {

Task<Result<SignedIn>> RegisterAccount::run(domain::Actor actor, Credentials credentials, std::string request_id) {
  auto email = read_email(credentials.email);
  auto password = check_password(credentials.password);
  if (!email) {
    if (!password) email.error().fields.push_back(password.error().fields.front());
    co_return std::unexpected(std::move(email.error()));
  }
  if (!password) co_return std::unexpected(std::move(password.error()));

  ports::Account account{.id = ports_.tokens.ids.next_id<domain::AccountId>(),
                         .email = *std::move(email),
                         .password_hash = {},
                         .role = domain::Role::user,
                         .location_ids = {},
                         .stylist_id = std::nullopt,
                         .active = true,
                         .created_at = ports_.tokens.clock.now()};
  account.password_hash = co_await ports_.passwords.hash(std::move(credentials.password));
  // Whoever registers acts as the session they came with; the account is not theirs before it is there.
  const ports::Requester by{.subject = actor.subject(), .role = actor.role, .request_id = std::move(request_id)};
  auto added = co_await ports_.accounts.add(account, by);
  if (!added) co_return std::unexpected(std::move(added.error()));
  auto result = co_await sign_in(ports_.accounts, ports_.tokens, std::move(account));
  co_return result;
}

}  // namespace salon::usecases
