// Why a viewer is shown what they are shown.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> explain_exposure(const Services& services, Call& call);

}  // namespace salon::edge
