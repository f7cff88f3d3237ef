// Random days in a salon, by seed: whatever is wished for, no slot is oversold and no stylist is in two places (D3, D4,
// D20). A naive model that counts minute by minute says what should be granted; the decisions must agree both ways.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "testing/booking_builders.hpp"

namespace salon::domain {
namespace {

using namespace salon::testing;

const Instant opening = booking_now + minutes{30};

class RandomSalon {
 public:
  explicit RandomSalon(unsigned seed) : chance_(seed) {
    for (int n = 1; n <= 24; ++n) slots_.push_back(random_slot(n));
  }

  void hold() {
    HoldWish wish;
    wish.visit_id = nth<VisitId>(1);
    wish.viewer = below(4) == 0 ? Viewer::staff : Viewer::customer;
    wish.owner.session = nth<SessionId>(below(6));
    wish.customer.name = PersonName("Somebody");
    if (below(2) == 0) wish.customer.phone = phone_from_e164("+97150123456" + std::to_string(below(9))).value();
    wish.confirm_at_once = wish.viewer == Viewer::staff && below(2) == 0;
    for (int i = below(3); i >= 0; --i) wish.items.push_back({nth<BookingId>(++last_booking_), any_slot().slot.id});
    const Facts facts = facts_for(wish.customer, wish.owner);
    const auto decided = decide_hold(wish, facts.view(), now_);
    const bool granted = decided.has_value();
    EXPECT_EQ(granted, model_grants(wish)) << (granted ? "granted" : code_of(decided.error().why));
    if (!granted) return;
    expire_due();  // storage clears the due holds away before it takes their places (D31)
    bookings_.insert(bookings_.end(), decided->begin(), decided->end());
    ++granted_;
  }

  void reschedule() {
    Booking* booking = any_booking();
    if (booking == nullptr) return;
    const SlotFacts target = current(any_slot());
    const Facts facts = facts_for(booking->customer, booking->owner);
    const auto decided = decide_reschedule(*booking, target, facts.view(), {Viewer::staff}, now_);
    const bool is_over = !is_live(*booking);
    const bool possible = !is_over && (target.slot.id == booking->slot_id ||
                                       model_has_room(target.slot, booking->customer, Viewer::staff, booking->id));
    EXPECT_EQ(decided.has_value(), possible) << (decided ? "moved" : code_of(decided.error().why));
    if (!decided) return;
    *booking = decided->booking;
    expire_due();
    ++moved_;
  }

  void confirm_or_cancel() {
    Booking* booking = any_booking();
    if (booking == nullptr) return;
    const auto decided = below(2) == 0 ? decide_confirm(*booking, {.customer = {}, .viewer = Viewer::staff}, now_)
                                       : decide_cancel(*booking, {Viewer::customer, minutes{0}}, now_);
    if (decided) *booking = decided->booking;
  }

  void let_time_pass() { now_ += seconds{below(240)}; }

  void step() {
    switch (below(6)) {
      case 0:
      case 1:
        return hold();
      case 2:
        return reschedule();
      case 3:
        return confirm_or_cancel();
      case 4:
        return let_time_pass();
      default:
        return below(3) == 0 ? expire_due() : hold();
    }
  }

  void expect_nothing_is_oversold() {
    for (const SlotFacts& facts : slots_) {
      EXPECT_LE(live_in(facts.slot.id, {}), facts.slot.capacity);
      const SlotFacts stored = current(facts);
      EXPECT_LE(stored.slot.booked + stored.slot.hold, stored.slot.capacity);
    }
    for (std::size_t i = 0; i < bookings_.size(); ++i) {
      for (std::size_t j = i + 1; j < bookings_.size(); ++j) expect_apart(bookings_[i], bookings_[j]);
    }
  }

  [[nodiscard]] int granted() const { return granted_; }
  [[nodiscard]] int moved() const { return moved_; }

 private:
  struct Facts {
    std::vector<SlotFacts> slots;
    std::vector<BusyTime> busy;
    int live_holds = 0;
    std::vector<SlotId> slots_of_phone;
    [[nodiscard]] HoldFacts view() const { return {slots, busy, live_holds, slots_of_phone}; }
  };

  int below(int end) { return static_cast<int>(chance_() % static_cast<unsigned>(end)); }

  SlotFacts random_slot(int n) {
    auto slot = a_bookable_slot().id(n).starting(opening + minutes{15 * below(16)}).lasting(minutes{60});
    slot.counters(1 + below(3), 0, 0).with_stylist(1 + below(2)).minimum_notice(minutes{15});
    if (below(3) == 0) slot.active_during({{0, 15}, {45, 60}});
    if (below(4) == 0) slot.active_during({{-10, 70}});
    if (below(8) == 0) slot.without_stylist();
    return slot.build();
  }

  const SlotFacts& any_slot() { return slots_[chance_() % slots_.size()]; }
  Booking* any_booking() { return bookings_.empty() ? nullptr : &bookings_[chance_() % bookings_.size()]; }
  [[nodiscard]] const SlotInstance& slot_of(SlotId id) const {
    return std::ranges::find(slots_, id, [](const SlotFacts& facts) { return facts.slot.id; })->slot;
  }

  [[nodiscard]] bool is_live(const Booking& booking) const {
    const auto* held = std::get_if<Held>(&booking.state);
    return held != nullptr ? held->expires_at > now_ : booking.status() == BookingStatus::confirmed;
  }

  void expire_due() {
    for (Booking& booking : bookings_) {
      if (auto expired = decide_expire(booking, now_)) booking = expired->booking;
    }
  }

  // The slot as its row has it: due holds still in the counter until they are tidied away.
  [[nodiscard]] SlotFacts current(SlotFacts facts) const {
    for (const Booking& booking : bookings_) {
      if (booking.slot_id != facts.slot.id || !booking.is_live()) continue;
      ++(booking.status() == BookingStatus::held ? facts.slot.hold : facts.slot.booked);
      if (!is_live(booking)) ++facts.situation.due_holds;
    }
    return facts;
  }

  [[nodiscard]] Facts facts_for(const CustomerDetails& customer, const BookingOwner& owner) const {
    Facts facts;
    for (const SlotFacts& slot : slots_) facts.slots.push_back(current(slot));
    for (const Booking& booking : bookings_) {
      if (!booking.is_live()) continue;
      std::ranges::copy(busy_times_of(booking, slot_of(booking.slot_id)), std::back_inserter(facts.busy));
      if (!is_live(booking)) continue;
      if (booking.status() == BookingStatus::held && booking.owner == owner) ++facts.live_holds;
      if (customer.phone && booking.customer.phone == customer.phone) facts.slots_of_phone.push_back(booking.slot_id);
    }
    return facts;
  }

  // From here on the naive model: counts live bookings and walks the minutes one by one.
  [[nodiscard]] int live_in(SlotId slot, std::optional<BookingId> without) const {
    return static_cast<int>(std::ranges::count_if(bookings_, [&](const Booking& booking) {
      return booking.slot_id == slot && booking.id != without && is_live(booking);
    }));
  }

  [[nodiscard]] static bool works_in(const SlotInstance& slot, Instant minute) {
    return std::ranges::any_of(slot.active, [&](const ActiveOffset& offset) {
      return minute >= slot.start_at + minutes{offset.from} && minute < slot.start_at + minutes{offset.to};
    });
  }

  [[nodiscard]] static bool need_one_stylist_at_once(const SlotInstance& one, const SlotInstance& other) {
    if (one.id == other.id || !one.stylist_id || one.stylist_id != other.stylist_id) return false;
    for (Instant minute = opening - minutes{30}; minute < opening + minutes{400}; minute += minutes{1}) {
      if (works_in(one, minute) && works_in(other, minute)) return true;
    }
    return false;
  }

  [[nodiscard]] bool model_has_room(const SlotInstance& slot, const CustomerDetails& customer, Viewer viewer,
                                    std::optional<BookingId> without) const {
    const bool in_time = viewer == Viewer::staff ? now_ < slot.end_at : now_ + minutes{15} <= slot.start_at;
    if (!in_time || live_in(slot.id, without) >= slot.capacity) return false;
    return std::ranges::none_of(bookings_, [&](const Booking& booking) {
      if (!is_live(booking) || booking.id == without) return false;
      const bool same_phone = customer.phone && booking.customer.phone == customer.phone && booking.slot_id == slot.id;
      return same_phone || need_one_stylist_at_once(slot, slot_of(booking.slot_id));
    });
  }

  // Books the items one after the other in the model's own list, and takes them out again.
  bool model_grants(const HoldWish& wish) {
    const std::size_t before = bookings_.size();
    const auto holds = std::ranges::count_if(bookings_, [&](const Booking& booking) {
      return booking.owner == wish.owner && booking.status() == BookingStatus::held && is_live(booking);
    });
    bool granted = wish.viewer == Viewer::staff || holds + std::ssize(wish.items) <= 3;
    for (const HoldWish::Item& item : wish.items) {
      granted = granted && model_has_room(slot_of(item.slot_id), wish.customer, wish.viewer, std::nullopt);
      Booking booking = a_booking().confirmed_at(now_).customer(wish.customer).build();
      booking.id = item.booking_id;
      booking.slot_id = item.slot_id;
      bookings_.push_back(booking);
    }
    bookings_.resize(before);
    return granted;
  }

  void expect_apart(const Booking& one, const Booking& other) const {
    if (!is_live(one) || !is_live(other)) return;
    EXPECT_FALSE(need_one_stylist_at_once(slot_of(one.slot_id), slot_of(other.slot_id)));
    const bool same_phone = one.customer.phone && one.customer.phone == other.customer.phone;
    EXPECT_FALSE(same_phone && one.slot_id == other.slot_id);
  }

  std::mt19937 chance_;
  Instant now_ = booking_now;
  std::vector<SlotFacts> slots_;
  std::vector<Booking> bookings_;
  int last_booking_ = 0;
  int granted_ = 0;
  int moved_ = 0;
};

TEST(RandomWishes, D4_no_slot_is_oversold_and_no_stylist_is_in_two_places_whatever_is_wished) {
  int granted = 0;
  int moved = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    RandomSalon salon(seed);
    for (int step = 0; step < 150; ++step) {
      salon.step();
      if (HasFailure()) return;
      if (step % 25 == 24) salon.expect_nothing_is_oversold();
    }
    granted += salon.granted();
    moved += salon.moved();
  }
  // The days are busy enough to prove something.
  EXPECT_GT(granted, 300);
  EXPECT_GT(moved, 100);
}

}  // namespace
}  // namespace salon::domain
