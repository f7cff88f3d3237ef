// Generation in one transaction, under the location's lock (D16): read rules, services, stylists and slots, plan, lock
// the slots that would change, plan again if one of them was booked meanwhile, write set-based.
#pragma once

#include "ports/slot_store.hpp"
#include "storage/transaction.hpp"

namespace salon::storage {

Task<domain::Result<domain::GenerationReport>> generate_slots(Transaction& transaction,
                                                              const ports::GenerateSlots& what,
                                                              const ports::Requester& by);

}  // namespace salon::storage
