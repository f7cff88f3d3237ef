// Signs access tokens with the newest key of the installation, and has a new one made when that one is a month old.
// Replicas share the keys through the account store; the old public key stays known until the last token it signed has
// run out.
#pragma once

#include <memory>

#include "adapters/jose_tokens.hpp"
#include "ports/account_store.hpp"
#include "ports/clock.hpp"
#include "ports/id_source.hpp"

namespace salon::apps {

class RotatingSigner final : public ports::TokenSigner {
 public:
  struct Ports {
    ports::AccountStore& accounts;
    ports::IdSource& ids;
    ports::Clock& clock;
  };
  RotatingSigner(Ports ports, adapters::TokenSettings settings) : ports_(ports), settings_(std::move(settings)) {}

  // Throws ports::Unavailable until refresh() has found a key.
  std::string sign(const ports::AccessClaims& claims) override;
  // Finds the newest key, makes one where there is none or it is due; call it now and then.
  platform::Task<void> refresh();

 private:
  void use(const ports::SigningKey& key);

  Ports ports_;
  adapters::TokenSettings settings_;
  std::unique_ptr<adapters::JoseTokenSigner> signer_;
};

}  // namespace salon::apps
