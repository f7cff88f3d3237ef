// One PostgreSQL connection on a loop: libpq without blocking, prepared statements, a deadline for every wait.
// Session settings: UTC, lock_timeout 2 s, statement_timeout 3 s, idle_in_transaction 5 s, READ COMMITTED
// (reliability.md 6).
#pragma once

#include <libpq-fe.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "platform/asio_task.hpp"
#include "storage/pg_value.hpp"

namespace salon::storage {

using platform::Task;

// The database refused a statement. `sqlstate` is never empty.
class PgRefused : public std::runtime_error {
 public:
  PgRefused(std::string state, std::string constraint_name, const std::string& text)
      : std::runtime_error(text), sqlstate(std::move(state)), constraint(std::move(constraint_name)) {}
  std::string sqlstate;
  std::string constraint;
};

// The connection is gone, or was given up because it did not answer in time.
class PgLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// A statement's text must be a literal: it is prepared once a connection and known by its address.
struct Statement {
  const char* sql;
};

class PgConnection {
 public:
  PgConnection(boost::asio::io_context& io, std::string url);
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // PgLost when there is no server within `connect_deadline`.
  Task<void> connect();
  Task<Rows> run(Statement statement, Params params);
  // Several statements without parameters and results, at once (migrations, BEGIN, COMMIT).
  Task<void> script(std::string sql);
  // Waits for a notification on a LISTENed channel; its payload. PgLost when the connection ends.
  Task<std::string> notification();

  // How long a statement's answer is waited for from now on; until the pool has the connection back.
  void wait_for_answers(std::chrono::milliseconds longest) { longest_answer_ = longest; }
  void wait_as_usual();

  [[nodiscard]] bool is_usable() const;
  [[nodiscard]] bool in_transaction() const;
  void close();

 private:
  Task<void> wait(bool for_write, std::chrono::steady_clock::time_point deadline);
  Task<void> flush(std::chrono::steady_clock::time_point deadline);
  Task<PGresult*> collect(std::chrono::steady_clock::time_point deadline);
  Task<std::string> prepared(Statement statement, std::chrono::steady_clock::time_point deadline);
  Task<Rows> finish(std::chrono::steady_clock::time_point deadline);
  [[noreturn]] void lose(const std::string& why);
  void attach();

  boost::asio::io_context& io_;
  std::string url_;
  PGconn* connection_ = nullptr;
  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer timer_;
  std::unordered_map<const char*, std::string> prepared_;
  std::chrono::milliseconds longest_answer_;
};

}  // namespace salon::storage
