#include "usecases/logout.hpp"

#include "domain/token.hpp"

namespace salon::usecases {

Task<void> Logout::run(std::string refresh_token) {
  const auto hash = domain::token_hash(refresh_token);
  co_await accounts_.end_family(hash);
}

}  // namespace salon::usecases
