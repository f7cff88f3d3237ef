// A row as the audit keeps it, before and after: JSON, drawn by the database itself (D52). Of accounts only who may do
// what, neither address nor password.
#pragma once

#include "storage/transaction.hpp"

namespace salon::storage {

// Empty where there is no such row.
Task<std::string> picture_of(Transaction& transaction, domain::LocationId id);
Task<std::string> picture_of(Transaction& transaction, domain::ServiceId id);
Task<std::string> picture_of(Transaction& transaction, domain::StylistId id);
Task<std::string> picture_of(Transaction& transaction, domain::RuleId id);
Task<std::string> picture_of(Transaction& transaction, domain::AccountId id);

}  // namespace salon::storage
