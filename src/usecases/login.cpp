#include "usecases/login.hpp"

#include "domain/policy.hpp"

namespace salon::usecases {
namespace {

std::unexpected<domain::Refused> wrong() {
  return domain::refuse(domain::Refusal::unauthenticated, "The e-mail address or the password is not right.");
}

}  // namespace

Task<Result<SignedIn>> Login::run(Credentials credentials) {
  // No password is longer, and hashing a whole body of text would be a way to keep us busy.
  if (credentials.password.size() > domain::policy::longest_password) co_return wrong();
  const auto email = domain::parse_email(credentials.email);
  std::optional<ports::Account> account;
  if (email) account = co_await ports_.accounts.find_by_email(*email);
  ports::PasswordCheck check{.password = std::move(credentials.password), .hash = std::nullopt};
  if (account) check.hash = account->password_hash;
  const bool is_right = co_await ports_.passwords.verify(std::move(check));
  const bool may_enter = is_right && account && account->active;
  if (!may_enter) co_return wrong();
  auto result = co_await sign_in(ports_.accounts, ports_.tokens, *std::move(account));
  co_return result;
}

}  // namespace salon::usecases
