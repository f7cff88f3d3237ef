#include "races_fixture.hpp"

namespace salon::storage::races {
namespace {

using namespace std::string_literals;

// Days go backwards: what one order leaves behind is never due in the next.
const Instant last_day = domain::parse_instant("2030-03-04T08:00:00Z").value();
// Asking the invariants costs more than an order, and no order touches what another left.
constexpr int orders_between_checks = 25;
// More statements than any transaction has.
constexpr int most_stops = 60;

template <class Row>
std::function<domain::Reply(const Result<Row>&)> as_code() {
  return [](const Result<Row>& row) {
    domain::Reply reply;
    reply.status = row ? 201 : 409;
    reply.body = row ? "201" : std::string(domain::code_of(row.error().why));
    return reply;
  };
}

Outcome outcome_of(const Result<Answer>& answer) {
  return answer ? answer->reply.body : std::string(domain::code_of(answer.error().why));
}

std::string quoted(const std::string& text) { return "'" + text + "'"; }

}  // namespace

void Races::SetUp() {
  observer_ = std::make_unique<Observer>(loop_, url_);
  deadlocks_before_ = observer_->deadlocks();
  for (auto& session : session_) session = std::make_unique<Session>(loop_, url_, keys_.ids, keys_.secrets);
  const std::string location = quoted(location_.text());
  std::string stylists;
  for (const auto& stylist : {layla_, omar_, noor_, sara_}) {
    stylists += (stylists.empty() ? "" : ", ") + ("(" + quoted(stylist.text())) + ", " + location + ", 'Stylist')";
  }
  observer_->script("INSERT INTO locations (id, name, timezone) VALUES (" + location + ", 'Marina', 'Asia/Dubai');" +
                    "INSERT INTO services (id, location_id, name, duration_minutes) VALUES (" +
                    quoted(service_.text()) + ", " + location + ", 'Cut', 30);" +
                    "INSERT INTO stylists (id, location_id, name) VALUES " + stylists +
                    "; INSERT INTO stylist_locations SELECT id, location_id FROM stylists");
}

void Races::TearDown() {
  check_invariants();
  for (auto& session : session_) session.reset();
  EXPECT_EQ(observer_->deadlocks(), deadlocks_before_) << "D31: nobody waits in a circle";
}

void Races::check_invariants() {
  EXPECT_EQ(observer_->text("SELECT invariant || ' ' || detail FROM invariant_violations_at('-infinity', '-infinity')"),
            "")
      << "in one of the last " << unchecked_ << " orders";
  unchecked_ = 0;
  observer_->script(
      "TRUNCATE slot_instances, bookings, allocations, visits, outbox, audit_log, idempotency_keys, booking_tokens");
}

void Races::next_day() {
  if (unchecked_ == orders_between_checks) check_invariants();
  ++day_;
  now_ = last_day - hours(24) * day_;
  for (auto& session : session_) session->set_now(now_);
}

domain::SlotId Races::add_slot(NewSlot slot) {
  const auto made = id<domain::SlotId>(7, ++slots_made_);
  const std::string start = quoted(domain::format_instant(now_ + slot.from_now));
  const std::string end = quoted(domain::format_instant(now_ + slot.from_now + minutes(30)));
  observer_->script(
      "INSERT INTO slot_instances (id, location_id, service_id, stylist_id, date, start_at, end_at, capacity, "
      "duration_minutes, active_offsets) VALUES (" +
      quoted(made.text()) + ", " + quoted(location_.text()) + ", " + quoted(service_.text()) + ", " +
      (slot.stylist ? quoted(slot.stylist->text()) : "NULL"s) + ", (" + start +
      "::timestamptz AT TIME ZONE 'Asia/Dubai')::date, " + start + ", " + end + ", " + std::to_string(slot.capacity) +
      ", 30, '{0,30}')");
  return made;
}

domain::SessionId Races::session_of(int person) const { return id<domain::SessionId>(9, 10 * day_ + person); }

Races::Wish Races::wish_for(domain::SlotId slot, int person) {
  Wish wish;
  wish.slot = slot;
  wish.booking = next_booking();
  wish.person = person;
  return wish;
}

ports::PlaceHold Races::hold_of(const Wish& wish) const {
  ports::PlaceHold hold;
  hold.wish.visit_id = domain::VisitId{wish.booking.uuid};
  hold.wish.items = {{wish.booking, wish.slot}};
  hold.wish.owner.session = session_of(wish.person);
  hold.wish.customer.name = domain::parse_name("Sara Khan");
  hold.wish.customer.phone = domain::phone_from_e164("+97150" + std::to_string(1'000'000 + wish.person + 10 * day_));
  hold.wish.hold_for = wish.length;
  const std::string subject = "session:" + hold.wish.owner.session->text();
  if (wish.key) hold.once.key = domain::OnceKey{subject, *wish.key, {}};
  hold.once.by = {subject, domain::Role::guest, "race"};
  hold.once.reply = as_code<std::vector<domain::Booking>>();
  return hold;
}

ports::Once<domain::Booking> Races::by_the_desk() const {
  ports::Once<domain::Booking> once;
  once.key = desk_key_;
  once.by = {"user:desk", domain::Role::frontdesk, "race"};
  once.reply = as_code<domain::Booking>();
  return once;
}

Task<void> Races::hold(Session& session, std::vector<Wish> wishes, Outcome& outcome) {
  std::vector<ports::PlaceHold> holds;
  for (const Wish& wish : wishes) holds.push_back(hold_of(wish));
  auto placing = session.bookings().place_holds(std::move(holds));
  const std::vector<Result<Answer>> answers = co_await placing;
  for (const Result<Answer>& answer : answers) {
    outcome = outcome_of(answer);
    if (outcome != "201") co_return;
  }
}

Task<void> Races::confirm(Session& session, domain::BookingId booking, Outcome& outcome) {
  auto confirming = session.bookings().confirm(booking, {}, by_the_desk());
  const Result<Answer> answer = co_await confirming;
  outcome = outcome_of(answer);
}

Task<void> Races::cancel(Session& session, domain::BookingId booking, Outcome& outcome) {
  auto cancelling = session.bookings().cancel(booking, domain::Viewer::staff, "", by_the_desk());
  const Result<Answer> answer = co_await cancelling;
  outcome = outcome_of(answer);
}

Task<void> Races::move(Session& session, domain::BookingId booking, domain::SlotId target, Outcome& outcome) {
  auto moving = session.bookings().reschedule(booking, target, {domain::Viewer::staff}, by_the_desk());
  const Result<Answer> answer = co_await moving;
  outcome = outcome_of(answer);
}

Task<void> Races::expire(Session& session, Outcome& outcome) {
  auto expiring = session.bookings().expire_due(10);
  const int expired = co_await expiring;
  outcome = std::to_string(expired);
}

Task<void> Races::generate(Session& session, Outcome& outcome) {
  ports::GenerateSlots what;
  what.location_id = location_;
  what.from = what.to = domain::Zone::find("Asia/Dubai")->date_of(now_);
  auto generating = session.slots().generate(what, ports::Requester{"system", domain::Role::admin, "race"});
  const auto report = co_await generating;
  outcome = !report ? "refused"
                    : "created " + std::to_string(report->created) + " updated " + std::to_string(report->updated) +
                          " blocked " + std::to_string(report->blocked) + " removed " + std::to_string(report->removed);
}

Racer Races::holding(Wish wish) {
  return [this, wish](Session& session, Outcome& outcome) { return hold(session, std::vector{wish}, outcome); };
}
Racer Races::confirming(domain::BookingId booking) {
  return [this, booking](Session& session, Outcome& outcome) { return confirm(session, booking, outcome); };
}
Racer Races::cancelling(domain::BookingId booking) {
  return [this, booking](Session& session, Outcome& outcome) { return cancel(session, booking, outcome); };
}
Racer Races::moving(domain::BookingId booking, domain::SlotId target) {
  return
      [this, booking, target](Session& session, Outcome& outcome) { return move(session, booking, target, outcome); };
}
Racer Races::expiring() {
  return [this](Session& session, Outcome& outcome) { return expire(session, outcome); };
}
Racer Races::generating() {
  return [this](Session& session, Outcome& outcome) { return generate(session, outcome); };
}
Racer Races::at(Instant now, Racer racer) {
  return [now, racer = std::move(racer)](Session& session, Outcome& outcome) {
    session.set_now(now);
    return racer(session, outcome);
  };
}

Outcome Races::at_once(const Racer& racer) {
  Outcome outcome;
  Session& session = *session_[0];
  session.begin([&] { return racer(session, outcome); });
  finish({&session});
  return outcome;
}

std::string Races::bookings_of_the_day() {
  return observer_->text("SELECT count(*)::text FROM bookings WHERE created_at = " +
                         quoted(domain::format_instant(now_)));
}

void Races::finish(const std::vector<Session*>& racing) {
  for (Session* session : racing) {
    session->let_all();
    ASSERT_TRUE(observer_->settle(racing));
  }
  ASSERT_TRUE(observer_->finish(racing));
  for (Session* session : racing) EXPECT_EQ(session->error(), "");
}

Ran Races::run_order(const Order& order) {
  Ran ran;
  ran.outcomes.assign(order.racers.size(), "");
  std::vector<Session*> racing;
  for (std::size_t i = 0; i < order.racers.size(); ++i) {
    Session* session = session_[i].get();
    racing.push_back(session);
    session->begin([&, session, i] { return order.racers[i](*session, ran.outcomes[i]); });
    i < order.stops.size() ? session->let(order.stops[i]) : session->let_all();
    EXPECT_TRUE(observer_->settle(racing));
    ran.stopped.push_back(session->is_stopped());
  }
  finish(racing);
  ++unchecked_;
  return ran;
}

std::vector<bool> Races::try_order(const Trial& trial) {
  next_day();
  std::vector<Racer> racers = trial.prepare();
  const auto turned = static_cast<std::ptrdiff_t>(trial.turned);
  std::ranges::rotate(racers, racers.begin() + turned);
  Ran ran = run_order({std::move(racers), trial.stops});
  std::ranges::rotate(ran.outcomes, ran.outcomes.end() - turned);
  std::string told = "racer " + std::to_string(trial.turned + 1) + " began, stops";
  for (const int stop : trial.stops) told += " " + std::to_string(stop);
  for (const Outcome& outcome : ran.outcomes) told += ", " + outcome;
  SCOPED_TRACE(told);
  trial.judge(ran.outcomes);
  return ran.stopped;
}

int Races::try_two(const Prepare& prepare, const Judge& judge, Roles roles) {
  int orders = 0;
  for (std::size_t turned = 0; turned < (roles == Roles::both ? 2 : 1); ++turned) {
    bool first_stops = true;
    for (int first = 0; first_stops && first < most_stops; ++first) {
      // Where the second meets a lock or its end, all later stops are the same order.
      bool second_stops = true;
      for (int second = 0; second_stops && second < most_stops; ++second) {
        const auto stopped = try_order({prepare, judge, turned, {first, second}});
        if (HasFailure()) return orders;
        first_stops = stopped[0];
        second_stops = stopped[1] && first_stops;
        ++orders;
      }
    }
  }
  return orders;
}

int Races::try_three(const Prepare& prepare, const Judge& judge, Roles roles, Grid grid) {
  int orders = 0;
  const int step = static_cast<int>(grid);
  for (std::size_t turned = 0; turned < (roles == Roles::both ? 3 : 1); ++turned) {
    bool first_stops = true;
    for (int first = 0; first_stops && first < most_stops; first += turned == 0 ? 1 : step / 2) {
      bool second_stops = true;
      for (int second = 1; second_stops && second < most_stops; second += step) {
        bool third_stops = true;
        for (int third = 2; third_stops && third < most_stops; third += step) {
          const auto stopped = try_order({prepare, judge, turned, {first, second, third}});
          if (HasFailure()) return orders;
          first_stops = stopped[0];
          second_stops = stopped[1] && first_stops;
          third_stops = stopped[2] && first_stops;
          ++orders;
        }
      }
    }
  }
  return orders;
}

}  // namespace salon::storage::races
