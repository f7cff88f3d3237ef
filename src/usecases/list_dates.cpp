#include "usecases/list_dates.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/offer_reading.hpp"

namespace salon::usecases {
namespace {

using domain::Date;
using domain::Refused;
using std::chrono::days;

struct Range {
  Date from;
  Date to;
};

Result<Range> read_range(const DatesQuery& query, Date today) {
  const Date from = query.from.value_or(today);
  const Date to = query.to.value_or(from + days{domain::policy::default_range_days - 1});
  if (from > to) return std::unexpected(Refused::field("?from", "must not be after to"));
  if (to - from >= days{domain::policy::longest_range_days}) {
    const std::string longest = std::to_string(domain::policy::longest_range_days);
    return std::unexpected(Refused::field("?to", "at most " + longest + " days can be asked for at once"));
  }
  return Range{from, to};
}

std::vector<DatesView::Day> count_days(Range range, const std::vector<const ports::OfferedSlot*>& eligible) {
  std::vector<DatesView::Day> counted;
  for (Date date = range.from; date <= range.to; date += days{1}) counted.push_back({date, 0});
  for (const ports::OfferedSlot* offered : eligible) {
    const auto place = static_cast<std::size_t>((offered->slot.date - range.from).count());
    if (place < counted.size()) ++counted[place].available;
  }
  return counted;
}

}  // namespace

Task<Result<DatesView>> ListDates::run(DatesQuery query) {
  const auto location = co_await catalog_.location(query.location_id);
  if (!location) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon.");
  auto timezone = shown_timezone(query.timezone, *location);
  if (!timezone) co_return std::unexpected(std::move(timezone.error()));
  const auto range = read_range(query, zone_of(*location).date_of(clock_.now()));
  if (!range) co_return std::unexpected(range.error());

  ports::OfferQuery asked{.location_id = query.location_id,
                          .service_id = query.service_id,
                          .stylist_id = query.stylist_id,
                          .from = range->from,
                          .to = range->to};
  const auto offer = co_await slots_.offer(asked);
  if (!offer) co_return std::unexpected(offer.error());
  if (auto offered = check_is_offered(*offer); !offered) co_return std::unexpected(std::move(offered.error()));

  const BusyIndex busy(offer->busy);
  const auto eligible = eligible_in(*offer, busy, domain::Viewer::customer);
  DatesView view{
      .timezone = *std::move(timezone), .dates = count_days(*range, eligible), .next_available = std::nullopt};
  if (!eligible.empty()) {
    view.next_available = eligible.front()->slot.date;
    co_return view;
  }
  asked.from = range->to + days{1};
  view.next_available = co_await first_free_date(slots_, asked);
  co_return view;
}

}  // namespace salon::usecases
