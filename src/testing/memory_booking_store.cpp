#include "testing/memory_booking_store.hpp"

#include <algorithm>

#include "testing/memory_ledger.hpp"
#include "testing/memory_once.hpp"

namespace salon::testing {

using domain::Answer;
using domain::Booking;
using domain::BookingId;
using domain::EventType;
using domain::Instant;
using domain::Refusal;
using domain::Result;
using domain::SlotFacts;
using domain::SlotId;

namespace {

using BookingAsSeen = MemoryBookingStore::BookingAsSeen;
using DecidedBooking = Decided<Booking>;

// The times wished for with all that is true of them.
struct HoldGround {
  std::vector<SlotFacts> slots;
  std::vector<domain::BusyTime> busy;
  std::vector<SlotId> slots_of_phone;
};

HoldGround ground_of(const MemoryBrand& brand, std::span<const SlotId> wished, const PhoneQuestion& phone,
                     Instant now) {
  HoldGround ground;
  std::set<domain::StylistId> stylists;
  for (const SlotId id : std::set<SlotId>(wished.begin(), wished.end())) {
    const auto kept = brand.slots.find(id);
    if (kept == brand.slots.end()) continue;
    ground.slots.push_back(facts_of(brand, kept->second.slot, now));
    if (kept->second.slot.stylist_id) stylists.insert(*kept->second.slot.stylist_id);
  }
  for (const domain::StylistId stylist : stylists) {
    const auto busy = busy_of(brand, stylist);
    ground.busy.insert(ground.busy.end(), busy.begin(), busy.end());
  }
  ground.slots_of_phone = slots_of_phone(brand, phone, now);
  return ground;
}

void write_new_bookings(MemoryBrand& brand, const ports::PlaceHold& hold, const std::vector<Booking>& bookings) {
  for (std::size_t i = 0; i < bookings.size(); ++i) {
    Booking first = bookings[i];
    first.version = 1;
    write_booking(brand, hold.once.by, {nullptr, first, EventType::booking_created});
    if (hold.wish.confirm_at_once) {
      write_booking(brand, hold.once.by, {&first, bookings[i], EventType::booking_confirmed});
    }
    if (i < hold.tokens.size()) brand.tokens.emplace(bookings[i].id, hold.tokens[i]);
  }
}

Result<Answer> place_one(MemoryBrand& brand, const ports::PlaceHold& hold) {
  const domain::HoldWish& wish = hold.wish;
  return do_once(brand, hold.once, [&](Instant now) -> Decided<std::vector<Booking>> {
    std::vector<SlotId> wished;
    for (const auto& item : wish.items) wished.push_back(item.slot_id);
    expire_in_the_way(brand, wished, wish.owner, hold.once.by.request_id);
    const PhoneQuestion phone{wished, wish.customer.phone, {}};
    const HoldGround ground = ground_of(brand, wished, phone, now);
    domain::HoldFacts facts;
    facts.slots = ground.slots;
    facts.busy = ground.busy;
    facts.slots_of_phone = ground.slots_of_phone;
    facts.live_holds_of_owner = count_live_holds(brand, wish.owner, now);
    auto bookings = domain::decide_hold(wish, facts, now);
    if (!bookings) return refused<std::vector<Booking>>(std::move(bookings.error()));
    // Held and confirmed in one step are two transitions, as two events tell (D50).
    if (wish.confirm_at_once) {
      for (Booking& booking : *bookings) ++booking.version;
    }
    auto write = [&brand, &hold, made = *bookings] { write_new_bookings(brand, hold, made); };
    return {std::move(bookings), std::move(write)};
  });
}

DecidedBooking moved_on(MemoryBrand& brand, const ports::Requester& by, const Booking& before,
                        Result<domain::Transition> decided, EventType event) {
  if (!decided) return refused<Booking>(std::move(decided.error()));
  if (!decided->changed) return {std::move(decided->booking), {}};
  auto write = [&brand, by, before, after = decided->booking, event] {
    write_booking(brand, by, {&before, after, event});
  };
  return {std::move(decided->booking), std::move(write)};
}

// A change of one booking: found, no longer held if its hold is over, and as the caller saw it, before anything is
// decided about it.
template <class Decide>
Result<Answer> change_once(MemoryBrand& brand, const BookingAsSeen& booking, const ports::Once<Booking>& once,
                           EventType event, Decide decide) {
  return do_once(brand, once, [&](Instant now) -> DecidedBooking {
    const auto found = brand.bookings.find(booking.id);
    if (found == brand.bookings.end()) return refused<Booking>(Refusal::not_found, "There is no such booking.");
    expire_if_due(brand, booking.id, once.by.request_id, now);
    const Booking before = found->second;
    auto current = booking.if_version.check(before.version);
    if (!current) return refused<Booking>(std::move(current.error()));
    return moved_on(brand, once.by, before, decide(before, now), event);
  });
}

Result<Answer> confirm_now(MemoryBrand& brand, BookingId id, domain::ConfirmWish wish,
                           const ports::Once<Booking>& once) {
  return change_once(brand, id, once, EventType::booking_confirmed, [&](const Booking& before, Instant now) {
    const auto& phone = wish.customer.phone ? wish.customer.phone : before.customer.phone;
    const std::vector<BookingId> same_slot = brand.live_of_slot[before.slot_id];
    for (const BookingId other : same_slot) {
      const bool is_in_the_way = other != id && phone && brand.bookings.at(other).customer.phone == phone;
      if (is_in_the_way) expire_if_due(brand, other, once.by.request_id, now);
    }
    const PhoneQuestion question{std::span(&before.slot_id, 1), phone, id};
    wish.phone_has_slot = !slots_of_phone(brand, question, now).empty();
    return domain::decide_confirm(before, wish, now);
  });
}

Result<Answer> cancel_now(MemoryBrand& brand, const BookingAsSeen& booking, domain::Viewer viewer,
                          const std::string& reason, const ports::Once<Booking>& once) {
  auto answer =
      change_once(brand, booking, once, EventType::booking_cancelled, [&](const Booking& before, Instant now) {
        const domain::CancelWish wish{viewer, brand.locations.at(before.location_id).cancellation_window};
        return domain::decide_cancel(before, wish, now);
      });
  const auto found = brand.bookings.find(booking.id);
  const bool is_cancelled = found != brand.bookings.end() && found->second.status() == domain::BookingStatus::cancelled;
  // The reason first given is the one that counts.
  if (is_cancelled && !reason.empty()) brand.cancel_reasons.try_emplace(booking.id, reason);
  return answer;
}

Result<Answer> reschedule_now(MemoryBrand& brand, const BookingAsSeen& booking, SlotId target,
                              const domain::RescheduleWish& wish, const ports::Once<Booking>& once) {
  return change_once(brand, booking, once, EventType::booking_rescheduled,
                     [&](const Booking& before, Instant now) -> Result<domain::Transition> {
                       const auto kept = brand.slots.find(target);
                       if (kept == brand.slots.end())
                         return domain::refuse(Refusal::not_found, "There is no such time.");
                       const std::span wished(&target, 1);
                       expire_in_the_way(brand, wished, {}, once.by.request_id);
                       const PhoneQuestion phone{wished, before.customer.phone, before.id};
                       const HoldGround ground = ground_of(brand, wished, phone, now);
                       domain::HoldFacts facts;
                       facts.slots = ground.slots;
                       facts.busy = ground.busy;
                       facts.slots_of_phone = ground.slots_of_phone;
                       return domain::decide_reschedule(before, ground.slots.front(), facts, wish, now);
                     });
}

Result<Answer> attend_now(MemoryBrand& brand, const BookingAsSeen& booking, domain::Attendance attendance,
                          const ports::Once<Booking>& once) {
  return change_once(brand, booking, once, EventType::attendance_changed,
                     [&](const Booking& before, Instant) { return domain::decide_attendance(before, attendance); });
}

Result<Answer> note_now(MemoryBrand& brand, const BookingAsSeen& booking, const std::optional<domain::Notes>& notes,
                        const ports::Once<Booking>& once) {
  return change_once(brand, booking, once, EventType::booking_updated,
                     [&](const Booking& before, Instant) -> Result<domain::Transition> {
                       if (before.customer.notes == notes) return domain::Transition{before, false};
                       Booking noted = before;
                       noted.customer.notes = notes;
                       ++noted.version;
                       return domain::Transition{std::move(noted), true};
                     });
}

int expire_now(MemoryBrand& brand, int limit) {
  const Instant now = brand.clock.now();
  std::vector<std::pair<Instant, BookingId>> due;
  for (const BookingId id : brand.holds) {
    const auto& held = std::get<domain::Held>(brand.bookings.at(id).state);
    if (held.expires_at <= now) due.emplace_back(held.expires_at, id);
  }
  std::ranges::sort(due);
  due.resize(std::min(due.size(), static_cast<std::size_t>(std::max(limit, 0))));
  for (const auto& [expires_at, id] : due) expire_if_due(brand, id, "", now);
  return static_cast<int>(due.size());
}

}  // namespace

auto MemoryBookingStore::place_holds(std::vector<ports::PlaceHold> holds) -> Task<std::vector<Answered>> {
  std::vector<Answered> answers;
  answers.reserve(holds.size());
  for (const ports::PlaceHold& hold : holds) answers.push_back(place_one(brand_, hold));
  co_return std::move(answers);
}

auto MemoryBookingStore::confirm(BookingId id, domain::ConfirmWish wish, OnceBooking once) -> Task<Answered> {
  co_return confirm_now(brand_, id, std::move(wish), once);
}

auto MemoryBookingStore::cancel(BookingAsSeen booking, domain::Viewer viewer, std::string reason, OnceBooking once)
    -> Task<Answered> {
  co_return cancel_now(brand_, booking, viewer, reason, once);
}

auto MemoryBookingStore::reschedule(BookingAsSeen booking, SlotId target, domain::RescheduleWish wish, OnceBooking once)
    -> Task<Answered> {
  co_return reschedule_now(brand_, booking, target, wish, once);
}

auto MemoryBookingStore::set_attendance(BookingAsSeen booking, domain::Attendance attendance, OnceBooking once)
    -> Task<Answered> {
  co_return attend_now(brand_, booking, attendance, once);
}

auto MemoryBookingStore::set_notes(BookingAsSeen booking, std::optional<domain::Notes> notes, OnceBooking once)
    -> Task<Answered> {
  co_return note_now(brand_, booking, notes, once);
}

auto MemoryBookingStore::expire_due(int limit) -> Task<int> { co_return expire_now(brand_, limit); }

auto MemoryBookingStore::recall(domain::OnceKey key) -> Task<Result<std::optional<Answer>>> {
  co_return domain::decide_replay(key, remembered_reply(brand_, key), brand_.clock.now());
}

auto MemoryBookingStore::find(BookingId id) -> Task<std::optional<Booking>> {
  const auto found = brand_.bookings.find(id);
  if (found == brand_.bookings.end()) co_return std::nullopt;
  co_return found->second;
}

auto MemoryBookingStore::token_opens(BookingId id, ports::TokenHash token) -> Task<bool> {
  co_return brand_.tokens.contains({id, token});
}

auto MemoryBookingStore::live_hold(domain::BookingOwner owner, domain::ServiceId service, domain::Date date)
    -> Task<std::optional<Booking>> {
  const Instant at = brand_.clock.now();
  for (const BookingId id : brand_.holds) {
    const Booking& booking = brand_.bookings.at(id);
    const bool is_wanted = booking.service_id == service && brand_.slots.at(booking.slot_id).slot.date == date;
    if (is_wanted && is_same_owner(booking.owner, owner) && !is_due(booking, at)) co_return booking;
  }
  co_return std::nullopt;
}

auto MemoryBookingStore::now() -> Task<Instant> { co_return brand_.clock.now(); }

}  // namespace salon::testing
