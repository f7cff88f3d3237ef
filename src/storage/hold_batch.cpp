#include "storage/hold_batch.hpp"

#include "storage/booking_rows.hpp"

namespace salon::storage {

using domain::Booking;
using domain::Refusal;

HoldBatch::HoldBatch(Transaction& transaction, std::vector<const ports::PlaceHold*> holds)
    : transaction_(transaction), holds_(std::move(holds)), answers_(holds_.size()), phones_(holds_.size()) {
  for (std::size_t i = 0; i < holds_.size(); ++i) {
    const auto& phone = holds_[i]->wish.customer.phone;
    if (phone) phones_[i] = phone_index(transaction_.secrets(), *phone).bytes;
  }
}

// In the order of the keys' locks, so that two batches never wait for each other.
Task<void> HoldBatch::look_up_keys() {
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  for (std::size_t i = 0; i < holds_.size(); ++i) {
    if (holds_[i]->once.key) order.emplace_back(key_lock(*holds_[i]->once.key), i);
  }
  std::ranges::sort(order);
  for (const auto& [number, index] : order) {
    auto looking = look_up(transaction_, *holds_[index]->once.key);
    domain::Result<std::optional<domain::Answer>> before = co_await looking;
    if (!before) {
      answers_[index] = std::unexpected(std::move(before.error()));
    } else if (*before) {
      answers_[index] = std::move(**before);
    }
  }
}

GroundQuery HoldBatch::query() const {
  GroundQuery query;
  for (std::size_t i = 0; i < holds_.size(); ++i) {
    if (answers_[i]) continue;
    for (const auto& item : holds_[i]->wish.items) query.wanted.push_back(item.slot_id);
    query.owners.push_back(holds_[i]->wish.owner);
    if (phones_[i]) query.phones.push_back(Bytes{*phones_[i]});
  }
  return query;
}

void HoldBatch::decide(std::size_t index, Ground& ground, BookingWriter& writer) {
  const ports::PlaceHold& hold = *holds_[index];
  std::vector<domain::SlotId> wanted;
  for (const auto& item : hold.wish.items) wanted.push_back(item.slot_id);
  const std::vector<domain::SlotFacts> slots = ground.facts_of(wanted);
  const std::vector<domain::SlotId> of_phone =
      phones_[index] ? ground.slots_of_phone(*phones_[index]) : std::vector<domain::SlotId>();
  domain::HoldFacts facts;
  facts.slots = slots;
  facts.busy = ground.busy;
  facts.live_holds_of_owner = ground.live_holds_of(hold.wish.owner);
  facts.slots_of_phone = of_phone;
  domain::Result<std::vector<Booking>> bookings = domain::decide_hold(hold.wish, facts, ground.now);
  if (bookings && hold.wish.confirm_at_once) {
    // Held and confirmed in one step are two transitions, and two events tell of them.
    for (Booking& booking : *bookings) ++booking.version;
  }
  const bool is_remembered = bookings.has_value() || domain::is_decided_under_locks(bookings.error().why);
  if (!is_remembered || (!bookings && !hold.once.key)) {
    answers_[index] = std::unexpected(bookings.error());
    return;
  }
  domain::Reply reply = hold.once.reply(bookings);
  if (bookings) {
    for (std::size_t i = 0; i < bookings->size(); ++i) {
      const Booking& booking = (*bookings)[i];
      writer.add(booking, ground.slots.at(booking.slot_id).slot, hold.once.by);
      ground.put_in(booking, phones_[index]);
      if (i < hold.tokens.size()) writer.add_token({booking.id, hold.tokens[i]});
    }
  }
  if (hold.once.key) {
    const auto booking_id = bookings ? std::optional(bookings->front().id) : std::nullopt;
    remember_.push_back({*hold.once.key, reply, booking_id});
  }
  answers_[index] = domain::Answer{std::move(reply), false};
}

Task<std::vector<HoldAnswer>> HoldBatch::run() {
  auto looking = look_up_keys();
  co_await looking;
  GroundQuery wanted = query();
  if (!wanted.wanted.empty()) {
    auto taking = take_ground(transaction_, std::move(wanted));
    Ground ground = co_await taking;
    BookingWriter writer;
    expire_due_holds(ground, writer, holds_.front()->once.by);
    for (std::size_t i = 0; i < holds_.size(); ++i) {
      if (!answers_[i]) decide(i, ground, writer);
    }
    auto flushing = writer.flush(transaction_);
    const bool is_free = co_await flushing;
    if (!is_free) throw AllocationRefused();
    auto remembering = remember(transaction_, std::move(remember_), ground.now);
    co_await remembering;
  }
  std::vector<HoldAnswer> out;
  for (std::optional<HoldAnswer>& answer : answers_) {
    out.push_back(answer ? std::move(*answer) : domain::refuse(Refusal::validation_failed, "A booking needs a time."));
  }
  co_return out;
}

}  // namespace salon::storage
