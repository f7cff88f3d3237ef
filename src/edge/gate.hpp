// What happens to a request before its handler sees it, in this order: route, body's size and type, who it is, guest
// session, how often, is it our page that asks, may they, and once. The first thing that is wrong is the answer; but
// whoever is not who they say is counted before they hear it, so that tokens cannot be tried without limit.
#pragma once

#include "edge/call.hpp"
#include "edge/client_address.hpp"
#include "edge/rate_gate.hpp"
#include "ports/access_tokens.hpp"
#include "ports/clock.hpp"
#include "ports/id_source.hpp"
#include "ports/secret_box.hpp"

namespace salon::edge {

class Gate {
 public:
  struct Ports {
    ports::TokenVerifier& tokens;
    const ports::SecretBox& secrets;
    ports::IdSource& ids;
    ports::Clock& clock;
    ports::RateLimiter& limiter;
  };
  struct Options {
    RateGate::Limits limits;
    bool counts_requests = true;  // off behind a gateway that counts
    bool login_needs_shared_count = true;
    std::vector<std::string> trusted_proxies;
  };
  Gate(Ports ports, Options options);

  // Request id, trace, time and client: what every reply and log line needs, whatever comes.
  [[nodiscard]] Call open(HttpRequest request);
  // Nothing for the path: neither route nor refusal, since it may still be a file.
  [[nodiscard]] Result<void> find(Call& call) const;
  enum class Session : std::uint8_t {
    minted_if_missing,
    left_to_the_target  // of a forwarded request: only who handles it knows whether it is a retry (D40)
  };
  // BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNAUTHENTICATED, FORBIDDEN, CSRF_INVALID, NOT_FOUND, RATE_LIMITED,
  // UNAVAILABLE.
  [[nodiscard]] Task<Result<void>> admit(Call& call, Session session);
  // MALFORMED_REQUEST, VALIDATION_FAILED (?name), IDEMPOTENCY_KEY_*, MALFORMED_JSON.
  [[nodiscard]] Result<void> read(Call& call) const;

 private:
  [[nodiscard]] Task<Result<void>> authenticate(Call& call);
  void take_session(Call& call, Session session);
  [[nodiscard]] bool is_from_our_origin(const Call& call) const;
  [[nodiscard]] Result<void> check_page(const Call& call) const;

  Ports ports_;
  TrustedProxies proxies_;
  RateGate rates_;
};

}  // namespace salon::edge
