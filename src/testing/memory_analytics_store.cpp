#include "testing/memory_analytics_store.hpp"

#include <algorithm>
#include <map>

namespace salon::testing {

using domain::Booking;
using domain::BookingStatus;
using domain::Instant;

namespace {

bool is_within(Instant at, const domain::TimeRange& range) { return range.start <= at && at < range.end; }

// The day that the instant lies in; nothing: none of them.
domain::DayTally* day_at(std::vector<domain::DayTally>& days, const std::vector<Instant>& midnights, Instant at) {
  const auto after = std::ranges::upper_bound(midnights, at);
  if (after == midnights.begin() || after == midnights.end()) return nullptr;
  return &days.at(static_cast<std::size_t>(after - midnights.begin() - 1));
}

bool was_confirmed(const Booking& booking) {
  if (const auto* cancelled = std::get_if<domain::Cancelled>(&booking.state))
    return cancelled->confirmed_at.has_value();
  return booking.status() == BookingStatus::confirmed;
}

bool is_expired(const Booking& booking, Instant now) {
  return booking.status() == BookingStatus::expired || domain::decide_expire(booking, now).has_value();
}

void count_made(domain::DayTally& day, const Booking& booking, Instant now) {
  ++day.held;
  if (was_confirmed(booking)) ++day.confirmed;
  if (booking.status() == BookingStatus::cancelled) ++day.cancelled;
  if (is_expired(booking, now)) ++day.expired;
}

void count_visit(domain::DayTally& day, const Booking& booking) {
  if (booking.status() != BookingStatus::confirmed) return;
  if (booking.attendance == domain::Attendance::no_show) ++day.no_shows;
  if (booking.attendance != domain::Attendance::completed) return;
  ++day.completed;
  day.revenue_minor += booking.price.minor;
}

}  // namespace

auto MemoryAnalyticsStore::days(domain::LocationId location, std::vector<Instant> midnights)
    -> Task<std::vector<domain::DayTally>> {
  std::vector<domain::DayTally> days(midnights.size() - 1);
  for (const auto& [id, booking] : brand_.bookings) {
    if (booking.location_id != location) continue;
    if (auto* made = day_at(days, midnights, booking.created_at)) count_made(*made, booking, brand_.clock.now());
    if (auto* visit = day_at(days, midnights, booking.start_at)) count_visit(*visit, booking);
  }
  co_return days;
}

auto MemoryAnalyticsStore::funnel(domain::LocationId location, domain::DateSpan span, domain::TimeRange made)
    -> Task<std::vector<domain::VariantFunnel>> {
  std::vector<domain::VariantFunnel> all{{.variant = domain::Variant::control}, {.variant = domain::Variant::compact}};
  for (const auto& [place, count] : brand_.shown) {
    if (count.location_id != location || count.date < span.from || count.date > span.to) continue;
    auto& funnel = all.at(static_cast<std::size_t>(count.variant));
    funnel.lists_shown += count.lists;
    funnel.times_shown += count.times;
  }
  for (const auto& [id, booking] : brand_.bookings) {
    if (booking.location_id != location || !booking.variant || !is_within(booking.created_at, made)) continue;
    auto& funnel = all.at(static_cast<std::size_t>(*booking.variant));
    ++funnel.held;
    if (was_confirmed(booking)) ++funnel.confirmed;
    if (is_expired(booking, brand_.clock.now())) ++funnel.expired;
  }
  co_return all;
}

auto MemoryAnalyticsStore::booked_times(domain::LocationId location, domain::TimeRange during)
    -> Task<std::vector<domain::WeighedTime>> {
  std::map<domain::TimeRange, int> times;
  const auto is_counted = [this, location](domain::BookingId id) {
    const Booking& booking = brand_.bookings.at(id);
    return booking.location_id == location && booking.status() == BookingStatus::confirmed;
  };
  for (const auto& [stylist, busy] : brand_.allocations) {
    for (const Allocation& one : busy) {
      if (is_counted(one.booking_id) && one.during.overlaps(during)) ++times[one.during];
    }
  }
  for (const auto& [id, booking] : brand_.bookings) {
    const domain::TimeRange whole{booking.start_at, booking.end_at};
    if (!booking.stylist_id && is_counted(id) && whole.overlaps(during)) ++times[whole];
  }
  std::vector<domain::WeighedTime> out;
  for (const auto& [time, count] : times) out.push_back({time, count});
  co_return out;
}

auto MemoryAnalyticsStore::add_shown(std::vector<ports::ShownCount> counts) -> Task<void> {
  for (const ports::ShownCount& one : counts) {
    auto& kept = brand_.shown[{one.location_id, one.date, one.variant}];
    const std::int64_t lists = kept.lists + one.lists;
    const std::int64_t times = kept.times + one.times;
    kept = one;
    kept.lists = lists;
    kept.times = times;
  }
  co_return;
}

}  // namespace salon::testing
