// What each request of a batch is answered, on the ground that is locked and with what those before it changed.
#include "storage/booking_batch.hpp"
#include "storage/booking_rows.hpp"

namespace salon::storage {

using domain::Booking;
using domain::BookingId;
using domain::EventType;
using domain::Refusal;
using domain::Result;
using domain::SlotId;
using domain::Transition;

namespace {

EventType event_of(const ChangeRequest& change) {
  struct Events {
    EventType operator()(const domain::ConfirmWish&) const { return EventType::booking_confirmed; }
    EventType operator()(const CancelRequest&) const { return EventType::booking_cancelled; }
    EventType operator()(const MoveRequest&) const { return EventType::booking_rescheduled; }
    EventType operator()(domain::Attendance) const { return EventType::attendance_changed; }
    EventType operator()(const NotesRequest&) const { return EventType::booking_updated; }
    EventType operator()(const ExpireRequest&) const { return EventType::booking_expired; }
  };
  return std::visit(Events{}, change.wish);
}

Transition noted(const Booking& booking, const std::optional<domain::Notes>& notes) {
  Transition out{booking, false};
  if (booking.customer.notes == notes) return out;
  out.booking.customer.notes = notes;
  ++out.booking.version;
  out.changed = true;
  return out;
}

template <class Outcome>
bool is_remembered(const Result<Outcome>& outcome) {
  return outcome.has_value() || domain::is_decided_under_locks(outcome.error().why);
}

}  // namespace

void BookingBatch::decide(Case& one) {
  if (const auto* hold = std::get_if<ports::PlaceHold>(one.request)) return decide_hold(one, *hold);
  decide_change(one, std::get<ChangeRequest>(*one.request));
}

void BookingBatch::decide_hold(Case& one, const ports::PlaceHold& hold) {
  const std::vector<domain::SlotFacts> slots = ground_.facts_of(one.slots);
  const std::vector<SlotId> of_phone =
      one.phone_index ? ground_.slots_of_phone(*one.phone_index) : std::vector<SlotId>();
  domain::HoldFacts facts;
  facts.slots = slots;
  facts.busy = ground_.busy;
  facts.live_holds_of_owner = ground_.live_holds_of(hold.wish.owner);
  facts.slots_of_phone = of_phone;
  Result<std::vector<Booking>> bookings = domain::decide_hold(hold.wish, facts, ground_.now);
  if (bookings && hold.wish.confirm_at_once) {
    // Held and confirmed in one step are two transitions, and two events tell of them.
    for (Booking& booking : *bookings) ++booking.version;
  }
  if (!is_remembered(bookings) || (!bookings && !hold.once.key)) {
    one.answer = std::unexpected(bookings.error());
    return;
  }
  const domain::Reply reply = hold.once.reply(bookings);
  for (std::size_t i = 0; bookings && i < bookings->size(); ++i) {
    const Booking& booking = (*bookings)[i];
    writer_.add(booking, ground_.slots.at(booking.slot_id).slot, hold.once.by);
    ground_.put_in(booking, one.phone_index);
    if (i < hold.tokens.size()) writer_.add_token({booking.id, hold.tokens[i]});
  }
  if (hold.once.key) {
    const auto booking_id = bookings ? std::optional(bookings->front().id) : std::nullopt;
    remember_.push_back({*hold.once.key, reply, booking_id});
  }
  one.answer = domain::Answer{reply, false};
}

void BookingBatch::decide_change(Case& one, const ChangeRequest& change) {
  Booking& booking = ground_.bookings.at(*one.booking);
  // D34: a hold that is over expires here and now, whoever asks about it and whatever they wanted.
  if (const auto expired = domain::decide_expire(booking, ground_.now)) {
    ground_.take_out(booking);
    const domain::SlotInstance& slot = ground_.slots.at(booking.slot_id).slot;
    writer_.change(booking, expired->booking, slot, EventType::booking_expired, ground_.now,
                   the_worker_for(change.once.by));
    booking = expired->booking;
    ++expired_;
  }
  Result<Transition> decided = decide_wish(change, booking);
  Result<Booking> outcome = decided ? Result<Booking>(decided->booking) : std::unexpected(decided.error());
  if (decided && decided->changed) {
    const Booking after = decided->booking;
    const domain::SlotInstance slot = ground_.slots.at(after.slot_id).slot;
    writer_.change(booking, after, slot, event_of(change), ground_.now, change.once.by);
    if (const auto* cancel = std::get_if<CancelRequest>(&change.wish); cancel != nullptr && !cancel->reason.empty())
      writer_.add_cancel_reason(after.id, cancel->reason);
    ground_.take_out(booking);
    const auto& phone = after.customer.phone;
    if (after.is_live())
      ground_.put_in(after, phone ? std::optional(phone_index(transaction_.secrets(), *phone).bytes) : std::nullopt);
    booking = after;
  }
  if (!is_remembered(outcome) || (!outcome && !change.once.key)) {
    one.answer = std::unexpected(outcome.error());
    return;
  }
  const domain::Reply reply = change.once.reply(outcome);
  if (change.once.key) remember_.push_back({*change.once.key, reply, std::nullopt});
  one.answer = domain::Answer{reply, false};
}

Result<Transition> BookingBatch::decide_wish(const ChangeRequest& change, const Booking& booking) {
  if (auto current = change.booking.if_version.check(booking.version); !current)
    return std::unexpected(std::move(current.error()));
  const domain::Instant now = ground_.now;
  if (const auto* asked = std::get_if<domain::ConfirmWish>(&change.wish)) {
    domain::ConfirmWish wish = *asked;
    wish.phone_has_slot = phone_has_slot(booking, wish.customer);
    return domain::decide_confirm(booking, wish, now);
  }
  if (const auto* cancel = std::get_if<CancelRequest>(&change.wish)) {
    const domain::CancelWish wish{cancel->viewer, ground_.slots.at(booking.slot_id).cancellation_window};
    return domain::decide_cancel(booking, wish, now);
  }
  if (const auto* move = std::get_if<MoveRequest>(&change.wish)) return decide_move(*move, booking);
  if (const auto* attendance = std::get_if<domain::Attendance>(&change.wish))
    return domain::decide_attendance(booking, *attendance);
  if (const auto* notes = std::get_if<NotesRequest>(&change.wish)) return noted(booking, notes->notes);
  return Transition{booking, false};
}

Result<Transition> BookingBatch::decide_move(const MoveRequest& move, const Booking& booking) {
  const std::vector<domain::SlotFacts> slots = ground_.facts_of({move.target});
  if (slots.empty()) return domain::refuse(Refusal::not_found, "There is no such time.");
  std::vector<SlotId> of_phone;
  if (booking.customer.phone) {
    const std::string index = phone_index(transaction_.secrets(), *booking.customer.phone).bytes;
    of_phone = ground_.slots_of_phone(index, booking.id);
  }
  domain::HoldFacts facts;
  facts.slots = slots;
  facts.busy = ground_.busy;
  facts.slots_of_phone = of_phone;
  return domain::decide_reschedule(booking, slots.front(), facts, move.wish, ground_.now);
}

bool BookingBatch::phone_has_slot(const Booking& booking, const domain::CustomerDetails& given) const {
  const auto& phone = given.phone ? given.phone : booking.customer.phone;
  if (!phone || !booking.is_live()) return false;
  const std::string index = phone_index(transaction_.secrets(), *phone).bytes;
  const std::vector<SlotId> slots = ground_.slots_of_phone(index, booking.id);
  return std::ranges::find(slots, booking.slot_id) != slots.end();
}

}  // namespace salon::storage
