// The brand's salons, for those who keep them.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> add_location(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_managed_locations(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_managed_location(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_location(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> remove_location(const Services& services, Call& call);

}  // namespace salon::edge
