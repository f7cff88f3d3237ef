#include "usecases/stylist_day.hpp"

#include "usecases/booking_view.hpp"
#include "usecases/offer_reading.hpp"

namespace salon::usecases {
namespace {

StylistDayView::Entry masked(domain::Booking booking) {
  StylistDayView::Entry entry{.booking = std::move(booking), .masked_phone = std::nullopt};
  auto& customer = entry.booking.customer;
  if (customer.phone) entry.masked_phone = customer.phone->masked();
  customer.phone.reset();
  customer.email.reset();
  return entry;
}

}  // namespace

Task<Result<StylistDayView>> StylistDay::run(domain::Actor actor, std::optional<domain::Date> date) {
  auto allowed = domain::check_access(actor, domain::Action::see_own_day);
  if (!allowed) co_return std::unexpected(std::move(allowed.error()));
  if (!actor.stylist) co_return domain::refuse(domain::Refusal::not_found, "This account is no stylist's.");
  auto stylist = co_await catalog_.stylist(*actor.stylist);
  if (!stylist) co_return domain::refuse(domain::Refusal::not_found, "This account is no stylist's.");
  const auto home = co_await catalog_.location(stylist->location_id);
  if (!home) co_return domain::refuse(domain::Refusal::not_found, "This account is no stylist's.");

  const auto now = co_await bookings_.now();
  const domain::Zone zone = zone_of(*home);
  const domain::Date day = date.value_or(zone.date_of(now));
  const domain::TimeRange during = zone.day(day);
  StylistDayView view{
      .date = day, .timezone = home->timezone, .stylist = *std::move(stylist), .entries = {}, .server_now = now};

  ports::BookingFilter filter;
  filter.stylist_id = actor.stylist;
  filter.from = during.start;
  filter.to = during.end;
  ports::PageRequest request{.limit = domain::policy::largest_page, .cursor = {}};
  while (true) {
    auto page = co_await bookings_.list(filter, request);
    if (!page) co_return std::unexpected(std::move(page.error()));
    for (domain::Booking& booking : page->items) {
      auto current = as_of(std::move(booking), now);
      if (current.is_live()) view.entries.push_back(masked(std::move(current)));
    }
    if (!page->next_cursor) break;
    request.cursor = *page->next_cursor;
  }
  co_return view;
}

}  // namespace salon::usecases
