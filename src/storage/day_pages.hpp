// Reading pages of the appointment book, and the changes that make kept ones old.
#pragma once

#include "storage/day_shelf.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

struct PagesWanted {
  domain::LocationId location_id;
  domain::ServiceId service_id;
  domain::Date from;
  domain::Date to;                                  // inclusive
  std::shared_ptr<const domain::SalonTerms> terms;  // as they are kept; none: to be read with the pages
};
// All in one snapshot. No terms in what is returned: there is no such salon. No pages: there is no such service.
Task<ReadPages> read_pages(Transaction& transaction, const PagesWanted& wanted);

// What other transactions changed since the snapshot `since`; none: only what is seen from now on.
Task<Look> look_for_changes(Database& database, std::optional<std::string> since);
// Rows that everybody has seen who looks often enough.
Task<void> forget_seen_changes(Database& database);

}  // namespace salon::storage
