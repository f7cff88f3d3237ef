#include "storage/booking_batch.hpp"

#include <algorithm>

#include "storage/booking_rows.hpp"

namespace salon::storage {

using domain::Booking;
using domain::BookingId;
using domain::Refusal;
using domain::SlotId;

namespace {

// In the order of the array, which is D31's.
constexpr Statement wait_for_locks_statement{
    "SELECT number FROM unnest($1::bigint[]) AS number WHERE pg_advisory_xact_lock(number) IS NOT NULL"};
constexpr Statement try_locks_statement{
    "SELECT number FROM unnest($1::bigint[]) AS number WHERE pg_try_advisory_xact_lock(number)"};

// Somebody moved the booking to another slot between the look and the lock: start over, with the right locks.
[[noreturn]] void start_over() { throw PgRefused("40001", "", "the booking moved meanwhile"); }

const domain::CustomerDetails* customer_in(const BookingRequest& request) {
  if (const auto* hold = std::get_if<ports::PlaceHold>(&request)) return &hold->wish.customer;
  const auto* confirm = std::get_if<domain::ConfirmWish>(&std::get<ChangeRequest>(request).wish);
  return confirm != nullptr ? &confirm->customer : nullptr;
}

void sort_once(std::vector<std::int64_t>& numbers) {
  std::ranges::sort(numbers);
  const auto repeated = std::ranges::unique(numbers);
  numbers.erase(repeated.begin(), repeated.end());
}

}  // namespace

BookingBatch::BookingBatch(Transaction& transaction, std::vector<const BookingRequest*> requests, Locking locking)
    : transaction_(transaction), locking_(locking) {
  transaction.keep_plans();
  for (const BookingRequest* request : requests) {
    Case one{.request = request};
    if (const auto* hold = std::get_if<ports::PlaceHold>(request)) {
      for (const auto& item : hold->wish.items) one.slots.push_back(item.slot_id);
    } else {
      const auto& change = std::get<ChangeRequest>(*request);
      one.booking = change.booking.id;
      if (const auto* move = std::get_if<MoveRequest>(&change.wish)) one.slots.push_back(move->target);
    }
    const domain::CustomerDetails* customer = customer_in(*request);
    if (customer != nullptr && customer->phone)
      one.phone_index = phone_index(transaction.secrets(), *customer->phone).bytes;
    cases_.push_back(std::move(one));
  }
}

// Where waiting is allowed it is done here, so that a key that is in use is told from a time that is.
Task<void> BookingBatch::take_keys() {
  std::vector<std::int64_t> numbers;
  for (const Case& one : cases_) {
    if (key_of(*one.request)) numbers.push_back(key_lock(*key_of(*one.request)));
  }
  bool is_locked = true;
  try {
    auto locking = take_locks(transaction_, std::move(numbers));
    co_await locking;
  } catch (const PgRefused& refused) {
    if (refused.sqlstate != "55P03") throw;
    is_locked = false;
  }
  if (!is_locked) throw KeyIsBusy();
}

Task<Places> BookingBatch::look_around() {
  std::vector<SlotId> slots;
  std::vector<BookingId> bookings;
  for (const Case& one : cases_) {
    slots.insert(slots.end(), one.slots.begin(), one.slots.end());
    if (one.booking) bookings.push_back(*one.booking);
  }
  auto finding = find_places(transaction_, std::move(slots), std::move(bookings));
  Places places = co_await finding;
  for (Case& one : cases_) {
    std::vector<SlotId> touched = one.slots;
    if (one.booking) {
      const auto known = places.bookings.find(*one.booking);
      if (known == places.bookings.end()) {
        one.answer = domain::refuse(Refusal::not_found, "There is no such booking.");
        continue;
      }
      one.slot_of_booking = known->second;
      touched.push_back(known->second);
    } else {
      one.owner_locks = locks_of(std::get<ports::PlaceHold>(*one.request).wish.owner);
    }
    for (const SlotId& slot : touched) {
      const auto place = places.slots.find(slot);
      const auto number = place == places.slots.end() ? std::nullopt : lock_of(place->second);
      if (number) one.stylist_locks.push_back(*number);
    }
  }
  co_return places;
}

std::vector<std::int64_t> BookingBatch::locks_in_order() const {
  std::vector<std::int64_t> keys, owners, stylists;
  for (const Case& one : cases_) {
    // Who waits has the keys already.
    if (key_of(*one.request) && locking_ == Locking::skips) keys.push_back(key_lock(*key_of(*one.request)));
    owners.insert(owners.end(), one.owner_locks.begin(), one.owner_locks.end());
    stylists.insert(stylists.end(), one.stylist_locks.begin(), one.stylist_locks.end());
  }
  for (auto* numbers : {&keys, &owners, &stylists}) sort_once(*numbers);
  keys.insert(keys.end(), owners.begin(), owners.end());
  keys.insert(keys.end(), stylists.begin(), stylists.end());
  return keys;
}

Task<BusyTimes> BookingBatch::take_locks_and_recall(const Places& places) {
  std::vector<domain::OnceKey> keys;
  for (const Case& one : cases_) {
    if (key_of(*one.request)) keys.push_back(*key_of(*one.request));
  }
  const bool waits = locking_ == Locking::waits;
  std::vector<Query> queries;
  queries.push_back({waits ? wait_for_locks_statement : try_locks_statement, Params::of(locks_in_order())});
  queries.push_back(recall_query(keys));
  const GroundQuery query = ground_query(places);
  for (Query& asked : busy_queries(transaction_, query.wanted)) queries.push_back(std::move(asked));
  auto running = transaction_.run_all(std::move(queries));
  const std::vector<Rows> rows = co_await running;
  leave_over_what_is_locked(rows[0]);
  BusyTimes busy = busy_times(rows[2], rows[3]);
  replay(rows[1], busy.read_at);
  co_return busy;
}

void BookingBatch::leave_over_what_is_locked(const Rows& taken) {
  if (locking_ == Locking::waits) return;
  std::set<std::int64_t> ours;
  for (int i = 0; i < taken.size(); ++i) {
    RowReader row = taken.row(i);
    ours.insert(row.get<std::int64_t>());
  }
  for (Case& one : cases_) {
    const auto& key = key_of(*one.request);
    const bool has_key = !key || ours.contains(key_lock(*key));
    const auto is_ours = [&](std::int64_t number) { return ours.contains(number); };
    const bool has_all =
        has_key && std::ranges::all_of(one.owner_locks, is_ours) && std::ranges::all_of(one.stylist_locks, is_ours);
    if (!one.answer && !has_all) one.is_left_over = true;
  }
}

void BookingBatch::replay(const Rows& remembered, domain::Instant now) {
  const std::map<std::string, domain::RememberedReply> replies = read_remembered(remembered, transaction_.secrets());
  for (Case& one : cases_) {
    const auto& key = key_of(*one.request);
    if (!key || one.is_left_over) continue;
    const auto found = replies.find(once_name(*key));
    const auto before = found == replies.end() ? std::nullopt : std::optional(found->second);
    domain::Result<std::optional<domain::Answer>> replayed = domain::decide_replay(*key, before, now);
    if (!replayed) {
      one.answer = std::unexpected(std::move(replayed.error()));
    } else if (*replayed) {
      one.answer = std::move(**replayed);
    }
  }
}

GroundQuery BookingBatch::ground_query(const Places& places) const {
  GroundQuery query;
  std::set<SlotId> wanted;
  for (const Case& one : cases_) {
    if (!one.is_open()) continue;
    wanted.insert(one.slots.begin(), one.slots.end());
    if (one.booking) query.bookings.push_back(*one.booking);
    if (one.slot_of_booking) query.also_locked.push_back(*one.slot_of_booking);
    if (!one.booking) query.owners.push_back(std::get<ports::PlaceHold>(*one.request).wish.owner);
    if (one.phone_index) query.phones.push_back(Bytes{*one.phone_index});
  }
  for (const SlotId& slot : wanted) {
    const auto place = places.slots.find(slot);
    if (place != places.slots.end()) query.wanted.push_back(place->second);
  }
  return query;
}

// Whoever's slot or booking somebody else has locked, or in whose way a hold that is over stands under such a lock.
void BookingBatch::leave_over_without_ground(const Places& places) {
  for (Case& one : cases_) {
    if (!one.is_open()) continue;
    const bool is_gone = one.booking && !ground_.bookings.contains(*one.booking);
    const bool has_moved = one.booking && !is_gone && ground_.bookings.at(*one.booking).slot_id != one.slot_of_booking;
    const auto is_out_of_reach = [&](const SlotId& slot) {
      return places.slots.contains(slot) && !ground_.slots.contains(slot);
    };
    bool is_locked = is_gone || has_moved || std::ranges::any_of(one.slots, is_out_of_reach) ||
                     (one.slot_of_booking && is_out_of_reach(*one.slot_of_booking));
    if (locking_ == Locking::waits) {
      // A slot that is not there any more is refused; a booking never goes, so it has moved.
      if (is_gone || has_moved) start_over();
      continue;
    }
    for (const domain::BusyTime& busy : ground_.busy) {
      const auto is_of_stylist = [&](const SlotId& slot) {
        const auto place = places.slots.find(slot);
        return place != places.slots.end() && place->second.stylist_id == busy.stylist_id;
      };
      if (ground_.in_the_way.contains(busy.slot_id)) is_locked |= std::ranges::any_of(one.slots, is_of_stylist);
    }
    one.is_left_over = is_locked;
  }
}

void BookingBatch::expire_due() {
  expired_ += static_cast<int>(ground_.due.size());
  for (const Booking& due : ground_.due) {
    const auto named = ground_.bookings.find(due.id);
    const auto expired = domain::decide_expire(due, ground_.now);
    if (named != ground_.bookings.end() && expired) named->second = expired->booking;
  }
  expire_due_holds(ground_, writer_, requester_of(*cases_.front().request));
}

Task<BookingBatch::Outcomes> BookingBatch::run() {
  if (locking_ == Locking::waits) {
    auto taking_keys = take_keys();
    co_await taking_keys;
  }
  auto looking = look_around();
  const Places places = co_await looking;
  auto locking = take_locks_and_recall(places);
  BusyTimes busy = co_await locking;
  if (std::ranges::any_of(cases_, &Case::is_open)) {
    auto taking = take_ground(transaction_, ground_query(places), std::move(busy), locking_);
    ground_ = co_await taking;
    leave_over_without_ground(places);
    expire_due();
    for (Case& one : cases_) {
      if (one.is_open()) decide(one);
    }
    for (Remember& reply : remember_) writer_.remember(std::move(reply));
    auto flushing = writer_.flush(transaction_, ground_.now);
    co_await flushing;
  }
  Outcomes outcomes;
  for (Case& one : cases_) outcomes.push_back(std::move(one.answer));
  co_return outcomes;
}

Task<BookingBatch::Outcomes> run_bookings(Transaction& transaction, std::vector<const BookingRequest*> requests,
                                          Locking locking) {
  BookingBatch batch(transaction, std::move(requests), locking);
  auto running = batch.run();
  co_return co_await running;
}

}  // namespace salon::storage
