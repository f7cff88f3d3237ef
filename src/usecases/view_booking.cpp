#include "usecases/view_booking.hpp"

namespace salon::usecases {

Task<Result<BookingView>> ViewBooking::run(domain::Actor actor, BookingKey booking) {
  auto found = co_await find_accessible(bookings_, actor, booking);
  if (!found) co_return std::unexpected(std::move(found.error()));
  const auto now = co_await bookings_.now();
  co_return BookingView{.booking = as_of(*std::move(found), now), .server_now = now};
}

}  // namespace salon::usecases
