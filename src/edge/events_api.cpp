#include "edge/events_api.hpp"

#include <charconv>

#include "edge/json_in.hpp"
#include "edge/json_shapes.hpp"
#include "edge/routes.hpp"

namespace salon::edge {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds look_again{500};
constexpr milliseconds heartbeat{15'000};
static_assert(look_again < heartbeat);

// The position that a browser kept from the last event it saw. What is none starts from now.
std::optional<std::int64_t> last_seen(const Call& call) {
  const std::string* header = call.http.header("last-event-id");
  if (!header) return std::nullopt;
  std::int64_t position = 0;
  const char* end = header->data() + header->size();
  const auto [rest, error] = std::from_chars(header->data(), end, position);
  const bool is_position = error == std::errc{} && rest == end && position >= 0;
  return is_position ? std::optional(position) : std::nullopt;
}

// Whom the events are for, and for how long: a stream ends with the token that opened it.
struct Follower {
  domain::Actor actor;
  usecases::EventsSince since;
  std::optional<milliseconds> lasts;
};

std::string as_stream(const std::vector<domain::Event>& events) {
  std::string text;
  for (const domain::Event& event : events) {
    text += "id: " + std::to_string(event.position) + "\nevent: ";
    text += domain::text_of(event.type);
    text += "\ndata: " + to_json(event) + "\n\n";
  }
  return text;
}

// What came since, as text. A store that does not answer is asked again at the next look: the stream has told where it
// is.
Task<std::string> look(const Services& services, Follower& follower) {
  try {
    auto following = services.follow_events.run(follower.actor, follower.since);
    const auto found = co_await following;
    if (!found) co_return std::string{};
    follower.since.position = found->position;
    co_return as_stream(found->events);
  } catch (const ports::Unavailable&) {
    co_return std::string{};
  }
}

Task<void> follow(platform::HttpStream& stream, const Services& services, Follower follower, std::string text) {
  milliseconds quiet{0};
  milliseconds elapsed{0};
  while (stream.is_open()) {
    if (text.empty() && quiet >= heartbeat) text = ": still here\n\n";
    if (!text.empty()) {
      auto writing = stream.write(std::move(text));
      if (const bool is_written = co_await writing; !is_written) co_return;
      quiet = milliseconds{0};
    }
    if (follower.lasts && elapsed >= *follower.lasts) co_return;
    auto pause = services.pause(look_again);
    co_await pause;
    quiet += look_again;
    elapsed += look_again;
    auto looking = look(services, follower);
    text = co_await looking;
  }
}

}  // namespace

Task<HttpResponse> follow_events(const Services& services, Call& call) {
  Follower follower;
  follower.since.position = last_seen(call);
  QueryReader query(call.query, call.route->query);
  query.optional("location_id", follower.since.location_id);

  if (auto wrong = query.refusal()) co_return refuse(call, *wrong);
  follower.actor = call.actor;
  if (call.signed_in_until) {
    follower.lasts = std::chrono::duration_cast<milliseconds>(*call.signed_in_until - call.now);
  }

  // The first look tells whether they may look at all, and from where on.
  auto following = services.follow_events.run(follower.actor, follower.since);
  const auto first = co_await following;

  if (!first) co_return refuse(call, first.error());
  follower.since.position = first->position;
  HttpResponse response;
  response.headers.push_back({"content-type", "text/event-stream"});
  response.headers.push_back({"x-accel-buffering", "no"});
  const std::string opening = "retry: 2000\n\n" + as_stream(first->events);
  response.stream = [&services, follower, opening](platform::HttpStream& stream) {
    return follow(stream, services, follower, opening);
  };
  co_return response;
}

}  // namespace salon::edge
