#include "usecases/view_booking_as_staff.hpp"

namespace salon::usecases {

Task<Result<BookingView>> ViewBookingAsStaff::run(domain::Actor actor, domain::BookingId booking) {
  constexpr auto action = domain::Action::manage_bookings;
  if (auto allowed = domain::check_access(actor, action); !allowed) co_return std::unexpected(allowed.error());
  auto found = co_await bookings_.find(booking);
  if (!found) co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");
  if (auto here = domain::check_access(actor, action, found->location_id); !here)
    co_return std::unexpected(here.error());
  const auto now = co_await bookings_.now();
  co_return BookingView{.booking = as_of(*std::move(found), now), .server_now = now};
}

}  // namespace salon::usecases
