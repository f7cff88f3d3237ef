// The brand.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> view_brand(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_brand(const Services& services, Call& call);

}  // namespace salon::edge
