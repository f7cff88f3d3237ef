// A salon with two stylists on a real PostgreSQL, three sessions that run statement by statement, and every order in
// which they can.
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

inline const Instant first_day = domain::parse_instant("2030-03-04T08:00:00Z").value();

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

// What a request came to: "201", or the refusal's code.
using Outcome = std::string;

template <class Row>
std::function<domain::Reply(const Result<Row>&)> as_code() {
  return [](const Result<Row>& row) {
    domain::Reply reply;
    reply.status = row ? 201 : 409;
    reply.body = row ? "201" : std::string(domain::code_of(row.error().why));
    return reply;
  };
}

inline Outcome outcome_of(const Result<Answer>& answer) {
  return answer ? answer->reply.body : std::string(domain::code_of(answer.error().why));
}

class Races : public ::testing::Test {
 protected:
  static constexpr int sessions = 3;

  void SetUp() override {
    observer_ = std::make_unique<Observer>(loop_, url_);
    for (int i = 0; i < sessions; ++i) session_[i] = std::make_unique<Session>(loop_, url_, keys_.ids, keys_.secrets);
    observer_->script("INSERT INTO locations (id, name, timezone) VALUES ('" + location_.text() +
                      "', 'Marina', 'Asia/Dubai');"
                      "INSERT INTO services (id, location_id, name, duration_minutes) VALUES ('" +
                      service_.text() + "', '" + location_.text() +
                      "', 'Cut', 30);"
                      "INSERT INTO stylists (id, location_id, name) VALUES ('" +
                      layla_.text() + "', '" + location_.text() + "', 'Layla'), ('" + omar_.text() + "', '" +
                      location_.text() +
                      "', 'Omar');"
                      "INSERT INTO stylist_locations SELECT id, location_id FROM stylists");
  }

  // Each order has a day of its own, so that none meets another's bookings.
  void next_day() {
    ++day_;
    now_ = first_day + hours(24) * day_;
    for (auto& session : session_) session->set_now(now_);
  }

  struct NewSlot {
    std::optional<domain::StylistId> stylist;
    minutes from_now{120};
    int capacity = 1;
  };
  domain::SlotId add_slot(NewSlot slot) {
    const auto made = id<domain::SlotId>(7, ++slots_made_);
    const Instant start = now_ + slot.from_now;
    const std::string stylist = slot.stylist ? "'" + slot.stylist->text() + "'" : "NULL";
    observer_->script(
        "INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, "
        "duration_minutes, "
        "active_offsets) VALUES ('" +
        made.text() + "', '" + location_.text() + "', '" + service_.text() + "', " + stylist + ", ('" +
        domain::format_instant(start) + "'::timestamptz AT TIME ZONE 'Asia/Dubai')::date, '" +
        domain::format_instant(start) + "', '" + domain::format_instant(start + minutes(30)) + "', " +
        std::to_string(slot.capacity) + ", 30, '{0,30}')");
    return made;
  }

  struct Wish {
    domain::SlotId slot;
    domain::BookingId booking;
    int person = 1;
    std::optional<std::string> key;
  };
  ports::PlaceHold hold_of(const Wish& wish) {
    ports::PlaceHold hold;
    hold.wish.visit_id = domain::VisitId{wish.booking.uuid};
    hold.wish.items = {{wish.booking, wish.slot}};
    hold.wish.owner.session = id<domain::SessionId>(9, wish.person);
    hold.wish.customer.name = domain::parse_name("Sara Khan");
    hold.wish.customer.phone = domain::phone_from_e164("+97150123" + std::to_string(1000 + wish.person + 10 * day_));
    if (wish.key) {
      hold.once.key = domain::OnceKey{"session:" + hold.wish.owner.session->text(), *wish.key, {}};
    }
    hold.once.by = {"session:" + hold.wish.owner.session->text(), domain::Role::guest, "race"};
    hold.once.reply = as_code<std::vector<domain::Booking>>();
    return hold;
  }
  domain::BookingId next_booking() { return id<domain::BookingId>(8, ++bookings_made_); }

  Task<void> place(Session& session, Wish wish, Outcome& outcome) {
    std::vector<ports::PlaceHold> holds;
    holds.push_back(hold_of(wish));
    auto placing = session.bookings().place_holds(std::move(holds));
    std::vector<Result<Answer>> answers = co_await placing;
    outcome = outcome_of(answers.front());
  }
  ports::Once<domain::Booking> once() {
    ports::Once<domain::Booking> once;
    once.by = {"user:desk", domain::Role::frontdesk, "race"};
    once.reply = as_code<domain::Booking>();
    return once;
  }
  Task<void> confirm(Session& session, domain::BookingId booking, Outcome& outcome) {
    auto confirming = session.bookings().confirm(booking, {}, once());
    outcome = outcome_of(co_await confirming);
  }
  Task<void> cancel(Session& session, domain::BookingId booking, Outcome& outcome) {
    auto cancelling = session.bookings().cancel(booking, domain::Viewer::customer, "", once());
    outcome = outcome_of(co_await cancelling);
  }
  Task<void> move(Session& session, domain::BookingId booking, domain::SlotId target, Outcome& outcome) {
    auto moving = session.bookings().reschedule(booking, target, {domain::Viewer::staff}, once());
    outcome = outcome_of(co_await moving);
  }
  Task<void> expire(Session& session, Outcome& outcome) {
    auto expiring = session.bookings().expire_due(10);
    outcome = std::to_string(co_await expiring);
  }
  Task<void> regenerate(Session& session, Outcome& outcome) {
    ports::GenerateSlots what;
    what.location_id = location_;
    what.from = domain::Zone::find("Asia/Dubai")->date_of(now_);
    what.to = what.from;
    auto generating = session.slots().generate(what, ports::Requester{"system", domain::Role::admin, "race"});
    auto report = co_await generating;
    outcome = report ? "removed " + std::to_string(report->removed) + " blocked " + std::to_string(report->blocked)
                     : "refused";
  }

  // Without stopping: for what must be there before the race.
  Outcome at_once(const std::function<Task<void>(Session&, Outcome&)>& work) {
    Outcome outcome;
    Session& session = *session_[0];
    session.begin([&] { return work(session, outcome); });
    finish({&session});
    return outcome;
  }

  void finish(const std::vector<Session*>& racing) {
    for (int turn = 0; turn < 10; ++turn) {
      for (Session* session : racing) {
        session->let_all();
        ASSERT_TRUE(observer_->settle(racing));
      }
      if (std::ranges::all_of(racing, &Session::is_done)) break;
    }
    for (Session* session : racing) {
      ASSERT_TRUE(session->is_done());
      EXPECT_EQ(session->error(), "");
    }
  }

  using Racer = std::function<Task<void>(Session&, Outcome&)>;
  struct Order {
    std::vector<Racer>
        racers;  // the first stops after stops[0] statements, the second after stops[1], the last runs through
    std::vector<int> stops;
  };
  // Whether the first session still had a statement to stop before.
  bool race(const Order& order, std::vector<Outcome>& outcomes) {
    outcomes.assign(order.racers.size(), "");
    std::vector<Session*> racing;
    bool has_stopped = false;
    for (std::size_t i = 0; i < order.racers.size(); ++i) {
      Session* session = session_[i].get();
      racing.push_back(session);
      session->begin([&, session, i] { return order.racers[i](*session, outcomes[i]); });
      i < order.stops.size() ? session->let(order.stops[i]) : session->let_all();
      EXPECT_TRUE(observer_->settle(racing));
      if (i == 0) has_stopped = session->is_stopped();
    }
    std::ranges::reverse(racing);
    finish(racing);
    EXPECT_EQ(observer_->text("SELECT invariant || ' ' || detail FROM invariant_violations"), "");
    return has_stopped;
  }

  // Every stop of the first of two, both ways round. `prepare` gives the racers of a fresh day; `judge` sees outcomes
  // in their order.
  using Prepare = std::function<std::vector<Racer>()>;
  using Judge = std::function<void(const std::vector<Outcome>&)>;
  int try_two(const Prepare& prepare, const Judge& judge) {
    int orders = 0;
    for (const bool is_swapped : {false, true}) {
      bool has_more = true;
      for (int stop = 0; has_more && stop < 60; ++stop) {
        next_day();
        std::vector<Racer> racers = prepare();
        if (is_swapped) std::swap(racers[0], racers[1]);
        std::vector<Outcome> outcomes;
        has_more = race({racers, {stop}}, outcomes);
        if (is_swapped) std::swap(outcomes[0], outcomes[1]);
        SCOPED_TRACE("stopped before statement " + std::to_string(stop + 1) + (is_swapped ? ", swapped" : ""));
        judge(outcomes);
        ++orders;
        if (HasFailure()) return orders;
      }
    }
    return orders;
  }
  // The first stops at every place, the second at every third place, the third runs through.
  int try_three(const Prepare& prepare, const Judge& judge) {
    int orders = 0;
    bool has_more = true;
    for (int first = 0; has_more && first < 60; ++first) {
      for (int second = 0; second < 15; second += 3) {
        next_day();
        std::vector<Outcome> outcomes;
        has_more = race({prepare(), {first, second}}, outcomes);
        SCOPED_TRACE("stopped before statements " + std::to_string(first + 1) + " and " + std::to_string(second + 1));
        judge(outcomes);
        ++orders;
        if (HasFailure()) return orders;
      }
    }
    return orders;
  }

  platform::Loop loop_{[](std::exception_ptr) {}};
  std::string url_ = testing::PrivatePostgres::shared().new_database();
  Stores keys_{url_, 1};  // for its ids and secrets
  std::unique_ptr<Observer> observer_;
  std::array<std::unique_ptr<Session>, sessions> session_;
  domain::LocationId location_ = id<domain::LocationId>(1, 1);
  domain::ServiceId service_ = id<domain::ServiceId>(2, 1);
  domain::StylistId layla_ = id<domain::StylistId>(3, 1);
  domain::StylistId omar_ = id<domain::StylistId>(3, 2);
  Instant now_;
  int day_ = 0;
  int slots_made_ = 0;
  int bookings_made_ = 0;
};

}  // namespace salon::storage::races
