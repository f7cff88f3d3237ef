// Who did what.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> list_audit(const Services& services, Call& call);

}  // namespace salon::edge
