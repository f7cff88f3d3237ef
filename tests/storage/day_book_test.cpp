// The appointment book as two processes keep it: what one commits, it shows at once, and the other within a second
// (D21), whatever happens to their connections.
#include "storage/day_book.hpp"

#include "storage_fixture.hpp"

namespace salon::storage {
namespace {

using namespace testing;
using std::chrono::milliseconds;

// Time plays no part: one looks before every answer, the other only when it is told of a commit of its own.
constexpr milliseconds never = std::chrono::hours{10};
constexpr ShelfLimits always_looking{.look_after = milliseconds{0}, .trust_for = milliseconds{0}};
constexpr ShelfLimits looking_beside{.look_after = milliseconds{0}, .trust_for = never, .remember_for = never};
constexpr ShelfLimits told_only{.look_after = never, .trust_for = never, .remember_for = never};

class Process {
 public:
  Process(Stores& its_stores, ShelfLimits limits)
      : stores_(its_stores), shelf(limits, metrics_), book_(its_stores.database, shelf) {
    its_stores.database.days = &shelf;
  }
  ~Process() {
    stores_.settle();
    stores_.database.days = nullptr;
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // Whether its list has the time at `now`.
  bool shows(const domain::SlotInstance& slot, const std::string& now = "2027-03-01T00:00:00Z") {
    const ports::BookQuery query{.location_id = slot.location_id,
                                 .service_id = slot.service_id,
                                 .stylist_id = {},
                                 .from = slot.date,
                                 .to = slot.date,
                                 .detail = domain::Detail::list,
                                 .now = at(now)};
    const auto pages = stores_.run(book_.pages(query));
    const auto ids = pages->days.at(0).reading->eligible.ids();
    return std::ranges::find(ids, slot.id) != ids.end();
  }

 private:
  Stores& stores_;
  platform::Metrics metrics_;

 public:
  DayShelf shelf;

 private:
  PgDayBook book_;
};

class DayBookTest : public StorageTest {
 protected:
  void SetUp() override {
    StorageTest::SetUp();
    open_salon();
    generate();
    sql("UPDATE slot_instances SET capacity = 1");
    slot = slot_at("05:00");
  }
  void release(domain::BookingId id) {
    const auto answer = run(stores->bookings.cancel(id, domain::Viewer::customer, "", unkeyed<domain::Booking>()));
    ASSERT_EQ(code(answer), "");
  }

  Stores others{url, 2};
  domain::SlotInstance slot;
};

TEST_F(DayBookTest, D21_a_process_shows_its_own_commits_at_once) {
  Process here(*stores, told_only);
  EXPECT_TRUE(here.shows(slot));
  const auto booking = hold(slot);
  EXPECT_FALSE(here.shows(slot));
  release(booking);
  EXPECT_TRUE(here.shows(slot));
}

TEST_F(DayBookTest, D21_what_another_process_commits_is_shown_when_it_has_been_looked_for) {
  Process elsewhere(others, always_looking);
  EXPECT_TRUE(elsewhere.shows(slot));
  const auto booking = hold(slot);
  EXPECT_FALSE(elsewhere.shows(slot));
  release(booking);
  EXPECT_TRUE(elsewhere.shows(slot));
}

TEST_F(DayBookTest, D21_what_is_still_trusted_is_shown_while_somebody_looks) {
  Process elsewhere(others, looking_beside);
  EXPECT_TRUE(elsewhere.shows(slot));
  others.settle();
  hold(slot);
  EXPECT_TRUE(elsewhere.shows(slot)) << "at once, as it was";
  others.settle();
  EXPECT_FALSE(elsewhere.shows(slot)) << "somebody has looked";
}

// By the shelf's own measure, however slow the machine: an answer begun so long after the commit has seen it.
TEST_F(DayBookTest, D21_what_another_process_commits_is_shown_within_the_time_that_a_look_is_trusted) {
  Process elsewhere(others, ShelfLimits());
  EXPECT_TRUE(elsewhere.shows(slot));
  hold(slot);
  const Moment committed = std::chrono::steady_clock::now();
  bool is_shown = true;
  bool is_due = false;
  while (is_shown && !is_due) {
    is_due = std::chrono::steady_clock::now() >= committed + elsewhere.shelf.limits().trust_for;
    is_shown = elsewhere.shows(slot);
  }
  EXPECT_FALSE(is_shown);
}

// Counters come out even: one hold less, one more. What is kept must not go on with the end of the one that is over.
TEST_F(DayBookTest, D21_a_hold_in_the_place_of_one_that_is_over_is_shown_too) {
  Process here(*stores, told_only);
  Process elsewhere(others, always_looking);
  hold(slot, 1);
  EXPECT_FALSE(here.shows(slot));
  EXPECT_FALSE(elsewhere.shows(slot));
  const std::string later = "2027-03-01T00:11:00Z";
  EXPECT_TRUE(here.shows(slot, later));
  EXPECT_TRUE(elsewhere.shows(slot, later));
  set_now(later);
  hold(slot, 2);
  EXPECT_FALSE(here.shows(slot, later));
  EXPECT_FALSE(elsewhere.shows(slot, later));
}

TEST_F(DayBookTest, D21_what_was_committed_while_the_connection_was_lost_is_shown) {
  Process elsewhere(others, always_looking);
  EXPECT_TRUE(elsewhere.shows(slot));
  terminate_backends();
  hold(slot);
  EXPECT_FALSE(elsewhere.shows(slot));
  terminate_backends();
  EXPECT_FALSE(elsewhere.shows(slot));
}

// A crash of the server ends no process that keeps pages, so what it had committed must still be told afterwards.
TEST_F(DayBookTest, D21_what_is_to_be_told_outlives_a_crash_of_the_server) {
  EXPECT_EQ(value("SELECT string_agg(relpersistence, '') FROM pg_class WHERE relname IN ('changed_days', "
                  "'changed_days_seen')"),
            "pp");
}

TEST_F(DayBookTest, what_everybody_has_seen_is_forgotten_and_nothing_else) {
  hold(slot);
  sql("SELECT forget_changed_days()");
  sql("UPDATE changed_days_seen SET at = at - interval '31 seconds', seen = pg_current_snapshot()");
  hold(slot_at("06:00"));
  sql("SELECT forget_changed_days()");
  EXPECT_EQ(value("SELECT count(*) FROM changed_days"), "1");
}

TEST_F(DayBookTest, one_row_tells_of_a_hold_and_none_of_what_no_list_shows) {
  const auto booking = hold(slot);
  sql("DELETE FROM changed_days");
  confirm(booking);
  EXPECT_EQ(value("SELECT count(*) FROM changed_days"), "1");
  const auto answer =
      run(stores->bookings.set_notes(booking, domain::parse_notes("likes tea"), unkeyed<domain::Booking>()));
  EXPECT_EQ(code(answer), "");
  EXPECT_EQ(value("SELECT count(*) FROM changed_days"), "1");
}

}  // namespace
}  // namespace salon::storage
