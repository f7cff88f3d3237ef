#include "usecases/view_calendar_entry.hpp"

namespace salon::usecases {

Task<Result<CalendarEntry>> ViewCalendarEntry::run(domain::Actor actor, BookingKey booking) {
  auto found = co_await find_accessible(bookings_, actor, booking);
  if (!found) co_return std::unexpected(std::move(found.error()));
  auto location = co_await catalog_.location(found->location_id);
  const auto service = co_await catalog_.service(found->service_id);
  const bool is_whole = location && service;
  if (!is_whole) co_return domain::refuse(domain::Refusal::not_found, "There is no such booking.");
  std::optional<std::string> stylist_name;
  if (found->stylist_id) {
    const auto stylist = co_await catalog_.stylist(*found->stylist_id);
    if (stylist) stylist_name = stylist->name;
  }
  const auto now = co_await bookings_.now();
  co_return CalendarEntry{.booking = as_of(*std::move(found), now),
                          .server_now = now,
                          .location = *std::move(location),
                          .service_name = service->name,
                          .stylist_name = std::move(stylist_name)};
}

}  // namespace salon::usecases
