// Requests that share one transaction: facts read for all, decided one by one in the order they came, written
// set-based (D31, D32, D35).
#pragma once

#include "storage/booking_ground.hpp"
#include "storage/booking_request.hpp"
#include "storage/booking_writer.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

class BookingBatch {
 public:
  using Answered = domain::Result<domain::Answer>;
  // No answer: somebody else has a lock that it needs, and nothing was done about it.
  using Outcomes = std::vector<std::optional<Answered>>;

  // No two of the requests may have the same key or change the same booking.
  BookingBatch(Transaction& transaction, std::vector<const BookingRequest*> requests, Locking locking);

  // One outcome a request, in order. Throws PgRefused when a constraint has the last word, KeyIsBusy when a key's lock
  // was waited for in vain: everything is undone.
  Task<Outcomes> run();
  // Holds that ran out and were tidied up on the way.
  [[nodiscard]] int expired() const { return expired_; }

 private:
  // What one request needs locked, and what became of it.
  struct Case {
    const BookingRequest* request;
    std::vector<domain::SlotId> slots;         // to decide about
    std::optional<domain::BookingId> booking;  // to change
    std::optional<domain::SlotId> slot_of_booking;
    std::optional<std::string> phone_index;  // of the phone that comes with it
    std::vector<std::int64_t> owner_locks;
    std::vector<std::int64_t> stylist_locks;
    std::optional<Answered> answer;
    bool is_left_over = false;

    [[nodiscard]] bool is_open() const { return !answer && !is_left_over; }
  };

  Task<void> take_keys();
  Task<Places> look_around();
  Task<BusyTimes> take_locks_and_recall(const Places& places);
  // Ascending within keys, owners and stylists, in this order.
  [[nodiscard]] std::vector<std::int64_t> locks_in_order() const;
  void leave_over_what_is_locked(const Rows& taken);
  void replay(const Rows& remembered, domain::Instant now);
  [[nodiscard]] GroundQuery ground_query(const Places& places) const;
  void leave_over_without_ground(const Places& places);
  void expire_due();
  void decide(Case& one);
  void decide_hold(Case& one, const ports::PlaceHold& hold);
  void decide_change(Case& one, const ChangeRequest& change);
  [[nodiscard]] domain::Result<domain::Transition> decide_wish(const ChangeRequest& change,
                                                               const domain::Booking& booking);
  [[nodiscard]] domain::Result<domain::Transition> decide_move(const MoveRequest& move, const domain::Booking& booking);
  [[nodiscard]] bool phone_has_slot(const domain::Booking& booking, const domain::CustomerDetails& given) const;

  Transaction& transaction_;
  Locking locking_;
  std::vector<Case> cases_;
  Ground ground_;
  BookingWriter writer_;
  std::vector<Remember> remember_;
  int expired_ = 0;
};

Task<BookingBatch::Outcomes> run_bookings(Transaction& transaction, std::vector<const BookingRequest*> requests,
                                          Locking locking);

class KeyIsBusy : public std::runtime_error {
 public:
  KeyIsBusy() : std::runtime_error("a request with this key is still running") {}
};

}  // namespace salon::storage
