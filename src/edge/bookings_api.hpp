// A customer's own bookings: hold, confirm, give back, move, look at.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> place_hold(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> list_own_bookings(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_booking(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> confirm_booking(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> cancel_booking(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> reschedule_booking(const Services& services, Call& call);

}  // namespace salon::edge
