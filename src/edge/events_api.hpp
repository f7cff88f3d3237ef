// What happens at the actor's locations, live (server-sent events).
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> follow_events(const Services& services, Call& call);

}  // namespace salon::edge
