// The public halves of the signing keys in the account store: for processes that reach the database.
#pragma once

#include "adapters/jose_keys.hpp"
#include "ports/account_store.hpp"

namespace salon::adapters {

class AccountKeySource final : public ports::KeySource {
 public:
  explicit AccountKeySource(ports::AccountStore& accounts) : accounts_(accounts) {}

  platform::Task<std::vector<ports::PublicKey>> keys(bool) override {
    auto asking = accounts_.signing_keys();
    const auto found = co_await asking;
    std::vector<ports::PublicKey> out;
    for (const ports::SigningKey& key : found) out.push_back(public_part(key));
    co_return out;
  }

 private:
  ports::AccountStore& accounts_;
};

}  // namespace salon::adapters
