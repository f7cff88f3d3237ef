// Every slot of a day, for staff.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> list_day_slots(const Services& services, Call& call);

}  // namespace salon::edge
