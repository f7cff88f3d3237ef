#include "usecases/list_own_bookings.hpp"

namespace salon::usecases {

Task<Result<BookingsPage>> ListOwnBookings::run(domain::Actor actor, ports::PageRequest page) {
  auto allowed = domain::check_access(actor, domain::Action::manage_account);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  // Without an account there is nobody whose bookings these could be; a filter without a name would be everybody's.
  if (!actor.account) co_return domain::refuse(domain::Refusal::unauthenticated, "Please sign in.");
  ports::BookingFilter filter;
  filter.user = actor.account;
  const auto now = co_await bookings_.now();
  auto listed = co_await bookings_.list(std::move(filter), std::move(page));
  if (!listed) co_return std::unexpected(std::move(listed.error()));
  for (domain::Booking& booking : listed->items) booking = as_of(std::move(booking), now);
  co_return BookingsPage{.page = *std::move(listed), .server_now = now};
}

}  // namespace salon::usecases
