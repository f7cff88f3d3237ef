// When stylists are busy, at whatever salon: their live allocations.
#pragma once

#include <vector>

#include "domain/occupancy.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// Those that touch `around`. No stylists: none.
Task<std::vector<domain::BusyTime>> busy_times(Transaction& transaction, std::vector<domain::StylistId> stylists,
                                               domain::TimeRange around);

}  // namespace salon::storage
