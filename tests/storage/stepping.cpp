#include "stepping.hpp"

#include <boost/asio/post.hpp>

namespace salon::storage::races {

Session::Session(platform::Loop& loop, std::string url, ports::IdSource& ids, const ports::SecretBox& secrets)
    : loop_(loop),
      pool_(loop.io(), {.url = std::move(url), .connections = 1}),
      database_{pool_, secrets, ids, clock_, [this](std::string_view) { return before_statement(); }},
      bookings_(database_),
      slots_(database_) {}

Task<void> Session::before_statement() {
  Gate gate{*this};
  co_await gate;
}

void Session::begin(std::function<Task<void>()> work) {
  allowed_ = 0;
  begun_ = 0;
  is_done_ = false;
  error_.clear();
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
}

void Observer::script(const std::string& sql) { platform::run_on(loop_, connection_.script(sql)); }

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

bool Observer::settle(const std::vector<Session*>& sessions) {
  for (int turn = 0; turn < 5'000; ++turn) {
    std::size_t moving = 0;
    for (const Session* session : sessions) moving += session->is_done() || session->is_stopped() ? 0 : 1;
    if (moving == 0) return true;
    // Those that move and do not wait for a lock are on their way somewhere.
    const std::string waiting = text(
        "SELECT count(*)::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
    if (std::stoul(waiting) >= moving) {
      platform::run_on(loop_, platform::sleep_for(loop_.io(), std::chrono::milliseconds(1)));
      std::size_t still = 0;
      for (const Session* session : sessions) still += session->is_done() || session->is_stopped() ? 0 : 1;
      if (still == moving) return true;
    }
  }
  return false;
}

}  // namespace salon::storage::races
