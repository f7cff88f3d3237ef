// Making slots from rules, at once or as a job.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> generate_slots(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_job(const Services& services, Call& call);

}  // namespace salon::edge
