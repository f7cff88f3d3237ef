// Generation that is owed after a change of rules, services or stylists (D16).
#pragma once

#include "storage/transaction.hpp"

namespace salon::storage {

// A job from today in the location's zone to the end of its horizon, unless one that covers it is waiting: that one
// will see what this transaction changes, for nobody takes it up before this transaction ends. Nothing for a location
// that is not there.
Task<void> enqueue_generation(Transaction& transaction, domain::LocationId location);

// The same for some of its days.
struct DaysWanted {
  domain::LocationId location;
  domain::Date from;
  domain::Date to;  // inclusive
};
Task<void> enqueue_days(Transaction& transaction, DaysWanted days);

}  // namespace salon::storage
