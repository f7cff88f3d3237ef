#include "stepping.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <map>

namespace salon::storage::races {

namespace {

constexpr Statement backend_statement{"SELECT pg_backend_pid()"};
constexpr const char* patient =
    "SET lock_timeout = 0; SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0";

bool all_done(const std::vector<Session*>& sessions) { return std::ranges::all_of(sessions, &Session::is_done); }

}  // namespace

Session::Session(platform::Loop& loop, std::string url, ports::IdSource& ids, const ports::SecretBox& secrets)
    : loop_(loop),
      pool_(loop.io(), {.url = std::move(url), .connections = 1}),
      database_{pool_, secrets, ids, clock_,
                [this](std::string_view sql) { return before_statement(std::string(sql)); }},
      bookings_(database_),
      slots_(database_),
      rules_(database_) {
  platform::run_on(loop_, become_patient());
}

Task<void> Session::become_patient() {
  auto leasing = pool_.acquire();
  Lease lease = co_await leasing;
  auto setting = lease->script(patient);
  co_await setting;
  auto asking = lease->run(backend_statement, Params());
  const Rows rows = co_await asking;
  RowReader row = rows.row(0);
  backend_ = row.get<int>();
}

Task<void> Session::before_statement(std::string sql) {
  Gate gate{*this};
  co_await gate;
  said_.push_back(std::move(sql));
}

void Session::begin(std::function<Task<void>()> work) {
  allowed_ = 0;
  begun_ = 0;
  is_done_ = false;
  error_.clear();
  said_.clear();
  platform::detail::run_detached(work(), [this](std::exception_ptr error) {
    is_done_ = true;
    try {
      if (error) std::rethrow_exception(error);
    } catch (const std::exception& problem) {
      error_ = problem.what();
    }
  });
}

void Session::let(int statements) {
  allowed_ = begun_ + statements;
  if (!stopped_ || statements == 0) return;
  boost::asio::post(loop_.io(), [waiter = std::exchange(stopped_, {})] { waiter.resume(); });
}

Observer::Observer(platform::Loop& loop, const std::string& url) : loop_(loop), connection_(loop.io(), url) {
  platform::run_on(loop_, connection_.connect());
  script(patient);
}

void Observer::script(const std::string& sql) { platform::run_on(loop_, connection_.script(sql)); }

Task<void> Observer::attempt(std::string sql, bool& has_ended) {
  try {
    auto doing = connection_.script(std::move(sql));
    co_await doing;
  } catch (const PgRefused&) {
  }
  has_ended = true;
}

std::string Observer::text(const std::string& query) {
  // A statement is known by its address: each of these few lives as long as the program.
  static std::map<std::string, std::unique_ptr<std::string>> known;
  auto& kept = known[query];
  if (!kept) kept = std::make_unique<std::string>(query);
  const Rows rows = platform::run_on(loop_, connection_.run(Statement{kept->c_str()}, Params()));
  std::string out;
  for (int i = 0; i < rows.size(); ++i) {
    RowReader row = rows.row(i);
    out += row.get<std::string>() + "\n";
  }
  return out;
}

void Observer::turn() { platform::run_on(loop_, platform::sleep_for(loop_.io(), std::chrono::milliseconds(1))); }

bool Observer::something_happens() {
  loop_.io().restart();
  return loop_.io().run_one_for(std::chrono::milliseconds(1)) > 0;
}

bool Observer::settle(const std::vector<Session*>& sessions) {
  for (int i = 0; i < 100'000; ++i) {
    const auto moving = std::ranges::count_if(sessions, &Session::is_moving);
    if (moving == 0) return true;
    if (something_happens()) continue;
    // Those that move and do not wait for a lock are on their way somewhere.
    const std::string waiting = text(
        "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND "
        "cardinality(pg_blocking_pids(pid)) > 0");
    if (std::stol(waiting) == moving && std::ranges::count_if(sessions, &Session::is_moving) == moving) return true;
  }
  return false;
}

bool Observer::finish(const std::vector<Session*>& sessions) {
  for (int i = 0; i < 20'000 && !all_done(sessions); ++i) turn();
  return all_done(sessions);
}

std::string Observer::deadlocks() {
  for (int i = 0; i < 20'000; ++i) {
    const std::string others = text(
        "SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> "
        "pg_backend_pid() AND backend_type = 'client backend'");
    if (others == "0\n") {
      return text("SELECT deadlocks::text FROM pg_stat_database WHERE datname = current_database()");
    }
    turn();
  }
  return "somebody has not left";
}

}  // namespace salon::storage::races
