// Holds that share one transaction: facts read for all, decided one by one, written set-based (D31).
#pragma once

#include "ports/booking_store.hpp"
#include "storage/booking_ground.hpp"
#include "storage/booking_writer.hpp"
#include "storage/once_table.hpp"

namespace salon::storage {

using HoldAnswer = domain::Result<domain::Answer>;

class HoldBatch {
 public:
  HoldBatch(Transaction& transaction, std::vector<const ports::PlaceHold*> holds);

  // One answer a hold, in order. Throws AllocationRefused when a stylist is busy after all: everything is undone.
  Task<std::vector<HoldAnswer>> run();

 private:
  Task<void> look_up_keys();
  [[nodiscard]] GroundQuery query() const;
  void decide(std::size_t index, Ground& ground, BookingWriter& writer);

  Transaction& transaction_;
  std::vector<const ports::PlaceHold*> holds_;
  std::vector<std::optional<HoldAnswer>> answers_;
  std::vector<std::optional<std::string>> phones_;  // blind index of each hold's phone
  std::vector<Remember> remember_;
};

class AllocationRefused : public std::runtime_error {
 public:
  AllocationRefused() : std::runtime_error("the stylist has another booking at that time") {}
};

}  // namespace salon::storage
