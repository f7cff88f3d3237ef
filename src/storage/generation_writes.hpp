// A generation's plan as a few statements over arrays.
#pragma once

#include "domain/slot_expansion.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

// Removes before it creates: a slot may be made anew under the same service, stylist and start. How many were created.
Task<int> write_plan(Transaction& transaction, domain::LocationId location, const domain::GenerationPlan& plan);

}  // namespace salon::storage
