#include "storage/booking_store.hpp"

#include "storage/booking_batch.hpp"

namespace salon::storage {

using domain::Answer;
using domain::Refusal;
using domain::Refused;
using domain::Result;

namespace {

constexpr Statement pick_due_statement{R"sql(
  SELECT id FROM bookings WHERE status = 'held' AND hold_expires_at <= coalesce($2::timestamptz, statement_timestamp())
   ORDER BY hold_expires_at, id LIMIT $1
)sql"};

domain::Reply nobody_hears(const Result<domain::Booking>&) { return {}; }

Task<int> expire_in(Transaction& transaction, std::vector<const BookingRequest*> requests) {
  BookingBatch batch(transaction, std::move(requests), Locking::skips);
  auto running = batch.run();
  co_await running;
  co_return batch.expired();
}

}  // namespace

std::optional<Refused> refusal_of(const PgRefused& refused) {
  if (refused.constraint == "never_in_two_places")
    return Refused(Refusal::stylist_busy, "The stylist has another booking at that time.");
  if (refused.constraint == "bookings_one_live_per_phone") {
    return Refused(Refusal::already_held, "This phone number already has a booking at this time.");
  }
  if (refused.constraint == "slot_counters") return Refused(Refusal::slot_full, "This time is taken.");
  return std::nullopt;
}

auto PgBookingStore::place_holds(std::vector<ports::PlaceHold> holds) -> Task<Answers> {
  std::vector<BookingRequest> requests;
  for (ports::PlaceHold& hold : holds) requests.emplace_back(std::move(hold));
  auto running = batcher_.run(std::move(requests));
  co_return co_await running;
}

auto PgBookingStore::confirm(domain::BookingId id, domain::ConfirmWish wish, OnceBooking once) -> Task<Answered> {
  return batcher_.run(ChangeRequest{id, std::move(wish), std::move(once)});
}

auto PgBookingStore::cancel(BookingAsSeen booking, domain::Viewer viewer, std::string reason, OnceBooking once)
    -> Task<Answered> {
  return batcher_.run(ChangeRequest{std::move(booking), CancelRequest{viewer, std::move(reason)}, std::move(once)});
}

auto PgBookingStore::reschedule(BookingAsSeen booking, domain::SlotId target, domain::RescheduleWish wish,
                                OnceBooking once) -> Task<Answered> {
  return batcher_.run(ChangeRequest{std::move(booking), MoveRequest{target, wish}, std::move(once)});
}

auto PgBookingStore::set_attendance(BookingAsSeen booking, domain::Attendance attendance, OnceBooking once)
    -> Task<Answered> {
  return batcher_.run(ChangeRequest{std::move(booking), attendance, std::move(once)});
}

auto PgBookingStore::set_notes(BookingAsSeen booking, std::optional<domain::Notes> notes, OnceBooking once)
    -> Task<Answered> {
  return batcher_.run(ChangeRequest{std::move(booking), NotesRequest{std::move(notes)}, std::move(once)});
}

// Oldest first, in batches of their own: a hold that somebody has a lock on delays none of the others, and is met again
// next time.
Task<int> PgBookingStore::expire_due(int limit) {
  const Params params = Params::of(limit, database_.clock.fixed());
  auto picking = read(database_, pick_due_statement, params);
  const Rows rows = co_await picking;
  std::vector<BookingRequest> requests;
  for (const auto& id : rows.map([](RowReader& row) { return row.get<domain::BookingId>(); }))
    requests.emplace_back(ChangeRequest{id, ExpireRequest{}, {std::nullopt, the_worker(), nobody_hears}});
  int expired = 0;
  for (std::size_t first = 0; first < requests.size(); first += domain::policy::largest_booking_batch) {
    std::vector<const BookingRequest*> some;
    for (std::size_t i = first; i < requests.size() && some.size() < domain::policy::largest_booking_batch; ++i)
      some.push_back(&requests[i]);
    auto expiring = transact(database_, [&](Transaction& transaction) { return expire_in(transaction, some); });
    expired += co_await expiring;
  }
  co_return expired;
}

Task<Result<std::optional<Answer>>> PgBookingStore::recall(domain::OnceKey key) {
  auto asking = now();
  const domain::Instant at = co_await asking;
  auto recalling = storage::recall(database_, key, at);
  co_return co_await recalling;
}

Task<domain::Instant> PgBookingStore::now() {
  const auto fixed = database_.clock.fixed();
  if (fixed) co_return *fixed;
  static constexpr Statement statement{"SELECT clock_timestamp()"};
  auto asking = read(database_, statement, Params());
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  co_return row.get<domain::Instant>();
}

}  // namespace salon::storage
