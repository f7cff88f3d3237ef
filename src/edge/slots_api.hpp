// The few times of a day that one viewer is shown.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> list_slots(const Services& services, Call& call);

}  // namespace salon::edge
