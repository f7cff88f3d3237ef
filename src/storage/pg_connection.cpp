#include "storage/pg_connection.hpp"

#include <memory>

#include "platform/deadline.hpp"

namespace salon::storage {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds connect_deadline{1000};
constexpr std::chrono::milliseconds usual_answer{4000};  // statement_timeout is 3 s: the server speaks first
constexpr const char* session_settings =
    "SET client_encoding = 'UTF8'; SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601';"
    "SET lock_timeout = '2s'; SET statement_timeout = '3s'; SET idle_in_transaction_session_timeout = '5s';"
    "SET default_transaction_isolation = 'read committed'; SET client_min_messages = 'warning'; SET plan_cache_mode = "
    "'auto';"
    "SET jit = off";

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

void ignore_notice(void*, const PGresult*) {}

}  // namespace

PgConnection::PgConnection(boost::asio::io_context& io, std::string url)
    : io_(io), url_(std::move(url)), socket_(io), timer_(io), longest_answer_(usual_answer) {}

PgConnection::~PgConnection() { close(); }

void PgConnection::close() {
  if (socket_.is_open()) socket_.release();
  if (connection_ != nullptr) PQfinish(std::exchange(connection_, nullptr));
  prepared_.clear();
}

void PgConnection::wait_as_usual() { longest_answer_ = usual_answer; }

void PgConnection::lose(const std::string& why) {
  close();
  throw PgLost(why);
}

bool PgConnection::is_usable() const { return connection_ != nullptr && PQstatus(connection_) == CONNECTION_OK; }
bool PgConnection::in_transaction() const {
  return connection_ != nullptr && PQtransactionStatus(connection_) != PQTRANS_IDLE;
}

// libpq may open another socket while it connects (IPv6, then IPv4): the descriptor follows it.
void PgConnection::attach() {
  const int socket = PQsocket(connection_);
  if (socket_.is_open()) {
    if (socket_.native_handle() == socket) return;
    socket_.release();
  }
  if (socket >= 0) socket_.assign(socket);
}

Task<void> PgConnection::wait(bool for_write, steady_clock::time_point deadline) {
  if (!socket_.is_open()) lose("the connection has no socket");
  timer_.expires_at(deadline);
  bool late = false;
  bool timer_done = false;
  // The timer only cancels the wait on the socket; both have ended when this returns.
  timer_.async_wait([this, &late, &timer_done](platform::error_code error) {
    timer_done = true;
    if (error) return;
    late = true;
    socket_.cancel();
  });
  auto waiting = platform::asio_wait<platform::error_code>([this, for_write](auto handler) {
    socket_.async_wait(for_write ? boost::asio::posix::stream_descriptor::wait_write
                                 : boost::asio::posix::stream_descriptor::wait_read,
                       std::move(handler));
  });
  const platform::error_code error = co_await waiting;
  timer_.cancel();
  while (!timer_done) {
    boost::asio::steady_timer turn(io_, std::chrono::seconds(0));
    auto next_turn =
        platform::asio_wait<platform::error_code>([&turn](auto handler) { turn.async_wait(std::move(handler)); });
    co_await next_turn;
  }
  if (late) lose("no answer in time");
  if (error) lose("the connection ended: " + error.message());
}

Task<void> PgConnection::connect() {
  close();
  const auto deadline = platform::from_now(connect_deadline);
  connection_ = PQconnectStart(url_.c_str());
  if (connection_ == nullptr || PQstatus(connection_) == CONNECTION_BAD) lose("no connection to PostgreSQL");
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK) {
    if (state == PGRES_POLLING_FAILED) lose(std::string("no connection to PostgreSQL: ") + PQerrorMessage(connection_));
    attach();
    auto ready = wait(state == PGRES_POLLING_WRITING, deadline);
    co_await ready;
    state = PQconnectPoll(connection_);
  }
  attach();
  if (PQsetnonblocking(connection_, 1) != 0) lose("the connection cannot be used without blocking");
  PQsetNoticeReceiver(connection_, &ignore_notice, nullptr);
  auto settings = script(session_settings);
  co_await settings;
}

Task<void> PgConnection::flush(steady_clock::time_point deadline) {
  int left = PQflush(connection_);
  while (left > 0) {
    auto writable = wait(true, deadline);
    co_await writable;
    left = PQflush(connection_);
  }
  if (left < 0) lose("the connection ended while sending");
}

// The next result, or null at the end of a command's results.
Task<PGresult*> PgConnection::collect(steady_clock::time_point deadline) {
  while (PQisBusy(connection_) != 0) {
    auto readable = wait(false, deadline);
    co_await readable;
    if (PQconsumeInput(connection_) == 0) lose(std::string("the connection ended: ") + PQerrorMessage(connection_));
  }
  co_return PQgetResult(connection_);
}

// All results of the command; the last one counts, an error among them is thrown when the connection is ready again.
Task<Rows> PgConnection::finish(steady_clock::time_point deadline) {
  auto flushed = flush(deadline);
  co_await flushed;
  std::unique_ptr<PGresult, decltype(&PQclear)> last(nullptr, &PQclear);
  std::unique_ptr<PGresult, decltype(&PQclear)> failed(nullptr, &PQclear);
  while (true) {
    auto next = collect(deadline);
    PGresult* result = co_await next;
    if (result == nullptr) break;
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
      last.reset(result);
    } else {
      failed.reset(result);
    }
  }
  if (failed) {
    const std::string state = field(failed.get(), PG_DIAG_SQLSTATE);
    const std::string text = field(failed.get(), PG_DIAG_MESSAGE_PRIMARY);
    if (PQstatus(connection_) != CONNECTION_OK || state.empty() || state.starts_with("57P") ||
        state.starts_with("08")) {
      lose("the server ended the connection: " + text);
    }
    throw PgRefused(state, field(failed.get(), PG_DIAG_CONSTRAINT_NAME), state + " " + text);
  }
  if (PQstatus(connection_) != CONNECTION_OK) lose("the connection ended");
  co_return Rows(last.release());
}

Task<std::string> PgConnection::prepared(Statement statement, steady_clock::time_point deadline) {
  const auto known = prepared_.find(statement.sql);
  if (known != prepared_.end()) co_return known->second;
  std::string name = "s" + std::to_string(prepared_.size() + 1);
  if (PQsendPrepare(connection_, name.c_str(), statement.sql, 0, nullptr) == 0) lose(PQerrorMessage(connection_));
  auto done = finish(deadline);
  co_await done;
  prepared_.emplace(statement.sql, name);
  co_return name;
}

Task<Rows> PgConnection::run(Statement statement, Params params) {
  if (!is_usable()) lose("the connection is closed");
  const auto deadline = platform::from_now(longest_answer_);
  auto preparing = prepared(statement, deadline);
  const std::string name = co_await preparing;
  std::vector<const char*> values;
  values.reserve(params.values().size());
  for (const auto& value : params.values()) values.push_back(value ? value->c_str() : nullptr);
  if (PQsendQueryPrepared(connection_, name.c_str(), static_cast<int>(values.size()), values.data(), nullptr, nullptr,
                          0) == 0) {
    lose(PQerrorMessage(connection_));
  }
  auto done = finish(deadline);
  co_return co_await done;
}

Task<void> PgConnection::script(std::string sql) {
  if (!is_usable()) lose("the connection is closed");
  if (PQsendQuery(connection_, sql.c_str()) == 0) lose(PQerrorMessage(connection_));
  auto done = finish(platform::from_now(longest_answer_));
  co_await done;
}

Task<std::string> PgConnection::notification() {
  if (!is_usable()) lose("the connection is closed");
  while (true) {
    PGnotify* notify = PQnotifies(connection_);
    if (notify != nullptr) {
      std::string payload = notify->extra;
      PQfreemem(notify);
      co_return payload;
    }
    auto readable = wait(false, platform::from_now(std::chrono::hours(24)));
    co_await readable;
    if (PQconsumeInput(connection_) == 0) lose("the connection ended");
  }
}

}  // namespace salon::storage
