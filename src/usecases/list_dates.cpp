#include "usecases/list_dates.hpp"

#include <algorithm>

#include "domain/policy.hpp"
#include "usecases/book_reading.hpp"

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

std::vector<DatesView::Day> count_days(const ports::BookPages& pages, const std::optional<domain::StylistId>& stylist) {
  std::vector<DatesView::Day> counted;
  counted.reserve(pages.days.size());
  for (const ports::BookPage& day : pages.days)
    counted.push_back({day.page->date, day.reading->count(*day.page, stylist)});
  return counted;
}

}  // namespace

Task<Result<DatesView>> ListDates::run(DatesQuery query) {
  const domain::Instant now = clock_.now();
  auto asking = book_.terms(query.location_id);
  const auto terms = co_await asking;
  if (!terms) co_return domain::refuse(domain::Refusal::not_found, "There is no such salon.");
  const auto zone = shown_zone(query.timezone, *terms);
  if (!zone) co_return std::unexpected(zone.error());
  const auto range = read_range(query, terms->zone.date_of(now));
  if (!range) co_return std::unexpected(range.error());

  ports::BookQuery asked{.location_id = query.location_id,
                         .service_id = query.service_id,
                         .stylist_id = query.stylist_id,
                         .from = range->from,
                         .to = range->to,
                         .detail = domain::Detail::counts,
                         .now = now};
  auto reading = book_.pages(asked);
  const auto pages = co_await reading;
  if (!pages) co_return std::unexpected(pages.error());
  if (auto offered = check_is_offered(*pages->terms, query.service_id); !offered)
    co_return std::unexpected(std::move(offered.error()));

  DatesView view{
      .timezone = zone->name(), .dates = count_days(*pages, query.stylist_id), .next_available = std::nullopt};
  const auto first = std::ranges::find_if(view.dates, [](const DatesView::Day& day) { return day.available > 0; });
  if (first != view.dates.end()) {
    view.next_available = first->date;
    co_return view;
  }
  asked.from = range->to + days{1};
  auto searching = first_free_date(book_, asked);
  view.next_available = co_await searching;
  co_return view;
}

}  // namespace salon::usecases
