// What the dashboard shows.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> view_summary(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_funnel(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_utilisation(const Services& services, Call& call);

}  // namespace salon::edge
