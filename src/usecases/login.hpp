// Someone proves who they are. An unknown address takes as long as a wrong password and is answered the same.
#pragma once

#include "ports/passwords.hpp"
#include "usecases/signed_in.hpp"

namespace salon::usecases {

class Login {
 public:
  struct Ports {
    ports::AccountStore& accounts;
    ports::Passwords& passwords;
    TokenMakers tokens;
  };
  explicit Login(Ports ports) : ports_(ports) {}

  // UNAUTHENTICATED, without saying why.
  [[nodiscard]] Task<Result<SignedIn>> run(Credentials credentials);

 private:
  Ports ports_;
};

}  // namespace salon::usecases
