// Confirm, cancel, reschedule, attendance, notes, expiry: one booking each, under its stylist's and its slots' locks.
#include "storage/booking_ground.hpp"
#include "storage/booking_rows.hpp"
#include "storage/booking_store.hpp"
#include "storage/booking_writer.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

using domain::Answer;
using domain::Booking;
using domain::BookingId;
using domain::EventType;
using domain::Refusal;
using domain::Result;
using domain::SlotId;

namespace {

using BookingAsSeen = PgBookingStore::BookingAsSeen;

constexpr Statement slot_of_statement{"SELECT slot_id FROM bookings WHERE id = $1"};

constexpr Statement lock_booking_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id WHERE b.id = $1 FOR NO KEY UPDATE OF b
)sql"};

constexpr Statement same_phone_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id
   WHERE b.slot_id = $1 AND b.phone_index = $2 AND b.id <> $3 AND b.status IN ('held', 'confirmed') FOR NO KEY UPDATE OF b
)sql"};

constexpr Statement pick_due_statement{R"sql(
  SELECT id FROM bookings WHERE status = 'held' AND hold_expires_at <= coalesce($2::timestamptz, clock_timestamp())
   ORDER BY hold_expires_at, id LIMIT $1
)sql"};

// Somebody moved the booking to another slot between the look and the lock: start over, with the right locks.
[[noreturn]] void start_over() { throw PgRefused("40001", "", "the booking moved meanwhile"); }

Task<std::optional<SlotId>> slot_of(Transaction& transaction, BookingId id) {
  const Params params = Params::of(id);
  auto asking = transaction.run(slot_of_statement, params);
  const Rows rows = co_await asking;
  if (rows.empty()) co_return std::nullopt;
  RowReader row = rows.row(0);
  co_return row.get<SlotId>();
}

// A booking under all its locks, and the ground it stands on.
struct Locked {
  Booking booking;
  Ground ground;
  BookingWriter writer;
};

Task<Result<Locked>> lock_booking(Transaction& transaction, BookingId id, std::optional<SlotId> target) {
  auto finding = slot_of(transaction, id);
  const std::optional<SlotId> slot = co_await finding;
  if (!slot) co_return domain::refuse(Refusal::not_found, "There is no such booking.");
  GroundQuery query;
  query.also_locked.push_back(*slot);
  if (target && *target != *slot) query.wanted.push_back(*target);
  auto taking = take_ground(transaction, std::move(query));
  Ground ground = co_await taking;
  const Params params = Params::of(id);
  auto locking = transaction.run(lock_booking_statement, params);
  const Rows rows = co_await locking;
  if (rows.empty()) start_over();
  RowReader row = rows.row(0);
  Locked locked{read_booking(row, transaction.secrets()), std::move(ground), {}};
  if (locked.booking.slot_id != *slot) start_over();
  co_return locked;
}

// D34: a hold that is over expires here and now, whoever asks about it and whatever they wanted.
void expire_if_due(Locked& locked, const ports::Requester& by) {
  const auto expired = domain::decide_expire(locked.booking, locked.ground.now);
  if (!expired) return;
  ports::Requester worker = the_worker();
  worker.request_id = by.request_id;
  const domain::SlotInstance& slot = locked.ground.slots.at(locked.booking.slot_id).slot;
  locked.writer.change(locked.booking, expired->booking, slot, EventType::booking_expired, locked.ground.now, worker);
  locked.ground.take_out(locked.booking);
  locked.booking = expired->booking;
}

// A booking as whoever asks knows it, under its locks and no longer held if its hold is over.
Task<Result<Locked>> lock_as_seen(Transaction& transaction, const BookingAsSeen& booking, std::optional<SlotId> target,
                                  const ports::Requester& by) {
  auto locking = lock_booking(transaction, booking.id, target);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return locked;
  expire_if_due(*locked, by);
  auto current = booking.if_version.check(locked->booking.version);
  if (current) co_return locked;
  auto flushing = locked->writer.flush(transaction);
  co_await flushing;
  co_return std::unexpected(std::move(current.error()));
}

// Writes what was decided, and what expired on the way even when it was refused.
Task<Result<Booking>> finish(Transaction& transaction, Locked& locked, Result<domain::Transition> decided,
                             EventType type, const ports::Requester& by) {
  if (decided && decided->changed) {
    const domain::SlotInstance& slot = locked.ground.slots.at(decided->booking.slot_id).slot;
    locked.writer.change(locked.booking, decided->booking, slot, type, locked.ground.now, by);
  }
  auto flushing = locked.writer.flush(transaction);
  const bool is_free = co_await flushing;
  if (!is_free) throw PgRefused("23P01", "never_in_two_places", "the stylist has another booking at that time");
  if (!decided) co_return std::unexpected(std::move(decided.error()));
  co_return std::move(decided->booking);
}

// Other live bookings of the phone in this slot; those that are over expire, for they stand in the way of this one.
Task<bool> phone_has_slot(Transaction& transaction, Locked& locked, const domain::PhoneNumber& phone,
                          const ports::Requester& by) {
  const Params params =
      Params::of(locked.booking.slot_id, phone_index(transaction.secrets(), phone), locked.booking.id);
  auto asking = transaction.run(same_phone_statement, params);
  const Rows rows = co_await asking;
  bool is_taken = false;
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    Booking other = read_booking(row, transaction.secrets());
    if (!domain::decide_expire(other, locked.ground.now)) {
      is_taken = true;
      continue;
    }
    locked.ground.due.push_back(std::move(other));
  }
  expire_due_holds(locked.ground, locked.writer, by);
  co_return is_taken;
}

Task<Result<Booking>> confirm_in(Transaction& transaction, BookingId id, domain::ConfirmWish wish,
                                 const ports::Requester& by) {
  auto locking = lock_booking(transaction, id, std::nullopt);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return std::unexpected(locked.error());
  expire_if_due(*locked, by);
  const auto& phone = wish.customer.phone ? wish.customer.phone : locked->booking.customer.phone;
  if (phone && locked->booking.is_live()) {
    auto asking = phone_has_slot(transaction, *locked, *phone, by);
    wish.phone_has_slot = co_await asking;
  }
  auto decided = domain::decide_confirm(locked->booking, wish, locked->ground.now);
  auto finishing = finish(transaction, *locked, std::move(decided), EventType::booking_confirmed, by);
  co_return co_await finishing;
}

Task<Result<Booking>> cancel_in(Transaction& transaction, const BookingAsSeen& seen, domain::Viewer viewer,
                                const std::string& reason, const ports::Requester& by) {
  auto locking = lock_as_seen(transaction, seen, std::nullopt, by);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return std::unexpected(locked.error());
  const domain::CancelWish wish{viewer, locked->ground.slots.at(locked->booking.slot_id).cancellation_window};
  auto decided = domain::decide_cancel(locked->booking, wish, locked->ground.now);
  if (decided && decided->changed && !reason.empty()) locked->writer.add_cancel_reason(seen.id, reason);
  auto finishing = finish(transaction, *locked, std::move(decided), EventType::booking_cancelled, by);
  co_return co_await finishing;
}

Task<Result<Booking>> reschedule_in(Transaction& transaction, const BookingAsSeen& seen, SlotId target,
                                    const domain::RescheduleWish& wish, const ports::Requester& by) {
  auto locking = lock_as_seen(transaction, seen, target, by);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return std::unexpected(locked.error());
  std::erase_if(locked->ground.due, [&](const Booking& due) { return due.id == seen.id; });
  expire_due_holds(locked->ground, locked->writer, by);
  Result<domain::Transition> decided = domain::refuse(Refusal::not_found, "There is no such time.");
  if (locked->ground.slots.contains(target)) {
    domain::HoldFacts facts;
    const std::vector<domain::SlotFacts> slots = locked->ground.facts_of({target});
    facts.slots = slots;
    facts.busy = locked->ground.busy;
    std::vector<SlotId> of_phone;
    if (locked->booking.customer.phone && target != locked->booking.slot_id) {
      const Params params =
          Params::of(target, phone_index(transaction.secrets(), *locked->booking.customer.phone), seen.id);
      auto asking = transaction.run(same_phone_statement, params);
      const Rows rows = co_await asking;
      // Those that were over have expired above, but only in what will be written.
      for (int i = 0; i < rows.size(); ++i) {
        RowReader row = rows.row(i);
        const Booking other = read_booking(row, transaction.secrets());
        if (!domain::decide_expire(other, locked->ground.now)) of_phone.push_back(target);
      }
    }
    facts.slots_of_phone = of_phone;
    decided = domain::decide_reschedule(locked->booking, slots.front(), facts, wish, locked->ground.now);
  }
  auto finishing = finish(transaction, *locked, std::move(decided), EventType::booking_rescheduled, by);
  co_return co_await finishing;
}

Task<Result<Booking>> attend_in(Transaction& transaction, const BookingAsSeen& seen, domain::Attendance attendance,
                                const ports::Requester& by) {
  auto locking = lock_as_seen(transaction, seen, std::nullopt, by);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return std::unexpected(locked.error());
  auto decided = domain::decide_attendance(locked->booking, attendance);
  auto finishing = finish(transaction, *locked, std::move(decided), EventType::attendance_changed, by);
  co_return co_await finishing;
}

Task<Result<Booking>> note_in(Transaction& transaction, const BookingAsSeen& seen,
                              const std::optional<domain::Notes>& notes, const ports::Requester& by) {
  auto locking = lock_as_seen(transaction, seen, std::nullopt, by);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return std::unexpected(locked.error());
  domain::Transition noted{locked->booking, false};
  if (noted.booking.customer.notes != notes) {
    noted.booking.customer.notes = notes;
    ++noted.booking.version;
    noted.changed = true;
  }
  auto finishing = finish(transaction, *locked, std::move(noted), EventType::booking_updated, by);
  co_return co_await finishing;
}

Task<bool> expire_in(Transaction& transaction, BookingId id) {
  auto locking = lock_booking(transaction, id, std::nullopt);
  Result<Locked> locked = co_await locking;
  if (!locked) co_return false;
  const bool was_held = locked->booking.status() == domain::BookingStatus::held;
  expire_if_due(*locked, the_worker());
  auto flushing = locked->writer.flush(transaction);
  co_await flushing;
  co_return was_held && locked->booking.status() == domain::BookingStatus::expired;
}

// The constraints' word for a single booking: everything is undone and it is refused.
Task<Result<Answer>> refused_by_constraint(Task<Result<Answer>> doing) {
  std::optional<domain::Refused> refusal;
  try {
    co_return co_await doing;
  } catch (const PgRefused& refused) {
    refusal = refusal_of(refused);
    if (!refusal) throw;
  }
  co_return std::unexpected(std::move(*refusal));
}

}  // namespace

Task<Result<Answer>> PgBookingStore::confirm(BookingId id, domain::ConfirmWish wish, OnceBooking once) {
  auto doing = refused_by_constraint(transact_once(
      database_, once, [&](Transaction& transaction) { return confirm_in(transaction, id, wish, once.by); }));
  co_return co_await doing;
}

Task<Result<Answer>> PgBookingStore::cancel(BookingAsSeen booking, domain::Viewer viewer, std::string reason,
                                            OnceBooking once) {
  auto doing = refused_by_constraint(transact_once(database_, once, [&](Transaction& transaction) {
    return cancel_in(transaction, booking, viewer, reason, once.by);
  }));
  co_return co_await doing;
}

Task<Result<Answer>> PgBookingStore::reschedule(BookingAsSeen booking, SlotId target, domain::RescheduleWish wish,
                                                OnceBooking once) {
  auto doing = refused_by_constraint(transact_once(database_, once, [&](Transaction& transaction) {
    return reschedule_in(transaction, booking, target, wish, once.by);
  }));
  co_return co_await doing;
}

Task<Result<Answer>> PgBookingStore::set_attendance(BookingAsSeen booking, domain::Attendance attendance,
                                                    OnceBooking once) {
  auto doing = transact_once(
      database_, once, [&](Transaction& transaction) { return attend_in(transaction, booking, attendance, once.by); });
  co_return co_await doing;
}

Task<Result<Answer>> PgBookingStore::set_notes(BookingAsSeen booking, std::optional<domain::Notes> notes,
                                               OnceBooking once) {
  auto doing = transact_once(database_, once,
                             [&](Transaction& transaction) { return note_in(transaction, booking, notes, once.by); });
  co_return co_await doing;
}

// Oldest first, one transaction each: a slot that somebody holds a lock on delays nobody but itself, and is met again
// next time.
Task<int> PgBookingStore::expire_due(int limit) {
  const Params params = Params::of(limit, database_.clock.fixed());
  auto picking = read(database_, pick_due_statement, params);
  const Rows rows = co_await picking;
  const auto due = rows.map([](RowReader& row) { return row.get<BookingId>(); });
  int expired = 0;
  for (const BookingId& id : due) {
    try {
      auto expiring = transact(database_, [&](Transaction& transaction) { return expire_in(transaction, id); });
      expired += co_await expiring ? 1 : 0;
    } catch (const ports::Unavailable&) {
      continue;
    }
  }
  co_return expired;
}

}  // namespace salon::storage
