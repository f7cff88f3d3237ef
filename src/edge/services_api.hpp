// The price list, for those who keep it.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> add_service(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_services(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_service(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_service(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> remove_service(const Services& services, Call& call);

}  // namespace salon::edge
