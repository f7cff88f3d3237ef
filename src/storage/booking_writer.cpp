#include "storage/booking_writer.hpp"

#include <algorithm>

#include "storage/booking_rows.hpp"

namespace salon::storage {
namespace {

using domain::Booking;
using domain::BookingStatus;
using domain::EventType;
using domain::SlotInstance;

constexpr Statement counters_statement{R"sql(
  UPDATE slot_instances s SET booked = s.booked + d.booked, hold = s.hold + d.hold
    FROM unnest($1::uuid[], $2::int[], $3::int[]) AS d(id, booked, hold) WHERE s.id = d.id
)sql"};

constexpr Statement give_up_statement{
    "UPDATE allocations SET live = FALSE WHERE live AND booking_id = ANY($1::uuid[])"};

constexpr Statement allocate_statement{R"sql(
  INSERT INTO allocations (booking_id, slot_id, resource_id, during)
  SELECT booking_id, slot_id, resource_id, during
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::tstzrange[]) AS t(booking_id, slot_id, resource_id, during)
   ORDER BY resource_id, during
)sql"};

constexpr Statement tokens_statement{R"sql(
  INSERT INTO booking_tokens (token_hash, booking_id) SELECT * FROM unnest($1::bytea[], $2::uuid[])
)sql"};

constexpr Statement reasons_statement{R"sql(
  UPDATE bookings b SET cancel_reason = r.reason FROM unnest($1::uuid[], $2::bytea[]) AS r(id, reason) WHERE b.id = r.id
)sql"};

}  // namespace

void BookingWriter::count(const Booking& booking, int by) {
  if (!booking.is_live()) return;
  Counters& counters = counters_[booking.slot_id];
  (booking.status() == BookingStatus::held ? counters.hold : counters.booked) += by;
}

void BookingWriter::allocate(const Booking& booking, const SlotInstance& slot) {
  if (!booking.stylist_id || !booking.is_live()) return;
  for (const domain::TimeRange& range : slot.busy())
    allocations_.push_back({*booking.stylist_id, booking.id, slot.id, range});
}

void BookingWriter::add(const Booking& booking, const SlotInstance& slot, const ports::Requester& by) {
  count(booking, 1);
  allocate(booking, slot);
  new_.push_back(booking);
  Booking first = booking;
  first.version = 1;
  ledger_.push_back(entry_of({EventType::booking_created, nullptr, &first, booking.created_at}, by));
  if (booking.version > 1)
    ledger_.push_back(entry_of({EventType::booking_confirmed, &first, &booking, booking.created_at}, by));
}

void BookingWriter::change(const Booking& before, const Booking& after, const SlotInstance& slot_after, EventType type,
                           domain::Instant at, const ports::Requester& by) {
  const bool has_moved = before.slot_id != after.slot_id;
  if (has_moved || before.status() != after.status()) {
    count(before, -1);
    count(after, 1);
  }
  if (has_moved || !after.is_live()) given_up_.push_back(before.id);
  if (has_moved) allocate(after, slot_after);
  changed_.push_back({after, after.customer != before.customer});
  ledger_.push_back(entry_of({type, &before, &after, at}, by));
}

// A slot whose bookings change is written even where its counters come out even, as when a hold takes the place of one
// that is over: whoever keeps pages of the book is told by that row (D21).
void BookingWriter::add_counters(std::vector<Query>& queries) const {
  std::vector<domain::SlotId> ids;
  std::vector<int> booked;
  std::vector<int> hold;
  for (const auto& [id, counters] : counters_) {
    ids.push_back(id);
    booked.push_back(counters.booked);
    hold.push_back(counters.hold);
  }
  if (!ids.empty()) queries.push_back({counters_statement, Params::of(ids, booked, hold)});
}

void BookingWriter::add_allocations(std::vector<Query>& queries) const {
  std::vector<domain::BookingId> bookings;
  std::vector<domain::SlotId> slots;
  std::vector<domain::StylistId> stylists;
  std::vector<domain::TimeRange> ranges;
  for (const Allocation& allocation : allocations_) {
    bookings.push_back(allocation.booking_id);
    slots.push_back(allocation.slot_id);
    stylists.push_back(allocation.stylist_id);
    ranges.push_back(allocation.during);
  }
  queries.push_back({allocate_statement, Params::of(bookings, slots, stylists, ranges)});
}

void BookingWriter::add_tokens(std::vector<Query>& queries) const {
  if (tokens_.empty()) return;
  std::vector<Bytes> hashes;
  std::vector<domain::BookingId> bookings;
  for (const NewToken& token : tokens_) {
    hashes.push_back(bytes_of(token.hash));
    bookings.push_back(token.booking_id);
  }
  queries.push_back({tokens_statement, Params::of(hashes, bookings)});
}

void BookingWriter::add_reasons(std::vector<Query>& queries, const ports::SecretBox& secrets) const {
  if (reasons_.empty()) return;
  std::vector<domain::BookingId> bookings;
  std::vector<Bytes> sealed;
  for (const auto& [id, reason] : reasons_) {
    bookings.push_back(id);
    const std::string row = id.text();
    sealed.push_back({secrets.seal(reason, {"bookings.cancel_reason", row})});
  }
  queries.push_back({reasons_statement, Params::of(bookings, sealed)});
}

Task<void> BookingWriter::flush(Transaction& transaction, domain::Instant now) {
  std::vector<Query> queries;
  add_counters(queries);
  if (!given_up_.empty()) queries.push_back({give_up_statement, Params::of(given_up_)});
  for (Query& query : update_queries(transaction, changed_)) queries.push_back(std::move(query));
  for (Query& query : insert_queries(transaction, new_)) queries.push_back(std::move(query));
  if (!allocations_.empty()) add_allocations(queries);
  add_tokens(queries);
  add_reasons(queries, transaction.secrets());
  if (!ledger_.empty()) queries.push_back(record_query(transaction, ledger_));
  if (!replies_.empty()) queries.push_back(remember_query(transaction, replies_, now));
  if (queries.empty()) co_return;
  auto running = transaction.run_all(std::move(queries));
  co_await running;
}

void expire_due_holds(Ground& ground, BookingWriter& writer, const ports::Requester& by) {
  const ports::Requester worker = the_worker_for(by);
  for (const Booking& booking : ground.due) {
    const auto expired = domain::decide_expire(booking, ground.now);
    if (!expired) continue;
    ground.take_out(booking);
    const SlotInstance& slot = ground.slots.at(booking.slot_id).slot;
    writer.change(booking, expired->booking, slot, EventType::booking_expired, ground.now, worker);
  }
  ground.due.clear();
}

}  // namespace salon::storage
