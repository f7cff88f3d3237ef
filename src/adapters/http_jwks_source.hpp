// The keys that prove access tokens, from the auth target's public key set: for processes that have no database.
// Nothing is kept here, the verifier does that. Throws Unavailable when there is no usable set to be had.
#pragma once

#include "adapters/jose_keys.hpp"
#include "platform/http_client.hpp"
#include "platform/trace.hpp"

namespace salon::adapters {

class HttpJwksSource final : public ports::KeySource {
 public:
  HttpJwksSource(platform::HttpClient& auth, platform::RandomBytes random, std::string path = "/.well-known/jwks.json")
      : auth_(auth), random_(std::move(random)), path_(std::move(path)) {}

  platform::Task<std::vector<ports::PublicKey>> keys(bool refetch) override;

 private:
  platform::HttpClient& auth_;
  platform::RandomBytes random_;
  std::string path_;
};

}  // namespace salon::adapters
