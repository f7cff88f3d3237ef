// Accounts and tokens.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> register_account(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> login(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> refresh_session(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> logout(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_me(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_keys(const Services& services, Call& call);

}  // namespace salon::edge
