// One PostgreSQL connection on a loop: libpq without blocking, prepared statements, a deadline for every wait, and none
// longer than the time limit of whoever waits.
// Session settings: UTC, lock_timeout 2 s, statement_timeout 3 s, idle_in_transaction 5 s, READ COMMITTED
// (reliability.md 6).
#pragma once

#include <libpq-fe.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "platform/asio_task.hpp"
#include "platform/deadline.hpp"
#include "storage/pg_address.hpp"
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

struct Query {
  Statement statement;
  Params params;
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
  // All in one go, one after the other; the server runs none after one that fails, which is thrown.
  Task<std::vector<Rows>> run_all(std::vector<Query> queries);
  // Several statements without parameters and results, at once (migrations, BEGIN, COMMIT).
  Task<void> script(std::string sql);
  // Waits for a notification on a LISTENed channel; its payload. PgLost when the connection ends.
  Task<std::string> notification();

  // How long a statement's answer is waited for from now on; until the pool has the connection back.
  void wait_for_answers(std::chrono::milliseconds longest) { longest_answer_ = longest; }
  void wait_as_usual();

  // Ends what is waited for, and refuses to wait again; only the answer to a COMMIT that was sent is still waited for.
  void cut_off();

  [[nodiscard]] bool is_usable() const;
  [[nodiscard]] bool in_transaction() const;
  void close();

 private:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
  struct Sent {
    std::string name;                // of the prepared statement
    const char* prepares = nullptr;  // the text that is prepared by it; nothing: it is a query
    bool is_asked = true;            // by somebody who waits for its rows
  };
  Task<ConnectParameters> parameters_until(std::chrono::steady_clock::time_point deadline);
  Task<void> wait(bool for_write, std::chrono::steady_clock::time_point deadline);
  Task<void> flush(std::chrono::steady_clock::time_point deadline);
  Task<PGresult*> collect(std::chrono::steady_clock::time_point deadline);
  Task<Rows> finish(std::chrono::steady_clock::time_point deadline);
  std::vector<Sent> send(const std::vector<Query>& queries);
  void forget_old_plans(std::vector<Sent>& sent);
  void send_query(const std::string& name, const Params& params);
  Task<std::vector<Rows>> receive(std::vector<Sent> sent, std::chrono::steady_clock::time_point deadline);
  [[noreturn]] void refuse(const PGresult* failed);
  [[noreturn]] void lose(const std::string& why);
  void attach();

  boost::asio::io_context& io_;
  std::string url_;
  PGconn* connection_ = nullptr;
  boost::asio::posix::stream_descriptor socket_;
  platform::Deadline deadline_;  // only cancels a wait on the socket
  std::unordered_map<const char*, std::string> prepared_;
  int prepared_names_ = 0;
  std::chrono::steady_clock::time_point plans_end_;
  std::chrono::milliseconds longest_answer_;
  bool is_committing_ = false;
  bool is_cut_off_ = false;
};

}  // namespace salon::storage
