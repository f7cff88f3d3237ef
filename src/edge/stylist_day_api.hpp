// What the signed-in stylist does on a day.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> view_stylist_day(const Services& services, Call& call);

}  // namespace salon::edge
