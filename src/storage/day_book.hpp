// ports::DayBook on PostgreSQL: pages come from the shelf that all loops share; what is missing there, or no longer
// good, is read, once for all who wait for it on this loop, in a time of its own: whose request ends first is no
// matter. Belongs to a loop.
#pragma once

#include <coroutine>
#include <memory>
#include <vector>

#include "ports/day_book.hpp"
#include "storage/day_pages.hpp"
#include "storage/day_shelf.hpp"

namespace salon::storage {

class PgDayBook final : public ports::DayBook {
 public:
  PgDayBook(Database& database, DayShelf& shelf) : database_(database), shelf_(shelf) {}

  Task<std::shared_ptr<const domain::SalonTerms>> terms(domain::LocationId salon) override;
  Task<domain::Result<ports::BookPages>> pages(ports::BookQuery query) override;

 private:
  // Something under way for all who wait for it.
  struct Errand {
    std::uint64_t number = 0;
    PagesWanted wanted;
    ReadPages read;
    std::exception_ptr error;
    bool is_done = false;
    std::vector<std::coroutine_handle<>> waiting;
  };
  using Shared = std::shared_ptr<Errand>;
  struct Done;

  Task<void> see_changes();
  Shared begin_look();
  Task<void> look_for(Shared errand);
  Task<void> look();
  Task<void> forget_now_and_then();
  // Terms and pages as wanted: from an errand that began after the caller came.
  Task<ReadPages> fetch(PagesWanted wanted);
  Shared begin_fetch(PagesWanted wanted);
  Task<void> fetch_for(Shared errand);
  Task<void> fetch_pages(Errand& errand);
  [[nodiscard]] Shared errand_with(const PagesWanted& wanted) const;
  static void finish(const Shared& errand, std::exception_ptr error);
  [[nodiscard]] ports::BookPages with_readings(const ports::BookQuery& query, DayShelf::Found found);

  Database& database_;
  DayShelf& shelf_;
  std::uint64_t errands_begun_ = 0;
  Shared looking_;
  std::vector<Shared> fetching_;
  Moment forgot_at_ = Moment::min();
};

}  // namespace salon::storage
