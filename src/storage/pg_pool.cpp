#include "storage/pg_pool.hpp"

#include <algorithm>

#include "platform/time_limit.hpp"
#include "ports/store.hpp"

namespace salon::storage {

using ports::Unavailable;

Lease::~Lease() {
  if (connection_) pool_->give_back(std::move(connection_));
}

Lease PgPool::lend(std::unique_ptr<PgConnection> connection) {
  working_.insert(connection.get());
  return Lease(*this, std::move(connection));
}

Task<Lease> PgPool::acquire() {
  auto asking = platform::current_limit();
  const platform::TimeLimit* limit = co_await asking;
  if (options_.url.empty()) throw Unavailable("no database is given");
  if (is_abandoned_) throw Unavailable("this process is leaving");
  if (limit && limit->is_over()) throw Unavailable("there is no time left to ask the database");
  if (!idle_.empty()) {
    std::unique_ptr<PgConnection> connection = std::move(idle_.back());
    idle_.pop_back();
    co_return lend(std::move(connection));
  }
  if (open_ < options_.connections) {
    ++open_;
    auto opening = open();
    std::unique_ptr<PgConnection> connection = co_await opening;
    co_return lend(std::move(connection));
  }
  if (static_cast<int>(waiting_.size()) >= options_.longest_queue) throw Unavailable("too many wait for the database");
  Waiter waiter(io_);
  auto turn = wait_for_turn(waiter);
  co_await turn;
  if (!waiter.served) throw Unavailable("the database is busy");
  if (!waiter.connection) {
    auto opening = open();
    waiter.connection = co_await opening;
  }
  co_return lend(std::move(waiter.connection));
}

Task<void> PgPool::wait_for_turn(Waiter& waiter) {
  waiting_.push_back(&waiter);
  auto asking = platform::current_limit();
  const platform::TimeLimit* limit = co_await asking;
  auto waiting = platform::wait_for(waiter.timer, platform::at_most(limit, options_.wait));
  co_await waiting;
  if (!waiter.served) std::erase(waiting_, &waiter);
}

// For a place that is counted already.
Task<std::unique_ptr<PgConnection>> PgPool::open() {
  auto connection = std::make_unique<PgConnection>(io_, options_.url);
  working_.insert(connection.get());
  std::string problem;
  try {
    auto connecting = connection->connect();
    co_await connecting;
    co_return connection;
  } catch (const PgLost& lost) {
    problem = lost.what();
  } catch (const PgRefused& refused) {
    problem = refused.what();
  }
  working_.erase(connection.get());
  --open_;
  wake_next(nullptr);
  throw Unavailable(problem);
}

void PgPool::abandon() {
  is_abandoned_ = true;
  drop_idle();
  for (PgConnection* connection : working_) connection->cut_off();
  for (Waiter* waiter : waiting_) waiter->timer.cancel();
}

void PgPool::drop_idle() {
  open_ -= static_cast<int>(idle_.size());
  idle_.clear();
}

// Served with a connection, or with a place to open one in.
void PgPool::wake_next(std::unique_ptr<PgConnection> connection) {
  if (waiting_.empty()) {
    if (connection) idle_.push_back(std::move(connection));
    return;
  }
  if (!connection) ++open_;
  Waiter* waiter = waiting_.front();
  waiting_.pop_front();
  waiter->served = true;
  waiter->connection = std::move(connection);
  waiter->timer.cancel();
}

void PgPool::give_back(std::unique_ptr<PgConnection> connection) {
  working_.erase(connection.get());
  connection->wait_as_usual();
  if (connection->is_usable() && !connection->in_transaction()) return wake_next(std::move(connection));
  --open_;
  connection.reset();
  wake_next(nullptr);
}

}  // namespace salon::storage
