#include "usecases/relay_events.hpp"

#include "domain/policy.hpp"

namespace salon::usecases {

platform::Task<int> RelayEvents::run() {
  const std::function<platform::Task<bool>(std::vector<domain::Event>)> publish =
      [&bus = bus_](std::vector<domain::Event> events) { return bus.publish(std::move(events)); };
  const int published = co_await events_.relay(domain::policy::relay_batch, publish);
  co_return published;
}

}  // namespace salon::usecases
