// The appointment book as the public reads it: pages kept in the process, at most a second behind what other processes
// commit and not at all behind this one's own (D21). What decides about a booking never reads here.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "domain/day_page.hpp"
#include "domain/refusal.hpp"
#include "domain/salon_terms.hpp"
#include "platform/task.hpp"

namespace salon::ports {

struct BookQuery {
  domain::LocationId location_id;
  domain::ServiceId service_id;
  std::optional<domain::StylistId> stylist_id;  // must work there; the pages are everybody's
  domain::Date from;
  domain::Date to;  // inclusive
  domain::Detail detail = domain::Detail::counts;
  domain::Instant now;
};

struct BookPage {
  std::shared_ptr<const domain::DayPage> page;
  std::shared_ptr<const domain::DayReading> reading;  // in force at the query's `now`
};

struct BookPages {
  std::shared_ptr<const domain::SalonTerms> terms;
  std::vector<BookPage> days;  // one for each day asked for, in order
};

class DayBook {
 public:
  virtual ~DayBook() = default;

  // Nothing: no such salon.
  [[nodiscard]] virtual platform::Task<std::shared_ptr<const domain::SalonTerms>> terms(domain::LocationId salon) = 0;
  // NOT_FOUND: no such salon, service there, or stylist there; inactive ones are there.
  [[nodiscard]] virtual platform::Task<domain::Result<BookPages>> pages(BookQuery query) = 0;
};

}  // namespace salon::ports
