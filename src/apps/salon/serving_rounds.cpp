#include "apps/salon/serving_rounds.hpp"

#include "domain/policy.hpp"
#include "platform/log.hpp"
#include "platform/time_limit.hpp"

namespace salon::apps {

using platform::Task;
namespace policy = domain::policy;

ServingRounds::ServingRounds(Assembly& assembly, ports::BrandSource& brands)
    : assembly_(assembly),
      brands_(brands),
      beats_(assembly.loop, assembly.shared.metrics.counter({.name = "salon_round_failures_total",
                                                             .help = "What a serving process did by itself and failed.",
                                                             .labels = {"beat"}})) {
  const TargetSet& targets = assembly.shared.targets;
  if (targets.has(Target::slot)) beats_.add("shown", policy::shown_counts_interval, [this] { return keep_counts(); });
  if (targets.has(Target::gateway)) beats_.add("brand", policy::brand_interval, [this] { return look_at_brand(); });
}

Task<bool> ServingRounds::keep_counts() {
  platform::TimeLimit time(policy::longest_reading_request);
  auto limiting = platform::enter(time);
  co_await limiting;
  auto keeping = assembly_.keep_shown_counts.run();
  co_await keeping;
  co_return false;
}

Task<bool> ServingRounds::look_at_brand() {
  platform::TimeLimit time(policy::longest_reading_request);
  auto limiting = platform::enter(time);
  co_await limiting;
  auto asking = brands_.brand();
  const domain::Brand brand = co_await asking;
  assembly_.shared.files.allow_frames(brand.widget_origins);
  co_return false;
}

Task<void> ServingRounds::end(std::chrono::milliseconds limit) {
  beats_.stop();
  platform::TimeLimit time(limit);
  auto limiting = platform::enter(time);
  co_await limiting;
  auto waiting = beats_.wait_for_all(limit);
  co_await waiting;
  if (!assembly_.shared.targets.has(Target::slot)) co_return;
  try {
    auto keeping = assembly_.keep_shown_counts.run();
    co_await keeping;
  } catch (const std::exception& error) {
    platform::log(platform::Level::warning, "counts of what was shown are lost", {{"problem", error.what()}});
  }
}

}  // namespace salon::apps
