// How many times are free on each day.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> list_dates(const Services& services, Call& call);

}  // namespace salon::edge
