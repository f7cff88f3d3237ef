// A loop's connections: few (more are slower), opened when needed, with a bounded queue of those who wait for one.
#pragma once

#include <deque>
#include <memory>
#include <unordered_set>
#include <vector>

#include "storage/pg_connection.hpp"

namespace salon::storage {

struct PoolOptions {
  std::string url;
  int connections = 4;
  int longest_queue = 256;
  std::chrono::milliseconds wait{1000};
};

class PgPool;

// A connection for one piece of work. What comes back in the middle of a transaction, or broken, is closed.
class Lease {
 public:
  Lease(PgPool& pool, std::unique_ptr<PgConnection> connection) : pool_(&pool), connection_(std::move(connection)) {}
  Lease(Lease&&) = default;
  Lease& operator=(Lease&&) = delete;
  ~Lease();
  PgConnection* operator->() const { return connection_.get(); }
  PgConnection& operator*() const { return *connection_; }

 private:
  PgPool* pool_;
  std::unique_ptr<PgConnection> connection_;
};

class PgPool {
 public:
  PgPool(boost::asio::io_context& io, PoolOptions options) : io_(io), options_(std::move(options)) {}

  // ports::Unavailable: no server, or too many wait already.
  Task<Lease> acquire();
  [[nodiscard]] boost::asio::io_context& io() { return io_; }
  [[nodiscard]] const PoolOptions& options() const { return options_; }
  // At the end of a process: cuts off all work but COMMITs that were sent. No connection is given any more.
  void abandon();
  // After "read-only" or a lost server: the idle ones are of no use either.
  void drop_idle();

 private:
  friend class Lease;
  struct Waiter {
    explicit Waiter(boost::asio::io_context& io) : timer(io) {}
    boost::asio::steady_timer timer;
    std::unique_ptr<PgConnection> connection;
    bool served = false;
  };
  Lease lend(std::unique_ptr<PgConnection> connection);
  void give_back(std::unique_ptr<PgConnection> connection);
  Task<std::unique_ptr<PgConnection>> open();
  Task<void> wait_for_turn(Waiter& waiter);
  void wake_next(std::unique_ptr<PgConnection> connection);

  boost::asio::io_context& io_;
  PoolOptions options_;
  std::vector<std::unique_ptr<PgConnection>> idle_;
  std::deque<Waiter*> waiting_;
  std::unordered_set<PgConnection*> working_;  // leased, or being opened
  int open_ = 0;                               // leased, idle, or promised to who waits
  bool is_abandoned_ = false;
};

}  // namespace salon::storage
