// The bookings of a location, for its staff.
#pragma once

#include "edge/call.hpp"
#include "edge/services.hpp"

namespace salon::edge {

[[nodiscard]] Task<HttpResponse> list_bookings(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> place_staff_booking(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_booking_as_staff(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> view_customer(const Services& services, Call& call);
[[nodiscard]] Task<HttpResponse> change_booking(const Services& services, Call& call);

}  // namespace salon::edge
