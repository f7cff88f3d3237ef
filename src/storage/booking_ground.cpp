#include "storage/booking_ground.hpp"

#include <algorithm>

#include "storage/booking_rows.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {
namespace {

using domain::Booking;
using domain::BookingId;
using domain::BusyTime;
using domain::Instant;
using domain::SlotFacts;
using domain::SlotId;
using domain::StylistId;
using domain::TimeRange;

constexpr Statement slot_places_statement{R"sql(
  SELECT id, stylist_id, start_at, active_offsets FROM slot_instances
   WHERE id = ANY($1::uuid[] || ARRAY(SELECT slot_id FROM bookings WHERE id = ANY($2::uuid[])))
)sql"};

constexpr Statement booking_places_statement{"SELECT id, slot_id FROM bookings WHERE id = ANY($1::uuid[])"};

constexpr Statement busy_statement{R"sql(
  SELECT DISTINCT a.resource_id, a.slot_id, a.booking_id, a.during, CASE WHEN b.status = 'held' THEN b.hold_expires_at END
    FROM unnest($1::uuid[], $2::tstzrange[]) AS wanted(stylist_id, during)
    JOIN allocations a ON a.live AND a.resource_id = wanted.stylist_id AND a.during && wanted.during
    JOIN bookings b ON b.id = a.booking_id
)sql"};

constexpr Statement lock_slots_statement{"SELECT " SALON_SLOT_FACTS
                                         " WHERE s.id = ANY($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE OF s"};
constexpr Statement try_lock_slots_statement{
    "SELECT " SALON_SLOT_FACTS " WHERE s.id = ANY($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE OF s SKIP LOCKED"};

#define SALON_NAMED_BOOKINGS                                                                                         \
  "SELECT " SALON_BOOKING_COLUMNS                                                                                    \
  " FROM bookings b JOIN locations l ON l.id = b.location_id WHERE b.id = ANY($1::uuid[]) ORDER BY b.id FOR NO KEY " \
  "UPDATE OF b"
constexpr Statement lock_bookings_statement{SALON_NAMED_BOOKINGS};
constexpr Statement try_lock_bookings_statement{SALON_NAMED_BOOKINGS " SKIP LOCKED"};

#define SALON_DUE_BOOKINGS \
  "SELECT " SALON_BOOKING_COLUMNS                                                                      \
  " FROM bookings b JOIN locations l ON l.id = b.location_id "                                         \
  "JOIN unnest($1::uuid[]) AS asked(slot_id) ON asked.slot_id = b.slot_id "                            \
  "WHERE " SALON_HELD("b") " AND b.hold_expires_at <= coalesce($2::timestamptz, statement_timestamp()) " \
  "ORDER BY b.id FOR NO KEY UPDATE OF b"
constexpr Statement lock_due_statement{SALON_DUE_BOOKINGS};
constexpr Statement try_lock_due_statement{SALON_DUE_BOOKINGS " SKIP LOCKED"};

constexpr Statement clock_statement{"SELECT coalesce($1::timestamptz, clock_timestamp())"};

// OFFSET keeps each lookup by itself: not all holds there are, filtered by who asks.
#define SALON_HOLDS_OF(owner)                                                       \
  "SELECT b.* FROM unnest($1::uuid[]) AS asked(id) CROSS JOIN LATERAL "             \
  "(SELECT id, user_id, session_id, hold_expires_at FROM bookings h WHERE h." owner \
  " = asked.id AND " SALON_HELD("h") " OFFSET 0) b"
constexpr Statement holds_of_users_statement{SALON_HOLDS_OF("user_id")};
constexpr Statement holds_of_sessions_statement{SALON_HOLDS_OF("session_id")};

constexpr Statement phones_statement{R"sql(
  SELECT slot_id, id, phone_index, CASE WHEN status = 'held' THEN hold_expires_at END FROM bookings
   WHERE slot_id = ANY($1::uuid[]) AND status IN ('held', 'confirmed') AND phone_index IS NOT NULL
     AND phone_index = ANY($2::bytea[] || ARRAY(SELECT phone_index FROM bookings WHERE id = ANY($3::uuid[]) AND phone_index IS NOT NULL))
)sql"};

std::vector<TimeRange> ranges_of(Instant start, const std::vector<domain::ActiveOffset>& offsets) {
  std::vector<TimeRange> out;
  for (const domain::ActiveOffset& offset : offsets) {
    out.push_back({start + domain::minutes{offset.from}, start + domain::minutes{offset.to}});
  }
  return out;
}

SlotPlace read_place(RowReader& row) {
  SlotPlace slot;
  slot.id = row.get<SlotId>();
  slot.stylist_id = row.get<std::optional<StylistId>>();
  const Instant start = row.get<Instant>();
  slot.busy = ranges_of(start, read_offsets(row));
  return slot;
}

bool stands_in_the_way(const BusyTime& busy, const SlotPlace& wanted) {
  if (busy.slot_id == wanted.id || busy.stylist_id != wanted.stylist_id) return false;
  return std::ranges::any_of(wanted.busy, [&](const TimeRange& range) { return range.overlaps(busy.during); });
}

// Slots of holds that were over when the busy times were read.
std::set<SlotId> slots_of_due_holds(const BusyTimes& busy, const std::vector<SlotPlace>& wanted) {
  std::set<SlotId> slots;
  for (const BusyTime& time : busy.times) {
    if (time.counts_at(busy.read_at)) continue;
    const bool is_in_the_way =
        std::ranges::any_of(wanted, [&](const SlotPlace& slot) { return stands_in_the_way(time, slot); });
    if (is_in_the_way) slots.insert(time.slot_id);
  }
  return slots;
}

template <class Id>
void keep_each_once(std::vector<Id>& ids) {
  std::ranges::sort(ids);
  const auto repeated = std::ranges::unique(ids);
  ids.erase(repeated.begin(), repeated.end());
}

struct OwnerIds {
  std::vector<domain::AccountId> users;
  std::vector<domain::SessionId> sessions;
};
OwnerIds ids_of(const std::vector<domain::BookingOwner>& owners) {
  OwnerIds ids;
  for (const domain::BookingOwner& owner : owners) {
    if (owner.user) ids.users.push_back(*owner.user);
    if (owner.session) ids.sessions.push_back(*owner.session);
  }
  keep_each_once(ids.users);
  keep_each_once(ids.sessions);
  return ids;
}

// The statements of one ground, and where each answer is found.
class GroundReading {
 public:
  GroundReading(const GroundQuery& query, const std::set<SlotId>& due_slots, std::optional<Instant> fixed,
                Locking locking) {
    const bool skips = locking == Locking::skips;
    std::set<SlotId> all(due_slots);
    for (const SlotPlace& slot : query.wanted) all.insert(slot.id);
    all.insert(query.also_locked.begin(), query.also_locked.end());
    const std::vector<SlotId> slots(all.begin(), all.end());
    slots_ = add(skips ? try_lock_slots_statement : lock_slots_statement, Params::of(slots));
    if (!query.bookings.empty())
      bookings_ = add(skips ? try_lock_bookings_statement : lock_bookings_statement, Params::of(query.bookings));
    due_ = add(skips ? try_lock_due_statement : lock_due_statement, Params::of(slots, fixed));
    now_ = add(clock_statement, Params::of(fixed));
    const OwnerIds owners = ids_of(query.owners);
    if (!owners.users.empty()) holds_of_users_ = add(holds_of_users_statement, Params::of(owners.users));
    if (!owners.sessions.empty()) holds_of_sessions_ = add(holds_of_sessions_statement, Params::of(owners.sessions));
    if (!query.phones.empty() || !query.bookings.empty())
      phones_ = add(phones_statement, Params::of(slots, query.phones, query.bookings));
  }

  [[nodiscard]] std::vector<Query> take_queries() { return std::move(queries_); }
  [[nodiscard]] Ground read(const std::vector<Rows>& rows, const ports::SecretBox& secrets) const;

 private:
  std::size_t add(Statement statement, Params params) {
    queries_.push_back({statement, std::move(params)});
    return queries_.size() - 1;
  }
  static void read_holds(const Rows& rows, Ground& ground);
  static void read_phones(const Rows& rows, Ground& ground);

  std::vector<Query> queries_;
  std::size_t slots_ = 0, due_ = 0, now_ = 0;
  std::optional<std::size_t> bookings_, holds_of_users_, holds_of_sessions_, phones_;
};

Ground GroundReading::read(const std::vector<Rows>& rows, const ports::SecretBox& secrets) const {
  Ground ground;
  RowReader time = rows[now_].row(0);
  ground.now = time.get<Instant>();
  for (SlotFacts& facts : rows[slots_].map(read_slot_facts)) ground.slots.emplace(facts.slot.id, std::move(facts));
  const auto read_one = [&secrets](RowReader& row) { return read_booking(row, secrets); };
  if (bookings_) {
    for (Booking& booking : rows[*bookings_].map(read_one)) ground.bookings.emplace(booking.id, std::move(booking));
  }
  ground.due = rows[due_].map(read_one);
  std::erase_if(ground.due, [&](const Booking& booking) { return !ground.slots.contains(booking.slot_id); });
  if (holds_of_users_) read_holds(rows[*holds_of_users_], ground);
  if (holds_of_sessions_) read_holds(rows[*holds_of_sessions_], ground);
  if (phones_) read_phones(rows[*phones_], ground);
  return ground;
}

void GroundReading::read_holds(const Rows& rows, Ground& ground) {
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    LiveHold hold;
    hold.booking_id = row.get<BookingId>();
    hold.owner.user = row.get<std::optional<domain::AccountId>>();
    hold.owner.session = row.get<std::optional<domain::SessionId>>();
    if (row.get<Instant>() > ground.now) ground.live_holds.push_back(hold);
  }
}

void GroundReading::read_phones(const Rows& rows, Ground& ground) {
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    PhoneInSlot phone;
    phone.slot_id = row.get<SlotId>();
    phone.booking_id = row.get<BookingId>();
    phone.phone_index = row.get<Bytes>().bytes;
    const auto expires = row.get<std::optional<Instant>>();
    if (!expires || *expires > ground.now) ground.phones.push_back(std::move(phone));
  }
}

bool is_same_owner(const domain::BookingOwner& one, const domain::BookingOwner& other) {
  return (one.user && one.user == other.user) || (one.session && one.session == other.session);
}

}  // namespace

std::vector<domain::ActiveOffset> read_offsets(RowReader& row) {
  const auto numbers = row.get<std::vector<int>>();
  std::vector<domain::ActiveOffset> out;
  for (std::size_t i = 0; i + 1 < numbers.size(); i += 2) {
    out.push_back({static_cast<std::int16_t>(numbers[i]), static_cast<std::int16_t>(numbers[i + 1])});
  }
  return out;
}

std::vector<int> offset_numbers(const std::vector<domain::ActiveOffset>& offsets) {
  std::vector<int> out;
  for (const domain::ActiveOffset& offset : offsets) {
    out.push_back(offset.from);
    out.push_back(offset.to);
  }
  return out;
}

SlotFacts read_slot_facts(RowReader& row) {
  SlotFacts facts;
  domain::SlotInstance& slot = facts.slot;
  slot.id = row.get<SlotId>();
  slot.location_id = row.get<domain::LocationId>();
  slot.service_id = row.get<domain::ServiceId>();
  slot.stylist_id = row.get<std::optional<StylistId>>();
  slot.date = row.get<domain::Date>();
  slot.start_at = row.get<Instant>();
  slot.end_at = row.get<Instant>();
  slot.capacity = row.get<int>();
  slot.booked = row.get<int>();
  slot.hold = row.get<int>();
  slot.blocked = row.get<bool>();
  slot.active = read_offsets(row);
  facts.situation.service_active = row.get<bool>();
  facts.situation.stylist_active = row.get<bool>();
  facts.situation.minimum_notice = domain::minutes{row.get<int>()};
  facts.situation.horizon_days = row.get<int>();
  facts.situation.timezone = row.get<std::string>();
  facts.price.minor = row.get<std::int64_t>();
  facts.price.currency = domain::Currency::of_the_past(row.get<std::string>()).value();
  facts.hold = domain::minutes{row.get<int>()};
  facts.cancellation_window = domain::minutes{row.get<int>()};
  return facts;
}

Task<Places> find_places(Transaction& transaction, std::vector<SlotId> slots, std::vector<BookingId> bookings) {
  std::vector<Query> queries;
  queries.push_back({slot_places_statement, Params::of(slots, bookings)});
  if (!bookings.empty()) queries.push_back({booking_places_statement, Params::of(bookings)});
  auto asking = transaction.run_all(std::move(queries));
  const std::vector<Rows> rows = co_await asking;
  Places places;
  for (SlotPlace& place : rows[0].map(read_place)) places.slots.emplace(place.id, std::move(place));
  for (int i = 0; rows.size() > 1 && i < rows[1].size(); ++i) {
    RowReader row = rows[1].row(i);
    const auto id = row.get<BookingId>();
    places.bookings.emplace(id, row.get<SlotId>());
  }
  co_return places;
}

std::vector<std::int64_t> locks_of(const domain::BookingOwner& owner) {
  std::vector<std::int64_t> numbers;
  if (owner.user) numbers.push_back(lock_number("owner", owner.user->text()));
  if (owner.session) numbers.push_back(lock_number("owner", owner.session->text()));
  return numbers;
}

std::optional<std::int64_t> lock_of(const SlotPlace& slot) {
  if (!slot.stylist_id) return std::nullopt;
  return lock_number("stylist", slot.stylist_id->text());
}

std::vector<Query> busy_queries(const Transaction& transaction, const std::vector<SlotPlace>& slots) {
  std::vector<StylistId> stylists;
  std::vector<TimeRange> ranges;
  for (const SlotPlace& slot : slots) {
    for (const TimeRange& range : slot.busy) {
      if (!slot.stylist_id) continue;
      stylists.push_back(*slot.stylist_id);
      ranges.push_back(range);
    }
  }
  std::vector<Query> queries;
  queries.push_back({busy_statement, Params::of(stylists, ranges)});
  queries.push_back({clock_statement, Params::of(transaction.database().clock.fixed())});
  return queries;
}

BusyTimes busy_times(const Rows& allocations, const Rows& time) {
  BusyTimes busy;
  busy.times = allocations.map([](RowReader& row) {
    BusyTime one;
    one.stylist_id = row.get<StylistId>();
    one.slot_id = row.get<SlotId>();
    one.booking_id = row.get<BookingId>();
    one.during = row.get<TimeRange>();
    one.hold_expires_at = row.get<std::optional<Instant>>();
    return one;
  });
  RowReader row = time.row(0);
  busy.read_at = row.get<Instant>();
  return busy;
}

Task<Ground> take_ground(Transaction& transaction, GroundQuery query, BusyTimes busy, Locking locking) {
  GroundReading reading(query, slots_of_due_holds(busy, query.wanted), transaction.database().clock.fixed(), locking);
  auto running = transaction.run_all(reading.take_queries());
  const std::vector<Rows> rows = co_await running;
  Ground ground = reading.read(rows, transaction.secrets());
  ground.busy = std::move(busy.times);
  for (BusyTime& time : ground.busy) {
    if (time.counts_at(ground.now)) continue;
    const bool is_expiring =
        std::ranges::any_of(ground.due, [&](const Booking& due) { return due.id == time.booking_id; });
    if (is_expiring) continue;
    // A hold that is over but not among those expired here still counts, for its rows still stand.
    time.hold_expires_at.reset();
    if (locking == Locking::skips) ground.in_the_way.insert(time.slot_id);
  }
  co_return ground;
}

Task<Ground> take_ground_of(Transaction& transaction, std::vector<SlotId> slots) {
  auto finding = find_places(transaction, std::move(slots), {});
  const Places places = co_await finding;
  GroundQuery query;
  std::vector<std::int64_t> stylists;
  for (const auto& [id, place] : places.slots) {
    query.wanted.push_back(place);
    if (const auto number = lock_of(place)) stylists.push_back(*number);
  }
  auto locking = take_locks(transaction, std::move(stylists));
  co_await locking;
  auto asking = transaction.run_all(busy_queries(transaction, query.wanted));
  const std::vector<Rows> rows = co_await asking;
  BusyTimes busy = busy_times(rows[0], rows[1]);
  auto taking = take_ground(transaction, std::move(query), std::move(busy), Locking::waits);
  co_return co_await taking;
}

std::vector<SlotFacts> Ground::facts_of(const std::vector<SlotId>& ids) const {
  std::vector<SlotFacts> out;
  for (const SlotId& id : std::set<SlotId>(ids.begin(), ids.end())) {
    const auto found = slots.find(id);
    if (found != slots.end()) out.push_back(found->second);
  }
  return out;
}

int Ground::live_holds_of(const domain::BookingOwner& owner) const {
  return static_cast<int>(
      std::ranges::count_if(live_holds, [&](const LiveHold& hold) { return is_same_owner(owner, hold.owner); }));
}

std::vector<SlotId> Ground::slots_of_phone(const std::string& phone_index, std::optional<BookingId> except) const {
  std::vector<SlotId> out;
  for (const PhoneInSlot& phone : phones) {
    if (phone.phone_index == phone_index && phone.booking_id != except) out.push_back(phone.slot_id);
  }
  return out;
}

void Ground::take_out(const Booking& booking) {
  const auto slot = slots.find(booking.slot_id);
  if (slot != slots.end())
    --(booking.status() == domain::BookingStatus::held ? slot->second.slot.hold : slot->second.slot.booked);
  std::erase_if(busy, [&](const BusyTime& time) { return time.booking_id == booking.id; });
  std::erase_if(phones, [&](const PhoneInSlot& phone) { return phone.booking_id == booking.id; });
  std::erase_if(live_holds, [&](const LiveHold& hold) { return hold.booking_id == booking.id; });
}

void Ground::put_in(const Booking& booking, const std::optional<std::string>& phone_index) {
  SlotFacts& facts = slots.at(booking.slot_id);
  const auto* held = std::get_if<domain::Held>(&booking.state);
  ++(held != nullptr ? facts.slot.hold : facts.slot.booked);
  if (held != nullptr) live_holds.push_back({booking.owner, booking.id});
  if (phone_index) phones.push_back({booking.slot_id, booking.id, *phone_index});
  if (!booking.stylist_id) return;
  for (const TimeRange& range : facts.slot.busy()) {
    busy.push_back({*booking.stylist_id, booking.slot_id, booking.id, range,
                    held != nullptr ? std::optional(held->expires_at) : std::nullopt});
  }
}

}  // namespace salon::storage
