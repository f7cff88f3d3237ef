// A booking as a calendar entry (RFC 5545).
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> view_calendar_entry(const Services& services, Call& call);

}  // namespace salon::edge
