#include "usecases/list_bookings.hpp"

#include "usecases/offer_reading.hpp"
#include "usecases/staff_scope.hpp"

namespace salon::usecases {
namespace {

using domain::Refused;

// A day begins and ends by the salon's clock.
Result<domain::Instant> read_moment(const std::string& text, const domain::Zone& zone, bool is_end) {
  if (const auto instant = domain::parse_instant(text)) return *instant;
  const auto date = domain::parse_date(text);
  if (!date) return std::unexpected(Refused::field(is_end ? "?to" : "?from", "must be a date or an instant"));
  const domain::TimeRange day = zone.day(*date);
  return is_end ? day.end : day.start;
}

Result<void> read_times(const BookingsQuery& query, const domain::Zone& zone, ports::BookingFilter& filter) {
  if (query.from) {
    const auto from = read_moment(*query.from, zone, false);
    if (!from) return std::unexpected(from.error());
    filter.from = *from;
  }
  if (query.to) {
    const auto to = read_moment(*query.to, zone, true);
    if (!to) return std::unexpected(to.error());
    filter.to = *to;
  }
  // A day as the end is that day's end: one that is not after the beginning is a day before it.
  const bool ends_with_a_day = query.to && domain::parse_date(*query.to);
  const bool is_backwards =
      filter.from && filter.to && (*filter.from > *filter.to || (ends_with_a_day && *filter.from == *filter.to));
  if (is_backwards) {
    return std::unexpected(Refused::field("?from", "must not be after to"));
  }
  return {};
}

Result<ports::BookingFilter> read_filter(const BookingsQuery& query, const domain::Location& place,
                                         domain::Instant now) {
  ports::BookingFilter filter;
  filter.stylist_id = query.stylist_id;
  filter.service_id = query.service_id;
  filter.q = query.q;
  if (query.status) {
    const auto status = domain::parse_booking_status(*query.status);
    if (!status) return std::unexpected(Refused::field("?status", "is no status of a booking"));
    filter.status = {*status, now};
  }
  if (query.phone) {
    filter.phone = domain::parse_phone(*query.phone, place.region);
    if (!filter.phone) {
      Refused refused(domain::Refusal::phone_invalid, "This is not a telephone number that exists.");
      refused.fields.push_back({"?phone", refused.detail});
      return std::unexpected(std::move(refused));
    }
  }
  if (auto times = read_times(query, zone_of(place), filter); !times) return std::unexpected(std::move(times.error()));
  return filter;
}

}  // namespace

Task<Result<BookingsPage>> ListBookings::run(domain::Actor actor, BookingsQuery query) {
  auto scope = scope_of(actor, domain::Action::manage_bookings, query.location_id);
  if (!scope) co_return std::unexpected(std::move(scope.error()));
  const auto now = co_await bookings_.now();
  // Dates and phones are read as they are at the first place; a brand without places has the defaults.
  const auto places = co_await locations_in(catalog_, *scope);
  std::optional<domain::Location> place;
  if (!places.empty()) place = co_await catalog_.location(places.front());
  auto filter = read_filter(query, place.value_or(domain::Location{}), now);
  if (!filter) co_return std::unexpected(std::move(filter.error()));
  // An empty list of locations would ask for everybody's.
  if (scope->is_nowhere()) co_return BookingsPage{.page = {}, .server_now = now};
  filter->location_ids = std::move(scope->locations);
  auto page = co_await bookings_.list(*std::move(filter), std::move(query.page));
  if (!page) co_return std::unexpected(std::move(page.error()));
  for (domain::Booking& booking : page->items) booking = as_of(std::move(booking), now);
  co_return BookingsPage{.page = *std::move(page), .server_now = now};
}

}  // namespace salon::usecases
