// A salon with four stylists on a real PostgreSQL, sessions that run statement by statement, and the orders in which
// they can. Every test ends by asking the database whether it has seen a deadlock (D31).
#pragma once

#include <gtest/gtest.h>

#include "stepping.hpp"
#include "storage_fixture.hpp"

namespace salon::storage::races {

using domain::Answer;
using domain::Instant;
using domain::Refusal;
using domain::Result;
using std::chrono::hours;
using std::chrono::minutes;

template <class SomeId>
SomeId id(int kind, int number) {
  SomeId out;
  out.uuid.bytes[0] = static_cast<std::uint8_t>(kind);
  out.uuid.bytes[6] = 0x70;
  out.uuid.bytes[8] = 0x80;
  for (int i = 0; i < 4; ++i)
    out.uuid.bytes[static_cast<std::size_t>(15 - i)] = static_cast<std::uint8_t>(number >> (8 * i));
  return out;
}

// What a request came to: "201", or the refusal's code; what a worker did, in words.
using Outcome = std::string;
using Outcomes = std::vector<Outcome>;
[[nodiscard]] inline int count(const Outcomes& outcomes, const Outcome& wanted) {
  return static_cast<int>(std::ranges::count(outcomes, wanted));
}

// Somebody's part in a race, done by the session that is given.
using Racer = std::function<Task<void>(Session&, Outcome&)>;

// Racers begin one after another; each stops before that many statements have begun, and those without a number run
// through. Then the first goes on to its end, the second, and so on.
struct Order {
  std::vector<Racer> racers;
  std::vector<int> stops;
};
struct Ran {
  Outcomes outcomes;
  std::vector<bool> stopped;  // whether each was stopped at its place: it had neither ended before nor met a lock
};

// Gives the racers of a fresh day, after arranging what they race for.
using Prepare = std::function<std::vector<Racer>()>;
// Sees the outcomes in the racers' own order and objects to those that no order of whole transactions could give.
using Judge = std::function<void(const Outcomes&)>;
// Where the second and third of three are stopped: every so many statements.
enum class Grid : std::uint8_t { fine = 3, coarse = 6 };

class Races : public ::testing::Test {
 protected:
  static constexpr int sessions = 4;

  void SetUp() override;
  void TearDown() override;

  // Each order has a day of its own, so that none meets another's bookings.
  void next_day();

  struct NewSlot {
    std::optional<domain::StylistId> stylist;
    minutes from_now{120};
    int capacity = 1;
  };
  domain::SlotId add_slot(NewSlot slot);

  struct Wish {
    domain::SlotId slot;
    domain::BookingId booking;
    int person = 1;
    std::optional<std::string> key = std::nullopt;
    std::optional<domain::seconds> length = std::nullopt;  // of the hold; none: the location's
  };
  [[nodiscard]] Wish wish_for(domain::SlotId slot, int person = 1);
  [[nodiscard]] ports::PlaceHold hold_of(const Wish& wish) const;
  [[nodiscard]] domain::BookingId next_booking() { return id<domain::BookingId>(8, ++bookings_made_); }
  [[nodiscard]] domain::SessionId session_of(int person) const;

  [[nodiscard]] Racer holding(Wish wish);
  [[nodiscard]] Racer confirming(domain::BookingId booking);
  [[nodiscard]] Racer cancelling(domain::BookingId booking);
  [[nodiscard]] Racer moving(domain::BookingId booking, domain::SlotId target);
  [[nodiscard]] Racer expiring();
  [[nodiscard]] Racer generating();
  [[nodiscard]] Racer at(Instant now, Racer racer);  // by this clock

  // Without stopping: for what must be there before the race.
  Outcome at_once(const Racer& racer);
  void must_hold(const std::vector<Wish>& wishes) {
    ASSERT_EQ(at_once([&](Session& session, Outcome& outcome) { return hold(session, wishes, outcome); }), "201");
  }
  void must_hold(const Wish& wish) { must_hold(std::vector{wish}); }

  Ran run_order(const Order& order);
  // Every pair of stops, in both roles unless both do the same. How many orders there were.
  enum class Roles : std::uint8_t { both, same };
  int try_two(const Prepare& prepare, const Judge& judge, Roles roles = Roles::both);
  // Every stop of the first and a grid for the others; then, unless all do the same, a grid for all with the others
  // first.
  int try_three(const Prepare& prepare, const Judge& judge, Roles roles = Roles::both, Grid grid = Grid::coarse);

  [[nodiscard]] std::string bookings_of_the_day();
  void finish(const std::vector<Session*>& racing);
  void check_invariants();

  platform::Loop loop_{[](std::exception_ptr) {}};
  BorrowedDatabase database_;
  const std::string& url_ = database_.url();
  Stores keys_{url_, 1};  // for its ids and secrets
  std::unique_ptr<Observer> observer_;
  std::array<std::unique_ptr<Session>, sessions> session_;
  domain::LocationId location_ = id<domain::LocationId>(1, 1);
  domain::ServiceId service_ = id<domain::ServiceId>(2, 1);
  domain::StylistId layla_ = id<domain::StylistId>(3, 1);
  domain::StylistId omar_ = id<domain::StylistId>(3, 2);
  domain::StylistId noor_ = id<domain::StylistId>(3, 3);
  domain::StylistId sara_ = id<domain::StylistId>(3, 4);
  std::optional<domain::OnceKey> desk_key_;  // with which the desk confirms, cancels and moves
  Instant now_;
  int day_ = 0;

 private:
  // All of them, in one call; what the first that was refused was told.
  Task<void> hold(Session& session, std::vector<Wish> wishes, Outcome& outcome);
  Task<void> confirm(Session& session, domain::BookingId booking, Outcome& outcome);
  Task<void> cancel(Session& session, domain::BookingId booking, Outcome& outcome);
  Task<void> move(Session& session, domain::BookingId booking, domain::SlotId target, Outcome& outcome);
  Task<void> expire(Session& session, Outcome& outcome);
  Task<void> generate(Session& session, Outcome& outcome);

  [[nodiscard]] ports::Once<domain::Booking> by_the_desk() const;

  // One order of these racers, turned so far; what stopped.
  struct Trial {
    const Prepare& prepare;
    const Judge& judge;
    std::size_t turned = 0;
    std::vector<int> stops;
  };
  std::vector<bool> try_order(const Trial& trial);

  std::string deadlocks_before_;
  int slots_made_ = 0;
  int bookings_made_ = 0;
  int unchecked_ = 0;
};

}  // namespace salon::storage::races
