// Sticky exposures and the memory of what was shown, in Redis (exposure.md "Sticky", D36).
//   expose:{subject}:{location}:{date}:{service}:{stylist|all}: the sticky set; lives seven minutes from its first
//   showing
//   shown:{subject}: slot ids, with the variant behind them unless it is `control`, scored by the second until which
//   they count as shown exposures:since: since when nothing that was shown is missing here
// Nothing here refuses anything: whatever fails is "nothing" or "unknown".
#pragma once

#include "adapters/redis_client.hpp"
#include "ports/clock.hpp"
#include "ports/exposure_cache.hpp"

namespace salon::adapters {

class RedisExposureCache final : public ports::ExposureCache {
 public:
  RedisExposureCache(RedisClient& redis, ports::Clock& clock) : redis_(redis), clock_(clock) {}

  Task<std::optional<domain::StickyExposure>> sticky(ports::ExposurePlace place) override;
  Task<void> remember(ports::ExposurePlace place, domain::StickyExposure exposure, bool is_new) override;
  Task<ports::Showing> was_shown(std::string subject, domain::SlotId slot) override;
  Task<void> carry_over(std::string from_subject, ports::ExposurePlace to) override;

 private:
  RedisClient& redis_;
  ports::Clock& clock_;
  // Times that something shown could not be kept, and how many of them `exposures:since` was set anew for. While they
  // differ, "no" would not be certain.
  std::uint64_t gaps_ = 0;
  std::uint64_t closed_gaps_ = 0;
};

}  // namespace salon::adapters
