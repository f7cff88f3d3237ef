// Signing in for pages: as /auth/v1/login and its sisters, but the tokens stay in cookies.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> open_session(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_session(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> renew_session(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> close_session(const Services& services, Call& call);

}  // namespace salon::edge
