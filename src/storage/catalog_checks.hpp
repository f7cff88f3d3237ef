// What the catalogue asks the database before and after a row changes. Overloads, one for each kind of row.
#pragma once

#include "storage/catalog_rows.hpp"

namespace salon::storage {

// Names and references stay as they are until the transaction ends.
Task<void> lock_catalogue(Transaction& transaction);

// NOT_FOUND for what a row speaks of, CONFLICT for a name that is taken.
Task<domain::Result<void>> check_row(Transaction& transaction, const domain::Location& row);
Task<domain::Result<void>> check_row(Transaction& transaction, const domain::Service& row);
Task<domain::Result<void>> check_row(Transaction& transaction, const domain::Stylist& row);

// Locks the locations whose slots hang on the row, and those slots; then says whether one of them ever had a booking.
Task<bool> was_ever_booked(Transaction& transaction, const domain::Location& row);
Task<bool> was_ever_booked(Transaction& transaction, const domain::Service& row);
Task<bool> was_ever_booked(Transaction& transaction, const domain::Stylist& row);

// Takes the row away with everything that is only there because of it. Only what was never booked.
Task<void> erase_row(Transaction& transaction, const domain::Location& row, const ports::Requester& by);
Task<void> erase_row(Transaction& transaction, const domain::Service& row, const ports::Requester& by);
Task<void> erase_row(Transaction& transaction, const domain::Stylist& row, const ports::Requester& by);

template <class Row>
struct RowChange {
  const Row* before = nullptr;  // none: it was added
  const Row* after = nullptr;   // none: it was removed
  std::string picture_before;   // of `before`, drawn before the change was written
};
// Event, audit row and generation for a change that has been written.
Task<void> announce(Transaction& transaction, const ports::Requester& by, RowChange<domain::Location> change);
Task<void> announce(Transaction& transaction, const ports::Requester& by, RowChange<domain::Service> change);
Task<void> announce(Transaction& transaction, const ports::Requester& by, RowChange<domain::Stylist> change);

}  // namespace salon::storage
