// Group commit: what is asked while a transaction runs shares the next one. Nothing waits for company: a request that
// finds a lane free goes at once, alone.
//   Quick lanes never wait for a lock. What they find locked by others comes again in the next batch, and then goes to
//   the patient lane, which does wait, so that one locked time makes nobody wait but those who want it.
// Belongs to a loop. Source: performance.md "group commit in the application".
#pragma once

#include <chrono>
#include <deque>

#include "storage/booking_batch.hpp"

namespace salon::storage {

class BookingBatcher {
 public:
  using Answered = domain::Result<domain::Answer>;
  explicit BookingBatcher(Database& database) : database_(database) {}

  // One answer each, in order. ports::Unavailable: too many wait already, or too long.
  Task<std::vector<Answered>> run(std::vector<BookingRequest> requests);
  Task<Answered> run(BookingRequest request);

 private:
  // Somebody who waits until all they asked for is answered.
  struct Caller {
    std::size_t open = 0;
    std::exception_ptr error;
    std::coroutine_handle<> waiting;
  };
  struct Entry {
    const BookingRequest* request;
    Caller* caller;
    std::chrono::steady_clock::time_point until;
    std::optional<Answered> answer;
    int times_left_over = 0;
  };
  using Batch = std::vector<Entry*>;
  struct AllAnswered;
  class Turn;

  void start();
  [[nodiscard]] Batch next_batch();
  [[nodiscard]] Batch next_patient_batch();
  void give_up_the_late();
  void launch(Batch batch, Locking locking);
  Task<void> carry_out(Batch batch, Locking locking);
  Task<void> together(Batch& batch, Locking locking, Turn& turn);
  Task<BookingBatch::Outcomes> decide(Transaction& transaction, const std::vector<const BookingRequest*>& requests,
                                      Locking locking, Turn& turn);
  Task<void> one_by_one(Batch& batch);
  Task<std::optional<Answered>> alone(const BookingRequest& request, Locking locking, Turn& turn);
  void finish(Batch batch, Locking locking);
  static void fail(Entry& entry, std::exception_ptr error);
  static void tell(const Batch& done);

  Database& database_;
  std::deque<Entry*> quick_;
  std::deque<Entry*> patient_;
  std::set<std::string> in_flight_;  // keys, bookings and slots that a lane is busy with
  int quick_lanes_ = 0;
  bool is_deciding_ = false;  // a quick lane, before its COMMIT
  int patient_lanes_ = 0;
};

}  // namespace salon::storage
