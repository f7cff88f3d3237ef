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

constexpr Statement stylists_statement{R"sql(
  SELECT id, stylist_id, start_at, active_offsets FROM slot_instances WHERE id = ANY($1::uuid[])
)sql"};

constexpr Statement due_statement{R"sql(
  SELECT b.slot_id, s.stylist_id, s.start_at, s.active_offsets
    FROM bookings b JOIN slot_instances s ON s.id = b.slot_id
   WHERE b.status = 'held' AND b.hold_expires_at <= coalesce($3::timestamptz, clock_timestamp())
     AND (b.slot_id = ANY($1::uuid[]) OR b.stylist_id = ANY($2::uuid[]))
)sql"};

constexpr Statement lock_slots_statement{"SELECT " SALON_SLOT_FACTS
                                         " WHERE s.id = ANY($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE OF s"};

constexpr Statement due_bookings_statement{"SELECT " SALON_BOOKING_COLUMNS R"sql(
    FROM bookings b JOIN locations l ON l.id = b.location_id
   WHERE b.status = 'held' AND b.hold_expires_at <= $2 AND b.slot_id = ANY($1::uuid[])
   ORDER BY b.id FOR NO KEY UPDATE OF b
)sql"};

constexpr Statement live_statement{R"sql(
  SELECT slot_id, min(hold_expires_at) FROM bookings
   WHERE status = 'held' AND hold_expires_at > $2 AND slot_id = ANY($1::uuid[]) GROUP BY slot_id
)sql"};

constexpr Statement busy_statement{R"sql(
  SELECT DISTINCT a.resource_id, a.slot_id, a.booking_id, a.during, CASE WHEN b.status = 'held' THEN b.hold_expires_at END
    FROM unnest($1::uuid[], $2::tstzrange[]) AS wanted(stylist_id, during)
    JOIN allocations a ON a.live AND a.resource_id = wanted.stylist_id AND a.during && wanted.during
    JOIN bookings b ON b.id = a.booking_id
)sql"};

constexpr Statement holds_statement{R"sql(
  SELECT user_id, session_id FROM bookings
   WHERE status = 'held' AND hold_expires_at > $3 AND (user_id = ANY($1::uuid[]) OR session_id = ANY($2::uuid[]))
)sql"};

constexpr Statement phones_statement{R"sql(
  SELECT slot_id, id, phone_index FROM bookings
   WHERE slot_id = ANY($1::uuid[]) AND phone_index = ANY($2::bytea[]) AND status IN ('held', 'confirmed')
     AND NOT (status = 'held' AND hold_expires_at <= $3)
)sql"};

// Where and when a slot keeps its stylist busy.
struct SlotBusy {
  SlotId id;
  std::optional<StylistId> stylist_id;
  std::vector<TimeRange> busy;
};

std::vector<TimeRange> ranges_of(Instant start, const std::vector<domain::ActiveOffset>& offsets) {
  std::vector<TimeRange> out;
  for (const domain::ActiveOffset& offset : offsets) {
    out.push_back({start + domain::minutes{offset.from}, start + domain::minutes{offset.to}});
  }
  return out;
}

SlotBusy read_slot_busy(RowReader& row) {
  SlotBusy slot;
  slot.id = row.get<SlotId>();
  slot.stylist_id = row.get<std::optional<StylistId>>();
  const Instant start = row.get<Instant>();
  slot.busy = ranges_of(start, read_offsets(row));
  return slot;
}

bool stands_in_the_way(const SlotBusy& held, const SlotBusy& wanted) {
  if (held.id == wanted.id) return true;
  if (!held.stylist_id || held.stylist_id != wanted.stylist_id) return false;
  return std::ranges::any_of(held.busy, [&](const TimeRange& one) {
    return std::ranges::any_of(wanted.busy, [&](const TimeRange& other) { return one.overlaps(other); });
  });
}

void add_owner_locks(const std::vector<domain::BookingOwner>& owners, std::vector<std::int64_t>& numbers) {
  for (const domain::BookingOwner& owner : owners) {
    if (owner.user) numbers.push_back(lock_number("owner", owner.user->text()));
    if (owner.session) numbers.push_back(lock_number("owner", owner.session->text()));
  }
}

std::vector<StylistId> stylists_of(const std::vector<SlotBusy>& slots) {
  std::set<StylistId> unique;
  for (const SlotBusy& slot : slots) {
    if (slot.stylist_id) unique.insert(*slot.stylist_id);
  }
  return {unique.begin(), unique.end()};
}

Task<std::vector<SlotBusy>> busy_of_slots(Transaction& transaction, const std::vector<SlotId>& ids) {
  const Params params = Params::of(ids);
  auto asking = transaction.run(stylists_statement, params);
  const Rows rows = co_await asking;
  co_return rows.map(read_slot_busy);
}

// The slots whose due holds stand in the way of a wanted one.
Task<std::set<SlotId>> due_in_the_way(Transaction& transaction, const std::vector<SlotBusy>& wanted) {
  std::set<SlotId> found;
  std::vector<SlotId> ids;
  for (const SlotBusy& slot : wanted) ids.push_back(slot.id);
  if (ids.empty()) co_return found;
  const Params params = Params::of(ids, stylists_of(wanted), transaction.database().clock.fixed());
  auto asking = transaction.run(due_statement, params);
  const Rows rows = co_await asking;
  for (const SlotBusy& held : rows.map(read_slot_busy)) {
    const bool is_in_the_way =
        std::ranges::any_of(wanted, [&](const SlotBusy& slot) { return stands_in_the_way(held, slot); });
    if (is_in_the_way) found.insert(held.id);
  }
  co_return found;
}

Task<void> read_holds_and_phones(Transaction& transaction, const GroundQuery& query, Ground& ground) {
  std::vector<domain::AccountId> users;
  std::vector<domain::SessionId> sessions;
  for (const domain::BookingOwner& owner : query.owners) {
    if (owner.user) users.push_back(*owner.user);
    if (owner.session) sessions.push_back(*owner.session);
  }
  if (!users.empty() || !sessions.empty()) {
    const Params params = Params::of(users, sessions, ground.now);
    auto asking = transaction.run(holds_statement, params);
    const Rows rows = co_await asking;
    ground.live_holds = rows.map([](RowReader& row) {
      domain::BookingOwner owner;
      owner.user = row.get<std::optional<domain::AccountId>>();
      owner.session = row.get<std::optional<domain::SessionId>>();
      return owner;
    });
  }
  if (!query.phones.empty() && !query.wanted.empty()) {
    const Params params = Params::of(query.wanted, query.phones, ground.now);
    auto asking = transaction.run(phones_statement, params);
    const Rows rows = co_await asking;
    ground.phones = rows.map([](RowReader& row) {
      PhoneInSlot phone;
      phone.slot_id = row.get<SlotId>();
      phone.booking_id = row.get<BookingId>();
      phone.phone_index = row.get<Bytes>().bytes;
      return phone;
    });
  }
}

Task<void> read_busy(Transaction& transaction, const std::vector<SlotBusy>& wanted, const std::set<SlotId>& expiring,
                     Ground& ground) {
  std::vector<StylistId> stylists;
  std::vector<TimeRange> ranges;
  for (const SlotBusy& slot : wanted) {
    for (const TimeRange& range : slot.busy) {
      if (!slot.stylist_id) continue;
      stylists.push_back(*slot.stylist_id);
      ranges.push_back(range);
    }
  }
  if (stylists.empty()) co_return;
  const Params params = Params::of(stylists, ranges);
  auto asking = transaction.run(busy_statement, params);
  const Rows rows = co_await asking;
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    BusyTime busy;
    busy.stylist_id = row.get<StylistId>();
    busy.slot_id = row.get<SlotId>();
    busy.booking_id = row.get<BookingId>();
    busy.during = row.get<TimeRange>();
    busy.hold_expires_at = row.get<std::optional<Instant>>();
    // A hold that ran out between the locks and the clock is not among those expired here: it still counts, for its
    // rows still stand.
    const bool is_left_standing = !busy.counts_at(ground.now) && !expiring.contains(busy.slot_id);
    if (is_left_standing) busy.hold_expires_at.reset();
    ground.busy.push_back(busy);
  }
}

// Due holds of `expiring` slots and of the wanted ones, and when the live ones end.
Task<void> read_slot_holds(Transaction& transaction, const std::vector<SlotId>& slots, Ground& ground) {
  if (slots.empty()) co_return;
  const Params params = Params::of(slots, ground.now);
  auto asking_due = transaction.run(due_bookings_statement, params);
  const Rows due = co_await asking_due;
  const ports::SecretBox& secrets = transaction.secrets();
  ground.due = due.map([&secrets](RowReader& row) { return read_booking(row, secrets); });
  auto asking_live = transaction.run(live_statement, params);
  const Rows live = co_await asking_live;
  for (int i = 0; i < live.size(); ++i) {
    RowReader row = live.row(i);
    const auto id = row.get<SlotId>();
    const auto slot = ground.slots.find(id);
    if (slot != ground.slots.end()) slot->second.situation.earliest_hold_expiry = row.get<Instant>();
  }
}

}  // namespace

bool is_same_owner(const domain::BookingOwner& one, const domain::BookingOwner& other) {
  return (one.user && one.user == other.user) || (one.session && one.session == other.session);
}

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
  facts.price.currency = domain::Currency::parse(row.get<std::string>()).value();
  facts.hold = domain::minutes{row.get<int>()};
  facts.cancellation_window = domain::minutes{row.get<int>()};
  return facts;
}

Task<Ground> take_ground(Transaction& transaction, GroundQuery query) {
  std::vector<SlotId> named = query.wanted;
  named.insert(named.end(), query.also_locked.begin(), query.also_locked.end());
  auto asking_named = busy_of_slots(transaction, named);
  const std::vector<SlotBusy> known = co_await asking_named;

  std::vector<std::int64_t> owner_numbers;
  add_owner_locks(query.owners, owner_numbers);
  auto locking_owners = take_locks(transaction, std::move(owner_numbers));
  co_await locking_owners;
  std::vector<std::int64_t> stylist_numbers;
  for (const StylistId& stylist : stylists_of(known)) stylist_numbers.push_back(lock_number("stylist", stylist.text()));
  auto locking_stylists = take_locks(transaction, std::move(stylist_numbers));
  co_await locking_stylists;

  std::vector<SlotBusy> wanted;
  std::ranges::copy_if(known, std::back_inserter(wanted), [&](const SlotBusy& slot) {
    return std::ranges::find(query.wanted, slot.id) != query.wanted.end();
  });
  auto finding_due = due_in_the_way(transaction, wanted);
  std::set<SlotId> expiring = co_await finding_due;
  std::set<SlotId> locked = expiring;
  for (const SlotBusy& slot : known) locked.insert(slot.id);
  const Params lock_params = Params::of(std::vector<SlotId>(locked.begin(), locked.end()));
  auto locking_slots = transaction.run(lock_slots_statement, lock_params);
  const Rows rows = co_await locking_slots;

  Ground ground;
  auto asking_time = transaction.now();
  ground.now = co_await asking_time;
  for (SlotFacts& facts : rows.map(read_slot_facts)) ground.slots.emplace(facts.slot.id, std::move(facts));
  for (const SlotBusy& slot : wanted) expiring.insert(slot.id);
  const std::vector<SlotId> expiring_slots(expiring.begin(), expiring.end());
  auto reading_holds = read_slot_holds(transaction, expiring_slots, ground);
  co_await reading_holds;
  auto reading_busy = read_busy(transaction, wanted, expiring, ground);
  co_await reading_busy;
  auto reading_rest = read_holds_and_phones(transaction, query, ground);
  co_await reading_rest;
  co_return ground;
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
  return static_cast<int>(std::ranges::count_if(
      live_holds, [&](const domain::BookingOwner& other) { return is_same_owner(owner, other); }));
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
}

void Ground::put_in(const Booking& booking, const std::optional<std::string>& phone_index) {
  SlotFacts& facts = slots.at(booking.slot_id);
  const auto* held = std::get_if<domain::Held>(&booking.state);
  ++(held != nullptr ? facts.slot.hold : facts.slot.booked);
  if (held != nullptr) live_holds.push_back(booking.owner);
  if (phone_index) phones.push_back({booking.slot_id, booking.id, *phone_index});
  if (!booking.stylist_id) return;
  for (const TimeRange& range : facts.slot.busy()) {
    busy.push_back({*booking.stylist_id, booking.slot_id, booking.id, range,
                    held != nullptr ? std::optional(held->expires_at) : std::nullopt});
  }
}

}  // namespace salon::storage
