// Accounts of staff.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> add_staff(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_staff(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_staff(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_staff(const Services& services, Call& call);

}  // namespace salon::edge
