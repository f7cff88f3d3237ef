// Whether a gateway can serve: it keeps nothing itself, so each target that it forwards to must have an address that is
// ready.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "apps/salon/targets.hpp"
#include "platform/http_client.hpp"
#include "ports/health.hpp"

namespace salon::apps {

struct Upstream {
  Target target = Target::gateway;
  std::vector<platform::HttpClient*> addresses;  // none: not forwarded to
};

class UpstreamHealth final : public ports::Health {
 public:
  UpstreamHealth(platform::Loop& loop, std::vector<Upstream> upstreams)
      : loop_(loop), upstreams_(std::move(upstreams)) {}

  ports::Task<std::optional<std::string>> why_not_ready() override;
  // It keeps nothing that could be wrong.
  ports::Task<std::vector<ports::Violation>> violations() override;

 private:
  platform::Loop& loop_;
  std::vector<Upstream> upstreams_;
};

}  // namespace salon::apps
