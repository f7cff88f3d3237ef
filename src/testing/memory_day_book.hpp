// The appointment book over the brand in memory: every page is made when it is asked for, so that nothing is ever old.
#pragma once

#include "ports/day_book.hpp"
#include "testing/memory_slot_store.hpp"

namespace salon::testing {

class MemoryDayBook final : public ports::DayBook {
 public:
  template <class T>
  using Task = platform::Task<T>;

  explicit MemoryDayBook(MemoryBrand& brand) : brand_(brand), slots_(brand) {}

  Task<std::shared_ptr<const domain::SalonTerms>> terms(domain::LocationId salon) override;
  Task<domain::Result<ports::BookPages>> pages(ports::BookQuery query) override;

 private:
  MemoryBrand& brand_;
  MemorySlotStore slots_;
};

}  // namespace salon::testing
