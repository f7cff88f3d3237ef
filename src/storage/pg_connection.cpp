#include "storage/pg_connection.hpp"

#include "platform/time_limit.hpp"

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
    "SET jit = off;"
    // A plan made while a table was small is kept for a while as it grows: one that reads the whole table must not be
    // among them.
    "SET enable_seqscan = off; SET random_page_cost = 1.1;"
    // A statement that nobody waits for any more ends soon, and frees what it has locked.
    "SET client_connection_check_interval = '1s'";

// Plans are made for tables as they are: those of a young salon grow from nothing, and what was as good as any other
// then is kept until the server next counts them. Making all anew costs some milliseconds.
constexpr std::chrono::seconds plans_kept{1};

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

void ignore_notice(void*, const PGresult*) {}

bool has_succeeded(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
}

}  // namespace

PgConnection::PgConnection(boost::asio::io_context& io, std::string url)
    : io_(io),
      url_(std::move(url)),
      socket_(io),
      deadline_(io,
                [this] {
                  boost::system::error_code ignored;
                  socket_.cancel(ignored);
                }),
      longest_answer_(usual_answer) {}

PgConnection::~PgConnection() { close(); }

void PgConnection::close() {
  if (socket_.is_open()) socket_.release();
  if (connection_ != nullptr) PQfinish(std::exchange(connection_, nullptr));
  prepared_.clear();
}

void PgConnection::cut_off() {
  is_cut_off_ = true;
  if (is_committing_ || !socket_.is_open()) return;
  platform::error_code ignored;
  socket_.cancel(ignored);
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
  if (is_cut_off_ && !is_committing_) lose("the work was cut off");
  deadline_.set_at(deadline);
  auto waiting = platform::asio_wait<platform::error_code>([this, for_write](auto handler) {
    socket_.async_wait(for_write ? boost::asio::posix::stream_descriptor::wait_write
                                 : boost::asio::posix::stream_descriptor::wait_read,
                       std::move(handler));
  });
  const platform::error_code error = co_await waiting;
  const bool is_late = deadline_.is_expired();
  deadline_.clear();
  if (is_late) lose("no answer in time");
  if (error) lose("the connection ended: " + error.message());
}

Task<ConnectParameters> PgConnection::parameters_until(steady_clock::time_point deadline) {
  std::string problem;
  try {
    auto asking = connect_parameters(io_, url_, deadline);
    co_return co_await asking;
  } catch (const std::exception& error) {
    problem = error.what();
  }
  lose("no connection to PostgreSQL: " + problem);
}

Task<void> PgConnection::connect() {
  close();
  auto asking = platform::current_limit();
  const platform::TimeLimit* limit = co_await asking;
  const auto deadline = platform::due_within(limit, connect_deadline);
  auto preparing = parameters_until(deadline);
  const ConnectParameters parameters = co_await preparing;
  connection_ = PQconnectStartParams(parameters.names().data(), parameters.values().data(), 0);
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
  plans_end_ = platform::from_now(plans_kept);
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

void PgConnection::refuse(const PGresult* failed) {
  const std::string state = field(failed, PG_DIAG_SQLSTATE);
  const std::string text = field(failed, PG_DIAG_MESSAGE_PRIMARY);
  if (PQstatus(connection_) != CONNECTION_OK || state.empty() || state.starts_with("57P") || state.starts_with("08"))
    lose("the server ended the connection: " + text);
  throw PgRefused(state, field(failed, PG_DIAG_CONSTRAINT_NAME), state + " " + text);
}

// All results of the command; the last one counts, an error among them is thrown when the connection is ready again.
Task<Rows> PgConnection::finish(steady_clock::time_point deadline) {
  auto flushed = flush(deadline);
  co_await flushed;
  Result last(nullptr, &PQclear);
  Result failed(nullptr, &PQclear);
  while (true) {
    auto next = collect(deadline);
    PGresult* result = co_await next;
    if (result == nullptr) break;
    (has_succeeded(result) ? last : failed).reset(result);
  }
  if (failed) refuse(failed.get());
  if (PQstatus(connection_) != CONNECTION_OK) lose("the connection ended");
  co_return Rows(last.release());
}

void PgConnection::send_query(const std::string& name, const Params& params) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const Params::Value& value : params.values()) {
    values.push_back(value.bytes ? value.bytes->c_str() : nullptr);
    lengths.push_back(value.bytes ? static_cast<int>(value.bytes->size()) : 0);
    formats.push_back(value.is_binary ? 1 : 0);
  }
  const int count = static_cast<int>(values.size());
  const int sent =
      PQsendQueryPrepared(connection_, name.c_str(), count, values.data(), lengths.data(), formats.data(), 0);
  if (sent == 0) lose(PQerrorMessage(connection_));
}

// Last in its go: a transaction's BEGIN must find nothing before it.
void PgConnection::forget_old_plans(std::vector<Sent>& sent) {
  if (platform::from_now({}) < plans_end_) return;
  plans_end_ = platform::from_now(plans_kept);
  if (PQsendQueryParams(connection_, "DISCARD PLANS", 0, nullptr, nullptr, nullptr, nullptr, 0) == 0)
    lose(PQerrorMessage(connection_));
  sent.push_back({.is_asked = false});
}

// A statement is prepared in the same go, where it is not yet; it counts as prepared when the server says so.
auto PgConnection::send(const std::vector<Query>& queries) -> std::vector<Sent> {
  if (PQenterPipelineMode(connection_) == 0) lose(PQerrorMessage(connection_));
  std::vector<Sent> sent;
  std::unordered_map<const char*, std::string> preparing;
  for (const Query& query : queries) {
    const char* sql = query.statement.sql;
    auto known = prepared_.find(sql);
    if (known == prepared_.end()) {
      const auto [entry, is_new] = preparing.try_emplace(sql);
      if (is_new) {
        entry->second = "s" + std::to_string(++prepared_names_);
        if (PQsendPrepare(connection_, entry->second.c_str(), sql, 0, nullptr) == 0) lose(PQerrorMessage(connection_));
        sent.push_back({entry->second, sql});
      }
      known = entry;
    }
    send_query(known->second, query.params);
    sent.push_back({known->second});
  }
  forget_old_plans(sent);
  if (PQpipelineSync(connection_) == 0) lose(PQerrorMessage(connection_));
  return sent;
}

Task<std::vector<Rows>> PgConnection::receive(std::vector<Sent> sent, steady_clock::time_point deadline) {
  auto flushed = flush(deadline);
  co_await flushed;
  std::vector<Rows> rows;
  Result failed(nullptr, &PQclear);
  for (const Sent& one : sent) {
    auto next = collect(deadline);
    Result result(co_await next, &PQclear);
    if (!result) lose("the connection ended");
    if (!has_succeeded(result.get())) {
      if (!failed) failed = std::move(result);
    } else if (one.prepares != nullptr) {
      prepared_.emplace(one.prepares, one.name);
    } else if (one.is_asked) {
      rows.emplace_back(result.release());
    }
    auto end = collect(deadline);
    const Result nothing(co_await end, &PQclear);
  }
  auto last = collect(deadline);
  const Result sync(co_await last, &PQclear);
  if (failed && PQstatus(connection_) != CONNECTION_OK) refuse(failed.get());
  if (PQresultStatus(sync.get()) != PGRES_PIPELINE_SYNC || PQexitPipelineMode(connection_) == 0)
    lose(std::string("the connection ended: ") + PQerrorMessage(connection_));
  if (failed) refuse(failed.get());
  co_return rows;
}

Task<std::vector<Rows>> PgConnection::run_all(std::vector<Query> queries) {
  if (!is_usable()) lose("the connection is closed");
  if (queries.empty()) co_return std::vector<Rows>();
  auto asking = platform::current_limit();
  const platform::TimeLimit* limit = co_await asking;
  std::vector<Sent> sent = send(queries);
  auto receiving = receive(std::move(sent), platform::due_within(limit, longest_answer_));
  co_return co_await receiving;
}

Task<Rows> PgConnection::run(Statement statement, Params params) {
  std::vector<Query> one;
  one.push_back({statement, std::move(params)});
  auto running = run_all(std::move(one));
  std::vector<Rows> rows = co_await running;
  co_return std::move(rows.front());
}

Task<void> PgConnection::script(std::string sql) {
  if (!is_usable()) lose("the connection is closed");
  auto asking = platform::current_limit();
  const platform::TimeLimit* limit = co_await asking;
  if (PQsendQuery(connection_, sql.c_str()) == 0) lose(PQerrorMessage(connection_));
  is_committing_ = sql == "COMMIT";
  auto done = finish(platform::due_within(limit, longest_answer_));
  co_await done;
  is_committing_ = false;
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
