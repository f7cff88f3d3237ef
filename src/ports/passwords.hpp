// Passwords at rest: argon2id hashes. The work is heavy on purpose and runs in a bounded pool; a full pool throws
// Unavailable.
#pragma once

#include <optional>
#include <string>

#include "ports/store.hpp"

namespace salon::ports {

struct PasswordCheck {
  std::string password;
  // Nothing: there is no such account. It takes as long as if there were one, and the answer is no.
  std::optional<std::string> hash;
};

class Passwords {
 public:
  virtual ~Passwords() = default;
  // A PHC string with its parameters and a salt of its own.
  [[nodiscard]] virtual Task<std::string> hash(std::string password) = 0;
  [[nodiscard]] virtual Task<bool> verify(PasswordCheck check) = 0;
};

}  // namespace salon::ports
