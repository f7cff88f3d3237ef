// Who am I.
#pragma once

#include "ports/account_store.hpp"
#include "usecases/ask.hpp"

namespace salon::usecases {

class ViewMe {
 public:
  explicit ViewMe(ports::AccountStore& accounts) : accounts_(accounts) {}

  // UNAUTHENTICATED: a guest, or an account that is gone or no longer active.
  [[nodiscard]] Task<Result<ports::Account>> run(domain::Actor actor);

 private:
  ports::AccountStore& accounts_;
};

}  // namespace salon::usecases
