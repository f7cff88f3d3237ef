// Events onto a Redis Stream (D50, D51): `salon:events`, one entry an event, the oldest dropped beyond about a million.
// Consumers deduplicate on event_id: an event may come more than once.
#pragma once

#include "adapters/redis_client.hpp"
#include "ports/event_bus.hpp"

namespace salon::adapters {

class RedisStreamBus final : public ports::EventBus {
 public:
  explicit RedisStreamBus(RedisClient& redis) : redis_(redis) {}

  Task<bool> publish(std::vector<domain::Event> events) override;

 private:
  RedisClient& redis_;
};

}  // namespace salon::adapters
