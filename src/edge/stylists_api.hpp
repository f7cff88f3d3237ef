// The people at the chairs, for those who keep the list.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> add_stylist(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_stylists(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_stylist(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_stylist(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> remove_stylist(const Services& services, Call& call);

}  // namespace salon::edge
