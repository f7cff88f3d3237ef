// Collects what decisions have changed and writes it set-based and in one go: counters, allocations given up, bookings,
// allocations taken, tokens, ledger, remembered replies. Nothing is written before flush().
#pragma once

#include <map>

#include "storage/booking_ground.hpp"
#include "storage/booking_rows.hpp"
#include "storage/ledger.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

struct NewToken {
  domain::BookingId booking_id;
  ports::TokenHash hash{};
};

class BookingWriter {
 public:
  // A new booking; `facts` are its slot's. Its version's events: created, and confirmed too when it is born confirmed
  // by the desk.
  void add(const domain::Booking& booking, const domain::SlotInstance& slot, const ports::Requester& by);
  // A transition; the slots before and after may differ.
  void change(const domain::Booking& before, const domain::Booking& after, const domain::SlotInstance& slot_after,
              domain::EventType type, domain::Instant at, const ports::Requester& by);
  void add_token(NewToken token) { tokens_.push_back(token); }
  void add_cancel_reason(domain::BookingId id, std::string reason) { reasons_.emplace_back(id, std::move(reason)); }

  void remember(Remember reply) { replies_.push_back(std::move(reply)); }

  // PgRefused: a constraint says otherwise, about a stylist or a phone.
  Task<void> flush(Transaction& transaction, domain::Instant now);

 private:
  struct Counters {
    int booked = 0;
    int hold = 0;
  };
  struct Allocation {
    domain::StylistId stylist_id;
    domain::BookingId booking_id;
    domain::SlotId slot_id;
    domain::TimeRange during;
  };
  void count(const domain::Booking& booking, int by);
  void allocate(const domain::Booking& booking, const domain::SlotInstance& slot);
  void add_counters(std::vector<Query>& queries) const;
  void add_allocations(std::vector<Query>& queries) const;
  void add_tokens(std::vector<Query>& queries) const;
  void add_reasons(std::vector<Query>& queries, const ports::SecretBox& secrets) const;

  std::map<domain::SlotId, Counters> counters_;
  std::vector<domain::BookingId> given_up_;
  std::vector<domain::Booking> new_;
  std::vector<ChangedBooking> changed_;
  std::vector<Allocation> allocations_;
  std::vector<NewToken> tokens_;
  std::vector<std::pair<domain::BookingId, std::string>> reasons_;
  std::vector<LedgerEntry> ledger_;
  std::vector<Remember> replies_;
};

// Holds in the way that are over: each expires, in the ground and in what will be written.
void expire_due_holds(Ground& ground, BookingWriter& writer, const ports::Requester& by);

}  // namespace salon::storage
