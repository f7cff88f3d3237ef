// Where the pages of the appointment book stand that this process has read: shared by all its loops, locked inside, of
// bounded size. The shelf does not read; it knows what it holds, what of it is still good, and since when that is
// certain (D21):
//   - every look into `changed_days` says what other transactions changed since the look before; pages that show it are
//     thrown away, unless they were read by somebody who saw the change already;
//   - after a commit of this process, and whenever the last look is too long ago, nothing is good before the next look.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>
#include <vector>

#include "platform/metrics.hpp"
#include "ports/day_book.hpp"
#include "storage/pg_snapshot.hpp"

namespace salon::storage {

using Moment = std::chrono::steady_clock::time_point;

// What a transaction changed. What is left out means all: only a salon, everything about it; only a stylist, wherever
// they have times.
struct DayChange {
  std::uint64_t transaction = 0;
  std::optional<domain::LocationId> location_id;
  std::optional<domain::ServiceId> service_id;
  std::optional<domain::StylistId> stylist_id;
  std::optional<domain::TimeRange> during;
};

struct ShelfLimits {
  std::size_t most_bytes = std::size_t{32} << 20;
  std::chrono::milliseconds look_after{400};  // someone looks, the others go on reading
  std::chrono::milliseconds trust_for{800};   // nobody reads without a look; with the look itself this stays below 1 s
  std::chrono::milliseconds remember_for{
      20'000};  // without a look for so long, rows may be gone: everything is read anew
};

// A look into `changed_days`.
struct Look {
  Moment begun;
  std::uint64_t commits = 0;         // of this process, that came before it
  std::optional<std::string> since;  // the snapshot of the look before; none: what came before is not known
  PgSnapshot snapshot;
  std::string server_start;
  std::vector<DayChange> changes;
};

// Pages as they were read in one snapshot.
struct ReadPages {
  std::uint64_t turn = 0;  // DayShelf::turn() before the snapshot was taken
  std::shared_ptr<const PgSnapshot> snapshot;
  std::shared_ptr<const domain::SalonTerms> terms;
  bool has_new_terms = false;  // read with the pages, not before them
  std::vector<std::shared_ptr<const domain::DayPage>> pages;
};

class DayShelf {
 public:
  DayShelf(ShelfLimits limits, platform::Metrics& metrics);
  DayShelf(const DayShelf&) = delete;
  DayShelf& operator=(const DayShelf&) = delete;

  [[nodiscard]] const ShelfLimits& limits() const { return limits_; }

  // A transaction of this process was committed, or may have been.
  void committed() { commits_.fetch_add(1, std::memory_order_release); }
  [[nodiscard]] std::uint64_t commits() const { return commits_.load(std::memory_order_acquire); }
  enum class Trust : std::uint8_t { good, ageing, none };
  // For somebody who must see the first `commits` commits of this process.
  [[nodiscard]] Trust trust(Moment now, std::uint64_t commits) const;
  // Of those who find the shelf ageing one looks: true for that one, until it has stopped.
  [[nodiscard]] bool begin_look() { return !is_being_looked_at_.exchange(true); }
  void end_look() { is_being_looked_at_ = false; }
  // The snapshot of the last look, for the next one.
  [[nodiscard]] std::optional<std::string> last_look(Moment now) const;
  void looked(const Look& look);

  struct Found {
    std::shared_ptr<const domain::SalonTerms> terms;  // none: to be read
    std::vector<ports::BookPage> days;                // one a day; a page that must be read is none, so is a reading
  };
  [[nodiscard]] Found find(const ports::BookQuery& query);
  void count_reads(std::size_t hits, std::size_t misses);
  [[nodiscard]] std::shared_ptr<const domain::SalonTerms> terms(domain::LocationId salon);
  // To be taken before the snapshot in which pages are read.
  [[nodiscard]] std::uint64_t turn() const;
  void put(const ReadPages& read);
  // A page's reading, made for these terms; unless the page has gone by now.
  void put(const ports::BookPage& page, const std::shared_ptr<const domain::SalonTerms>& terms);

  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Kept {
    std::shared_ptr<const domain::DayPage> page;
    std::shared_ptr<const PgSnapshot> snapshot;
    std::shared_ptr<const domain::DayReading> reading;
    std::shared_ptr<const domain::SalonTerms> reading_terms;
    std::uint64_t used = 0;
    std::size_t bytes = 0;
  };
  using Days = std::map<domain::Date, Kept>;
  struct Salon {
    std::shared_ptr<const domain::SalonTerms> terms;
    std::shared_ptr<const PgSnapshot> terms_snapshot;
    std::size_t terms_bytes = 0;
    std::unordered_map<domain::ServiceId, Days> services;
  };

  // Changes that came while pages were being read, and that the readers could not see.
  [[nodiscard]] std::optional<std::vector<DayChange>> missed_by(const ReadPages& read) const;
  void apply(const DayChange& change);
  void throw_out(Salon& salon, const DayChange& change);
  void throw_out(Days& days, const DayChange& change);
  void remember(const DayChange& change);
  void set_terms(Salon& salon, std::shared_ptr<const domain::SalonTerms> terms);
  void keep(const std::shared_ptr<const domain::DayPage>& page, const ReadPages& read);
  void count(Kept& kept);
  void evict();
  void clear();

  ShelfLimits limits_;
  std::atomic<std::uint64_t> commits_{0};
  std::atomic<bool> is_being_looked_at_{false};
  // Of the last look; read without the lock by every reader.
  std::atomic<Moment> looked_at_{Moment::min()};
  std::atomic<std::uint64_t> seen_commits_{0};

  mutable std::mutex mutex_;
  PgSnapshot last_snapshot_;
  std::string server_start_;
  std::unordered_map<domain::LocationId, Salon> salons_;
  std::unordered_map<domain::StylistId, std::set<domain::LocationId>> salons_of_;  // where pages have had them
  // The changes of the last looks, for pages that were being read meanwhile; `turn_` counts all that ever came.
  std::deque<DayChange> recent_;
  std::uint64_t turn_ = 0;
  std::uint64_t uses_ = 0;
  std::size_t bytes_ = 0;

  platform::Counter hits_;
  platform::Counter misses_;
  platform::Counter evictions_;
  platform::Gauge size_;
};

}  // namespace salon::storage
