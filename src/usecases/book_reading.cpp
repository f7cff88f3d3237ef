#include "usecases/book_reading.hpp"

#include <algorithm>

namespace salon::usecases {

using std::chrono::days;

namespace {

constexpr days search_step{14};

}  // namespace

domain::Result<void> check_is_offered(const domain::SalonTerms& terms, domain::ServiceId service) {
  const domain::Service* found = terms.service(service);
  if (terms.location.active && found != nullptr && found->active) return {};
  return domain::refuse(domain::Refusal::not_found, "There is no such salon or service.");
}

domain::Result<domain::Zone> shown_zone(const std::optional<std::string>& asked, const domain::SalonTerms& terms) {
  if (!asked) return terms.zone;
  auto zone = domain::Zone::find(*asked);
  if (!zone) return std::unexpected(domain::Refused::field("?timezone", "must be an IANA time zone"));
  return *std::move(zone);
}

platform::Task<std::optional<domain::Date>> first_free_date(ports::DayBook& book, ports::BookQuery query) {
  query.detail = domain::Detail::counts;
  while (true) {
    query.to = query.from + search_step - days{1};
    auto reading = book.pages(query);
    const auto pages = co_await reading;
    if (!pages) co_return std::nullopt;
    for (const ports::BookPage& day : pages->days) {
      if (day.reading->count(*day.page, query.stylist_id) > 0) co_return day.page->date;
    }
    const domain::Date today = pages->terms->zone.date_of(query.now);
    if (query.to >= today + days{pages->terms->location.horizon_days}) co_return std::nullopt;
    query.from = std::max(query.to + days{1}, today);
  }
}

}  // namespace salon::usecases
