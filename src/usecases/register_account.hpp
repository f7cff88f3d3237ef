// Someone makes an account of their own; it is a user's, whatever they say.
#pragma once

#include "ports/passwords.hpp"
#include "usecases/signed_in.hpp"

namespace salon::usecases {

class RegisterAccount {
 public:
  struct Ports {
    ports::AccountStore& accounts;
    ports::Passwords& passwords;
    TokenMakers tokens;
  };
  explicit RegisterAccount(Ports ports) : ports_(ports) {}

  // VALIDATION_FAILED (/email, /password); CONFLICT: the address has an account.
  [[nodiscard]] Task<Result<SignedIn>> run(domain::Actor actor, Credentials credentials, std::string request_id);

 private:
  Ports ports_;
};

}  // namespace salon::usecases
