#include "apps/salon/rotating_signer.hpp"

#include "adapters/jose_keys.hpp"
#include "domain/policy.hpp"

namespace salon::apps {

std::string RotatingSigner::sign(const ports::AccessClaims& claims) {
  if (!signer_) throw ports::Unavailable("there is no signing key yet");
  return signer_->sign(claims);
}

void RotatingSigner::use(const ports::SigningKey& key) {
  if (signer_) return signer_->use(key);
  signer_ = std::make_unique<adapters::JoseTokenSigner>(key, settings_);
}

platform::Task<void> RotatingSigner::refresh() {
  auto asking = ports_.accounts.signing_keys();
  std::vector<ports::SigningKey> keys = co_await asking;
  const domain::Instant oldest_fit = ports_.clock.now() - domain::policy::signing_key_life;
  if (keys.empty() || keys.front().created_at < oldest_fit) {
    ports::SigningKey fresh = adapters::new_signing_key(ports_.ids.next().text(), ports_.clock.now());
    auto adding = ports_.accounts.add_signing_key(std::move(fresh), oldest_fit);
    keys = co_await adding;
  }
  use(keys.at(0));
}

}  // namespace salon::apps
