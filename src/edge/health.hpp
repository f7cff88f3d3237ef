// What an operator asks a process: does it turn, can it serve, what does it count, what does it offer (api.md
// "Operations").
#pragma once

#include <atomic>

#include "edge/call.hpp"
#include "edge/services.hpp"
#include "platform/metrics.hpp"
#include "ports/health.hpp"

namespace salon::edge {

class Operations {
 public:
  struct Parts {
    ports::Health& health;
    const platform::Metrics& metrics;
    std::string openapi_json;  // the document as it is served
  };
  explicit Operations(Parts parts);

  // From now on not ready, so that nobody sends new work here; what is asked is still answered (reliability.md 8).
  void drain() { is_draining_ = true; }

  [[nodiscard]] HttpResponse health() const;
  // Never asks Redis or the bus: without them everything is still served.
  [[nodiscard]] Task<HttpResponse> readiness(Call& call);
  [[nodiscard]] HttpResponse metrics() const;
  [[nodiscard]] HttpResponse openapi(const Call& call) const;

 private:
  Parts parts_;
  std::atomic<bool> is_draining_ = false;
};

[[nodiscard]] Task<HttpResponse> tell_health(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> tell_readiness(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> tell_metrics(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> tell_openapi(const Services& services, Call& call);

}  // namespace salon::edge
