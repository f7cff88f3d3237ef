// The price list and the people, as the public sees them.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> list_locations(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_location(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_location_services(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_location_stylists(const Services& services, Call& call);

}  // namespace salon::edge
