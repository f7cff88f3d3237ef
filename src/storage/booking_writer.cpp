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
  ON CONFLICT DO NOTHING
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
  count(before, -1);
  count(after, 1);
  const bool has_moved = before.slot_id != after.slot_id;
  if (has_moved || !after.is_live()) given_up_.push_back(before.id);
  if (has_moved) allocate(after, slot_after);
  changed_.push_back(after);
  ledger_.push_back(entry_of({type, &before, &after, at}, by));
}

Task<void> BookingWriter::write_counters(Transaction& transaction) const {
  std::vector<domain::SlotId> ids;
  std::vector<int> booked;
  std::vector<int> hold;
  for (const auto& [id, counters] : counters_) {
    if (counters.booked == 0 && counters.hold == 0) continue;
    ids.push_back(id);
    booked.push_back(counters.booked);
    hold.push_back(counters.hold);
  }
  if (ids.empty()) co_return;
  const Params params = Params::of(ids, booked, hold);
  auto updating = transaction.run(counters_statement, params);
  co_await updating;
}

Task<bool> BookingWriter::write_allocations(Transaction& transaction) {
  if (allocations_.empty()) co_return true;
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
  const Params params = Params::of(bookings, slots, stylists, ranges);
  auto inserting = transaction.run(allocate_statement, params);
  const Rows rows = co_await inserting;
  co_return rows.touched() == static_cast<int>(allocations_.size());
}

Task<void> BookingWriter::write_tokens_and_reasons(Transaction& transaction) const {
  if (!tokens_.empty()) {
    std::vector<Bytes> hashes;
    std::vector<domain::BookingId> bookings;
    for (const NewToken& token : tokens_) {
      hashes.push_back(bytes_of(token.hash));
      bookings.push_back(token.booking_id);
    }
    const Params params = Params::of(hashes, bookings);
    auto inserting = transaction.run(tokens_statement, params);
    co_await inserting;
  }
  if (!reasons_.empty()) {
    std::vector<domain::BookingId> bookings;
    std::vector<Bytes> sealed;
    for (const auto& [id, reason] : reasons_) {
      bookings.push_back(id);
      const std::string row = id.text();
      sealed.push_back({transaction.secrets().seal(reason, {"bookings.cancel_reason", row})});
    }
    const Params params = Params::of(bookings, sealed);
    auto updating = transaction.run(reasons_statement, params);
    co_await updating;
  }
}

Task<bool> BookingWriter::flush(Transaction& transaction) {
  auto counting = write_counters(transaction);
  co_await counting;
  if (!given_up_.empty()) {
    const Params params = Params::of(given_up_);
    auto giving_up = transaction.run(give_up_statement, params);
    co_await giving_up;
  }
  for (const Booking& booking : changed_) {
    auto updating = update_booking(transaction, booking);
    co_await updating;
  }
  auto inserting = insert_bookings(transaction, new_);
  co_await inserting;
  auto allocating = write_allocations(transaction);
  const bool is_free = co_await allocating;
  if (!is_free) co_return false;
  auto finishing = write_tokens_and_reasons(transaction);
  co_await finishing;
  auto recording = record(transaction, std::move(ledger_));
  co_await recording;
  co_return true;
}

void expire_due_holds(Ground& ground, BookingWriter& writer, const ports::Requester& by) {
  ports::Requester worker = the_worker();
  worker.request_id = by.request_id;
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
