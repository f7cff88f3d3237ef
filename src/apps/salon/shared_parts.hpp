// What all loops of one process share: keys, ids, clock, metrics, heavy work. Everything here may be used from any
// thread.
#pragma once

#include "adapters/local_rate_limiter.hpp"
#include "adapters/local_shown_tally.hpp"
#include "adapters/sodium_secret_box.hpp"
#include "adapters/system_clock.hpp"
#include "adapters/uuid_v7_source.hpp"
#include "apps/salon/settings.hpp"
#include "apps/salon/targets.hpp"
#include "edge/funnel_metrics.hpp"
#include "edge/page_session.hpp"
#include "edge/request_metrics.hpp"
#include "edge/static_files.hpp"
#include "platform/cpu_pool.hpp"
#include "platform/metrics.hpp"
#include "storage/day_shelf.hpp"

namespace salon::apps {

struct SharedParts {
  SharedParts(const Settings& with, TargetSet which, adapters::KeyRing keys, edge::StaticFiles web)
      : settings(with), targets(which), secrets(std::move(keys), with.exposure_key), files(std::move(web)) {}

  const Settings& settings;
  TargetSet targets;
  adapters::SystemClock clock;
  adapters::UuidV7Source ids{clock};
  adapters::SodiumSecretBox secrets;
  edge::PageSession page_session{secrets, settings.secure_cookies};
  adapters::LocalRateLimiter local_limits{clock};
  platform::Metrics metrics;
  edge::FunnelMetrics funnel_metrics{metrics};
  adapters::LocalShownTally funnel{funnel_metrics};
  edge::RequestMetrics requests{metrics};
  storage::DayShelf days{{.most_bytes = settings.day_book_bytes}, metrics};
  edge::StaticFiles files;
  platform::CpuPool heavy_work{{.threads = 1, .most_waiting = 64}};
};

}  // namespace salon::apps
