#include "domain/customer_card.hpp"

#include <algorithm>

namespace salon::domain {
namespace {

template <class T>
void take_if_absent(std::optional<T>& known, const std::optional<T>& told) {
  if (!known) known = told;
}

void count(CustomerCard& card, const Booking& booking, Instant now) {
  if (booking.status() == BookingStatus::cancelled) ++card.cancelled;
  if (booking.attendance == Attendance::no_show) ++card.no_shows;
  if (!is_kept_visit(booking, now)) return;
  ++card.visits;
  card.first_visit_at = std::min(card.first_visit_at.value_or(booking.start_at), booking.start_at);
  card.last_visit_at = std::max(card.last_visit_at.value_or(booking.start_at), booking.start_at);
}

}  // namespace

bool is_kept_visit(const Booking& booking, Instant now) {
  if (booking.status() != BookingStatus::confirmed || booking.attendance == Attendance::no_show) return false;
  return booking.attendance != Attendance::none || booking.end_at <= now;
}

CustomerCard customer_card(const Booking& asked, std::span<const Booking> theirs, Instant now) {
  CustomerCard card;
  card.customer = asked.customer;
  card.customer.notes.reset();
  for (const Booking& booking : theirs) {
    take_if_absent(card.customer.name, booking.customer.name);
    take_if_absent(card.customer.phone, booking.customer.phone);
    take_if_absent(card.customer.email, booking.customer.email);
    count(card, booking, now);
  }
  return card;
}

}  // namespace salon::domain
