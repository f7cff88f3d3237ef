// Which locks every path takes, and in which order: keys, owners, stylists, slots, bookings, each kind ascending (D31).
// The database itself is asked what a session has locked after each of its statements.
#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "races_fixture.hpp"
#include "storage/once_table.hpp"

namespace salon::storage::races {
namespace {

using ::testing::AnyOfArray;
using ::testing::Each;
using ::testing::IsSupersetOf;

// In D31's order; the location's lock, under which generation reads the rules, comes before its slots.
const std::vector<std::string> kinds{"key", "owner", "location", "stylist", "slot", "booking"};

class LockOrder : public Races {
 protected:
  void SetUp() override {
    Races::SetUp();
    observer_->script("CREATE EXTENSION IF NOT EXISTS pgrowlocks");
    next_day();
    for (const auto& stylist : {layla_, omar_}) name("stylist", stylist.text());
    name("location", location_.text());
    for (const int person : {1, 2}) name("owner", session_of(person).text());
    wish_ = wish_for(add_slot({.stylist = layla_}));
    must_hold(wish_);
    desk_key_ = domain::OnceKey{"user:desk", "a key", {}};
    named_[key_lock(*desk_key_)] = "key";
  }
  void name(const std::string& kind, const std::string& text) { named_[lock_number(kind, text)] = kind; }
  // Kinds of the locks in the order in which they were taken; those of one statement together.
  std::vector<std::string> locks_of(const Racer& racer) {
    std::vector<std::string> order;
    Session& session = *session_[1];
    Outcome outcome;
    std::set<std::string> before;
    session.begin([&] { return racer(session, outcome); });
    for (int statement = 0; statement < 100 && !session.is_done(); ++statement) {
      std::set<std::string> after = held_by(session);
      std::set<std::string> taken;
      std::ranges::set_difference(after, before, std::inserter(taken, taken.end()));
      for (const std::string& lock : taken) order.push_back(lock.substr(0, lock.find(' ')));
      before = std::move(after);
      session.let(1);
      EXPECT_TRUE(observer_->settle({&session}));
    }
    finish({&session});
    return order;
  }
  // "slot <id>" and the like.
  std::set<std::string> held_by(const Session& session) {
    const std::string backend = std::to_string(session.backend());
    std::istringstream lines(observer_->text(
        "SELECT 'number ' || ((classid::bigint << 32) | objid::bigint) FROM pg_locks WHERE locktype = 'advisory' AND "
        "granted AND pid = " +
        backend + " UNION ALL SELECT 'slot ' || locked_row FROM pgrowlocks('slot_instances') WHERE " + backend +
        " = ANY (pids) UNION ALL SELECT 'booking ' || locked_row FROM pgrowlocks('bookings') WHERE " + backend +
        " = ANY (pids)"));
    std::set<std::string> out;
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("number ")) {
        out.insert(line);
        continue;
      }
      const auto found = named_.find(std::stoll(line.substr(7)));
      out.insert((found == named_.end() ? "unknown " : found->second + " ") + line);
    }
    return out;
  }
  void expect_order(const Racer& racer, const std::vector<std::string>& needed) {
    const auto order = locks_of(racer);
    const auto rank = [](const std::string& kind) { return std::ranges::find(kinds, kind) - kinds.begin(); };
    EXPECT_TRUE(std::ranges::is_sorted(order, {}, rank)) << ::testing::PrintToString(order);
    EXPECT_THAT(order, Each(AnyOfArray(kinds)));
    EXPECT_THAT(order, IsSupersetOf(needed));
  }

  void expect_low_first(domain::SlotId low, domain::SlotId high, const Racer& racer) {
    Observer other(loop_, url_);
    other.script("BEGIN; SELECT FROM slot_instances WHERE id = '" + low.text() + "' FOR NO KEY UPDATE");
    Session& session = *session_[1];
    Outcome outcome;
    session.begin([&] { return racer(session, outcome); });
    session.let_all();
    EXPECT_TRUE(observer_->settle({&session}));
    EXPECT_TRUE(session.is_moving()) << "it waits for the lower one";
    std::string row = observer_->text("SELECT 'slot ' || ctid FROM slot_instances WHERE id = '" + high.text() + "'");
    row.pop_back();
    EXPECT_FALSE(held_by(session).contains(row));
    other.script("COMMIT");
    finish({&session});
    EXPECT_EQ(outcome, "201");
  }
  Racer holding_both(domain::SlotId one, domain::SlotId other) {
    return [this, one, other](Session& session, Outcome& outcome) { return hold_both(session, one, other, outcome); };
  }
  Racer importing() {
    return [this](Session& session, Outcome& outcome) { return import(session, outcome); };
  }

  Wish wish_;
  std::map<std::int64_t, std::string> named_;

 private:
  Task<void> hold_both(Session& session, domain::SlotId one, domain::SlotId other, Outcome& outcome) {
    std::vector<ports::PlaceHold> holds;
    holds.push_back(hold_of(wish_for(one, 3)));
    holds.front().wish.items.push_back({next_booking(), other});
    auto placing = session.bookings().place_holds(std::move(holds));
    const std::vector<Result<Answer>> answers = co_await placing;
    outcome = answers.front() ? "201" : std::string(domain::code_of(answers.front().error().why));
  }
  Task<void> import(Session& session, Outcome& outcome) {
    ports::ImportVisit visit;
    visit.booking_id = next_booking();
    visit.visit_id = domain::VisitId{visit.booking_id.uuid};
    visit.slot_id = id<domain::SlotId>(6, 1);
    visit.location_id = location_;
    visit.service_id = service_;
    visit.stylist_id = omar_;
    visit.start_at = now_ + minutes(120);  // of a slot that is there already: new ones cannot be seen from outside
    visit.end_at = visit.start_at + minutes(30);
    visit.customer.name = domain::parse_name("Sara Khan");
    const std::vector<ports::ImportVisit> visits{visit};
    auto importing = session.bookings().import_visits(visits, {"system", domain::Role::admin, "race"});
    const Result<void> done = co_await importing;
    outcome = done ? "201" : "refused";
  }
};

TEST_F(LockOrder, D31_a_hold_that_expires_another) {
  Wish next = wish_for(wish_.slot, 2);
  next.key = "a key";
  named_[key_lock(*hold_of(next).once.key)] = "key";
  expect_order(at(now_ + minutes(10), holding(next)), {"key", "owner", "stylist", "slot", "booking"});
}

TEST_F(LockOrder, D31_a_confirmation) { expect_order(confirming(wish_.booking), {"key", "slot", "booking"}); }

TEST_F(LockOrder, D31_a_cancellation) { expect_order(cancelling(wish_.booking), {"key", "slot", "booking"}); }

TEST_F(LockOrder, D31_a_move_to_another_stylist) {
  const auto target = add_slot({.stylist = omar_});
  expect_order(moving(wish_.booking, target), {"key", "stylist", "slot", "booking"});
}

TEST_F(LockOrder, D31_an_import) {
  add_slot({.stylist = omar_});
  expect_order(importing(), {"stylist", "slot"});
}

TEST_F(LockOrder, D31_an_expiry) { expect_order(at(now_ + minutes(10), expiring()), {"slot", "booking"}); }

// The slot has a booking and no rule: it is blocked.
TEST_F(LockOrder, D31_a_generation) { expect_order(generating(), {"location", "slot"}); }

// While somebody has the slot of the lower id, nobody who wants both may have the higher one.
TEST_F(LockOrder, D31_of_two_slots_in_one_hold_the_lower_id_is_locked_first) {
  const auto low = add_slot({.stylist = layla_, .from_now = hours(5)});
  const auto high = add_slot({.stylist = omar_, .from_now = hours(5)});
  expect_low_first(low, high, holding_both(high, low));
}

TEST_F(LockOrder, D31_of_two_slots_of_a_move_the_lower_id_is_locked_first) {
  const auto low = add_slot({.stylist = layla_, .from_now = hours(5)});
  const auto high = add_slot({.stylist = omar_, .from_now = hours(5)});
  const Wish wish = wish_for(high, 2);
  must_hold(wish);
  expect_low_first(low, high, moving(wish.booking, low));
}

TEST_F(LockOrder, D31_of_two_slots_of_a_move_upwards_the_lower_id_is_locked_first) {
  const auto low = add_slot({.stylist = layla_, .from_now = hours(5)});
  const auto high = add_slot({.stylist = omar_, .from_now = hours(5)});
  const Wish wish = wish_for(low, 2);
  must_hold(wish);
  expect_low_first(low, high, moving(wish.booking, high));
}

}  // namespace
}  // namespace salon::storage::races
