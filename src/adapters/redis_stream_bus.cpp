#include "adapters/redis_stream_bus.hpp"

#include <algorithm>

namespace salon::adapters {
namespace {

constexpr std::string_view stream = "salon:events";
constexpr std::string_view most_entries = "1000000";
// Nobody waits for this one, and a batch is large.
constexpr std::chrono::milliseconds publish_deadline{2000};

RedisCommand add_event(const domain::Event& event) {
  RedisCommand command{"XADD", std::string(stream), "MAXLEN", "~", std::string(most_entries), "*"};
  const auto field = [&command](std::string_view name, std::string_view value) {
    command.emplace_back(name);
    command.emplace_back(value);
  };
  field("event_id", event.id.text());
  field("type", domain::text_of(event.type));
  field("version", std::to_string(event.version));
  field("at", domain::format_instant(event.at));
  field("location_id", event.location_id.text());
  field("booking_id", event.booking_id ? event.booking_id->text() : "");
  field("data", event.data);
  return command;
}

}  // namespace

Task<bool> RedisStreamBus::publish(std::vector<domain::Event> events) {
  if (events.empty()) co_return true;
  std::vector<RedisCommand> commands;
  for (const domain::Event& event : events) commands.push_back(add_event(event));
  auto adding = redis_.call_all(std::move(commands), publish_deadline);
  const auto replies = co_await adding;
  co_return replies && replies->size() == events.size() && std::ranges::all_of(*replies, &RedisReply::is_text);
}

}  // namespace salon::adapters
