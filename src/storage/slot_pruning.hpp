// Taking away what was never booked and is long over.
#pragma once

#include "ports/slot_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// One location's days, a month at most, that have become old since its last sweep. What somebody has locked stays.
Task<ports::Sweep> prune_slots(Transaction& transaction, std::chrono::days kept);

}  // namespace salon::storage
