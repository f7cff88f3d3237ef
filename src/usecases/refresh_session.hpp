// A refresh token is exchanged for a new pair; using an old one again ends its whole family.
#pragma once

#include "usecases/signed_in.hpp"

namespace salon::usecases {

class RefreshSession {
 public:
  RefreshSession(ports::AccountStore& accounts, TokenMakers tokens) : accounts_(accounts), tokens_(tokens) {}

  // UNAUTHENTICATED: unknown, expired or used before; or the account is no longer active.
  [[nodiscard]] Task<Result<SignedIn>> run(std::string refresh_token);

 private:
  ports::AccountStore& accounts_;
  TokenMakers tokens_;
};

}  // namespace salon::usecases
