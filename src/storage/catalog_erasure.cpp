// Taking rows of the catalogue away, with what hangs on them.
#include "storage/catalog_checks.hpp"
#include "storage/catalog_hanging.hpp"
#include "storage/ledger.hpp"
#include "storage/row_picture.hpp"

namespace salon::storage {

using domain::AccountId;
using domain::Location;
using domain::Service;
using domain::Stylist;

namespace {

constexpr Statement erase_slots_statement{"DELETE FROM slot_instances s WHERE s.id = ANY(" SALON_SLOTS_THAT_HANG ")"};

// Rules, terms and places go with them.
constexpr Statement erase_service_statement{"DELETE FROM services WHERE id = $1"};
constexpr Statement erase_stylist_statement{"DELETE FROM stylists WHERE id = $1"};
constexpr Statement erase_location_services_statement{"DELETE FROM services WHERE location_id = $1"};
constexpr Statement erase_location_stylists_statement{"DELETE FROM stylists WHERE location_id = $1"};
constexpr Statement erase_location_statement{"DELETE FROM locations WHERE id = $1"};

// Accounts of a location ($1), of a stylist ($2), or of the stylists at home in the location.
constexpr Statement accounts_statement{R"sql(
  SELECT id FROM accounts
   WHERE role <> 'user' AND (location_ids @> ARRAY[$1::uuid] OR stylist_id = $2
                             OR stylist_id IN (SELECT y.id FROM stylists y WHERE y.location_id = $1))
   ORDER BY id FOR NO KEY UPDATE
)sql"};
constexpr Statement leave_statement{R"sql(
  UPDATE accounts SET location_ids = array_remove(location_ids, $2::uuid), version = version + 1,
    stylist_id = CASE WHEN stylist_id = $3 OR stylist_id IN (SELECT y.id FROM stylists y WHERE y.location_id = $2) THEN NULL ELSE stylist_id END
   WHERE id = $1 RETURNING version
)sql"};

Task<void> erase_by(Transaction& transaction, Statement statement, Params id) {
  auto erasing = transaction.run(statement, std::move(id));
  co_await erasing;
}

Task<void> leave(Transaction& transaction, AccountId account, HangingOn what, const ports::Requester& by) {
  auto drawing_before = picture_of(transaction, account);
  std::string before = co_await drawing_before;
  const Params params = Params::of(account, what.location, what.stylist);
  auto leaving = transaction.run(leave_statement, params);
  const Rows rows = co_await leaving;
  RowReader row = rows.row(0);
  auto drawing_after = picture_of(transaction, account);
  std::string after = co_await drawing_after;
  auto asking = transaction.now();
  AuditNote note;
  note.at = co_await asking;
  note.action = "account.changed";
  note.location_id = what.location;
  note.entity = "account";
  note.entity_id = account.text();
  note.version = row.get<std::int64_t>();
  note.before = std::move(before);
  note.after = std::move(after);
  auto noting = note_in_audit(transaction, std::move(note), by);
  co_await noting;
}

// Accounts stay, but not at a place or as a stylist that is no more.
Task<void> take_leave(Transaction& transaction, HangingOn what, const ports::Requester& by) {
  const Params params = Params::of(what.location, what.stylist);
  auto asking = transaction.run(accounts_statement, params);
  const Rows rows = co_await asking;
  for (const auto& account : rows.map([](RowReader& row) { return row.get<AccountId>(); })) {
    auto leaving = leave(transaction, account, what, by);
    co_await leaving;
  }
}

}  // namespace

Task<void> erase_row(Transaction& transaction, const Service& row, const ports::Requester&) {
  const HangingOn what{.service = row.id};
  auto erasing_slots = erase_by(transaction, erase_slots_statement, what.params());
  co_await erasing_slots;
  auto erasing = erase_by(transaction, erase_service_statement, Params::of(row.id));
  co_await erasing;
}

Task<void> erase_row(Transaction& transaction, const Stylist& row, const ports::Requester& by) {
  const HangingOn what{.stylist = row.id};
  auto erasing_slots = erase_by(transaction, erase_slots_statement, what.params());
  co_await erasing_slots;
  auto leaving = take_leave(transaction, what, by);
  co_await leaving;
  auto erasing = erase_by(transaction, erase_stylist_statement, Params::of(row.id));
  co_await erasing;
}

Task<void> erase_row(Transaction& transaction, const Location& row, const ports::Requester& by) {
  const HangingOn what{.location = row.id};
  auto erasing_slots = erase_by(transaction, erase_slots_statement, what.params());
  co_await erasing_slots;
  auto leaving = take_leave(transaction, what, by);
  co_await leaving;
  for (const Statement statement :
       {erase_location_services_statement, erase_location_stylists_statement, erase_location_statement}) {
    auto erasing = erase_by(transaction, statement, Params::of(row.id));
    co_await erasing;
  }
}

}  // namespace salon::storage
