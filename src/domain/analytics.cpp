#include "domain/analytics.hpp"

#include <algorithm>
#include <array>

#include "domain/policy.hpp"

namespace salon::domain {
namespace {

constexpr int weekdays = 7;
constexpr int hours_of_a_day = 24;
constexpr seconds one_hour{3600};

// Seconds by weekday and hour: whole minutes only when all is added up.
using WeekOfSeconds = std::array<std::array<std::int64_t, hours_of_a_day>, weekdays>;

// To the end of the hour that the wall shows.
Instant end_of_hour(const LocalTime& local, Instant at) { return at + (one_hour - local.of_day % one_hour); }

void add_time(WeekOfSeconds& week, const WeighedTime& time, const TimeRange& within, const Zone& zone) {
  Instant at = std::max(time.during.start, within.start);
  const Instant end = std::min(time.during.end, within.end);
  while (at < end) {
    const LocalTime local = zone.local(at);
    const Instant until = std::min(end, end_of_hour(local, at));
    const auto weekday = static_cast<std::size_t>(iso_weekday(local.date) - 1);
    week.at(weekday).at(static_cast<std::size_t>(local.hour())) +=
        std::chrono::round<seconds>(until - at).count() * time.times;
    at = until;
  }
}

WeekOfSeconds week_of(std::span<const WeighedTime> times, const TimeRange& within, const Zone& zone) {
  WeekOfSeconds week{};
  for (const WeighedTime& time : times) add_time(week, time, within, zone);
  return week;
}

// Times that touch or overlap become one.
std::vector<TimeRange> united(std::vector<TimeRange> times) {
  std::ranges::sort(times);
  std::vector<TimeRange> out;
  for (const TimeRange& time : times) {
    if (!out.empty() && time.start <= out.back().end) {
      out.back().end = std::max(out.back().end, time.end);
    } else {
      out.push_back(time);
    }
  }
  return out;
}

std::vector<OpenPiece> pieces_in(const ExpansionInput& input, OfferKey offer, const Zone& zone) {
  std::vector<OpenPiece> all;
  if (why_not_offered(input, offer)) return all;
  const OfferHours hours(input.rules, zone, offer);
  // A window that begins on the day before may run into the first.
  for (Date date = input.from - std::chrono::days{1}; date <= input.to; date += std::chrono::days{1})
    std::ranges::copy(hours.pieces_of(date), std::back_inserter(all));
  return all;
}

void add_stylist(std::vector<WeighedTime>& out, const ExpansionInput& input, const Stylist& stylist, const Zone& zone) {
  std::vector<TimeRange> theirs;
  for (const Service& service : input.services) {
    for (const OpenPiece& piece : pieces_in(input, {service.id, stylist.id}, zone)) theirs.push_back(piece.piece);
  }
  for (const TimeRange& time : united(std::move(theirs))) out.push_back({time, 1});
}

}  // namespace

Result<DateSpan> check_span(Date from, Date to) {
  if (to < from) return std::unexpected(Refused::field("?from", "must not be after to"));
  const DateSpan span{from, to};
  if (span.days() > policy::longest_range_days) {
    const std::string most = std::to_string(policy::longest_range_days);
    return std::unexpected(Refused::field("?to", "must be at most " + most + " days from the first"));
  }
  return span;
}

std::vector<Instant> midnights_of(const DateSpan& span, const Zone& zone) {
  std::vector<Instant> midnights;
  for (Date date = span.from; date <= span.to; date += std::chrono::days{1}) midnights.push_back(zone.day(date).start);
  midnights.push_back(zone.day(span.to).end);
  return midnights;
}

DayTally& DayTally::operator+=(const DayTally& other) {
  held += other.held;
  confirmed += other.confirmed;
  cancelled += other.cancelled;
  expired += other.expired;
  completed += other.completed;
  no_shows += other.no_shows;
  revenue_minor += other.revenue_minor;
  return *this;
}

std::optional<double> conversion_of(const DayTally& tally) {
  if (tally.held == 0) return std::nullopt;
  return static_cast<double>(tally.confirmed) / tally.held;
}

std::vector<HourCell> utilisation(const DateSpan& span, const Zone& zone, std::span<const WeighedTime> open,
                                  std::span<const WeighedTime> booked) {
  const TimeRange within{zone.day(span.from).start, zone.day(span.to).end};
  const WeekOfSeconds open_seconds = week_of(open, within, zone);
  const WeekOfSeconds booked_seconds = week_of(booked, within, zone);
  std::vector<HourCell> cells;
  for (std::size_t day = 0; day < weekdays; ++day) {
    for (std::size_t hour = 0; hour < hours_of_a_day; ++hour) {
      const HourCell cell{.weekday = static_cast<int>(day) + 1,
                          .hour = static_cast<int>(hour),
                          .open_minutes = static_cast<int>(open_seconds.at(day).at(hour) / 60),
                          .booked_minutes = static_cast<int>(booked_seconds.at(day).at(hour) / 60)};
      if (cell.open_minutes > 0 || cell.booked_minutes > 0) cells.push_back(cell);
    }
  }
  return cells;
}

std::vector<WeighedTime> open_times(const ExpansionInput& input, const Zone& zone) {
  std::vector<WeighedTime> out;
  for (const Stylist& stylist : input.stylists) add_stylist(out, input, stylist, zone);
  for (const Service& service : input.services) {
    for (const OpenPiece& piece : pieces_in(input, {service.id, std::nullopt}, zone))
      out.push_back({piece.piece, piece.capacity});
  }
  return out;
}

}  // namespace salon::domain
