// The family of a refresh token ends; access tokens run out by themselves.
#pragma once

#include "ports/account_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

class Logout {
 public:
  explicit Logout(ports::AccountStore& accounts) : accounts_(accounts) {}

  // Nothing to say about an unknown token.
  [[nodiscard]] Task<void> run(std::string refresh_token);

 private:
  ports::AccountStore& accounts_;
};

}  // namespace salon::usecases
