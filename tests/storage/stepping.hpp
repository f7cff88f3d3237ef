// Sessions on a real PostgreSQL that run statement by statement, so that every order of two or three can be tried.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/asio_task.hpp"
#include "storage/booking_store.hpp"
#include "storage/rule_store.hpp"
#include "storage/slot_store.hpp"
#include "testing/counting_ids.hpp"

namespace salon::storage::races {

// One client of the database with a connection, a clock and a gate of its own. It waits for locks as long as the test
// keeps them; until it is told another time, the database's own clock decides.
class Session {
 public:
  Session(platform::Loop& loop, std::string url, ports::IdSource& ids, const ports::SecretBox& secrets);

  [[nodiscard]] PgBookingStore& bookings() { return bookings_; }
  [[nodiscard]] PgSlotStore& slots() { return slots_; }
  [[nodiscard]] PgRuleStore& rules() { return rules_; }
  void set_now(domain::Instant now) { clock_.fix(now); }
  // Begins the work; it stops before its first statement.
  void begin(std::function<Task<void>()> work);
  // Lets so many more statements begin; COMMIT counts as one.
  void let(int statements);
  void let_all() { let(1'000'000); }
  [[nodiscard]] bool is_done() const { return is_done_; }
  [[nodiscard]] bool is_stopped() const { return static_cast<bool>(stopped_); }
  // Neither done nor stopped: once all has come to rest, it waits for a lock.
  [[nodiscard]] bool is_moving() const { return !is_done() && !is_stopped(); }
  // What it has begun to say so far, COMMIT among it.
  [[nodiscard]] const std::vector<std::string>& said() const { return said_; }
  [[nodiscard]] int backend() const { return backend_; }
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  struct Gate {
    Session& session;
    bool await_ready() const noexcept { return session.begun_ < session.allowed_; }
    void await_suspend(std::coroutine_handle<> waiter) { session.stopped_ = waiter; }
    void await_resume() const noexcept { ++session.begun_; }
  };
  Task<void> before_statement(std::string sql);
  Task<void> become_patient();

  platform::Loop& loop_;
  StoreClock clock_;
  PgPool pool_;
  Database database_;
  PgBookingStore bookings_;
  PgSlotStore slots_;
  PgRuleStore rules_;
  int backend_ = 0;
  int allowed_ = 0;
  int begun_ = 0;
  bool is_done_ = true;
  std::vector<std::string> said_;
  std::string error_;
  std::coroutine_handle<> stopped_;
};

// Looks on from outside: what has come to rest, and what holds. Another one locks and plants what a test wants locked
// and planted.
class Observer {
 public:
  Observer(platform::Loop& loop, const std::string& url);
  void script(const std::string& sql);
  // The same, for what may have to wait; it has ended, done or refused, when `has_ended`.
  Task<void> attempt(std::string sql, bool& has_ended);
  // The first column, a line a row.
  [[nodiscard]] std::string text(const std::string& query);
  // Until every session is done, stopped at its gate, or waits for a lock. False: something else is going on for too
  // long.
  [[nodiscard]] bool settle(const std::vector<Session*>& sessions);
  // Until every session is done. False: not even long after the last deadlock would have been found.
  [[nodiscard]] bool finish(const std::vector<Session*>& sessions);
  // How many deadlocks this database has seen. Asked when all others have left, for they tell as they leave.
  [[nodiscard]] std::string deadlocks();

 private:
  void turn();
  bool something_happens();  // within a millisecond, which is long for a statement and short for a test

  platform::Loop& loop_;
  PgConnection connection_;
};

}  // namespace salon::storage::races
