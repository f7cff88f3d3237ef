// The gateway's other half: a request that another target serves is passed on to one of its addresses, and its reply
// passed back. The target checks the token itself; nothing is trusted because it came through here.
#pragma once

#include <array>
#include <chrono>
#include <functional>
#include <vector>

#include "domain/policy.hpp"
#include "edge/call.hpp"
#include "edge/routes.hpp"

namespace salon::edge {

class Forwarder {
 public:
  // Sends to one address: platform::HttpClient::send, or a test's. Throws platform::HttpClientError.
  using Send = std::function<Task<HttpResponse>(HttpRequest, std::chrono::milliseconds)>;
  struct Options {
    std::array<std::vector<Send>, targets> upstreams;  // by Target
    // For all attempts together, where the request has no time limit of its own.
    std::chrono::milliseconds reads = domain::policy::longest_reading_request - domain::policy::time_to_refuse;
    std::chrono::milliseconds writes = domain::policy::longest_changing_request - domain::policy::time_to_refuse;
    std::chrono::milliseconds generation{60'000};
    platform::RandomBytes random;
  };
  explicit Forwarder(Options options) : options_(std::move(options)) {}

  [[nodiscard]] bool knows(Target target) const {
    return !options_.upstreams.at(static_cast<std::size_t>(target)).empty();
  }
  // Addresses take turns. One that fails is followed by the next where that cannot do anything twice: what only reads,
  // what carries an idempotency key, and what was never sent. UNAVAILABLE when none answers in the request's time.
  [[nodiscard]] Task<HttpResponse> send(Call& call);

 private:
  [[nodiscard]] HttpRequest outgoing(const Call& call) const;
  [[nodiscard]] std::chrono::milliseconds limit_of(const Route& route) const;
  [[nodiscard]] Task<std::chrono::steady_clock::time_point> due_of(const Route& route) const;

  Options options_;
  std::array<std::size_t, targets> turn_{};
};

}  // namespace salon::edge
