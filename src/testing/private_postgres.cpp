#include "testing/private_postgres.hpp"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace salon::testing {
namespace {

namespace fs = std::filesystem;

// Long enough for a machine that is busy with other things.
constexpr std::chrono::seconds longest_start{60};

[[noreturn]] void give_up(const std::string& what) { throw std::runtime_error("private PostgreSQL: " + what); }

// The newest server that is installed, where Debian puts them; otherwise whatever the path has.
std::string find_binaries() {
  std::vector<int> versions;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
    if (fs::exists(entry.path() / "bin/postgres")) versions.push_back(std::atoi(entry.path().filename().c_str()));
  }
  if (versions.empty()) return "";
  return "/usr/lib/postgresql/" + std::to_string(*std::ranges::max_element(versions)) + "/bin/";
}

// PostgreSQL refuses to run as root: then it runs as its own user, or as nobody.
const passwd* other_user() {
  if (::geteuid() != 0) return nullptr;
  const passwd* user = ::getpwnam("postgres");
  if (user == nullptr) user = ::getpwnam("nobody");
  if (user == nullptr) give_up("there is no user to run it as");
  return user;
}

// In the child: nothing but system calls, for other threads' locks may be held.
[[noreturn]] void become(char* const* words, int log, uid_t uid, gid_t gid) {
  if (uid != 0 && (::setgroups(0, nullptr) != 0 || ::setgid(gid) != 0 || ::setuid(uid) != 0)) ::_exit(126);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // after setuid, which clears it
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  if (::chdir("/") != 0) ::_exit(126);
  ::execvp(words[0], words);
  ::_exit(127);
}

pid_t spawn(std::vector<std::string> words, const std::string& log_file) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log < 0) give_up("no log: " + std::string(std::strerror(errno)));
  const passwd* user = other_user();
  const uid_t uid = user == nullptr ? 0 : user->pw_uid;
  const gid_t gid = user == nullptr ? 0 : user->pw_gid;
  const pid_t pid = ::fork();
  if (pid == 0) become(pointers.data(), log, uid, gid);
  ::close(log);
  if (pid < 0) give_up("no process: " + std::string(std::strerror(errno)));
  return pid;
}

int wait_for_end(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

std::string text_of(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

struct CloseConnection {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, CloseConnection>;

std::function<void(const std::string&)>& template_filler() {
  static std::function<void(const std::string&)> filler;
  return filler;
}

Connection connect(const std::string& url) { return Connection(PQconnectdb(url.c_str())); }

}  // namespace

PrivatePostgres::PrivatePostgres() : binaries_(find_binaries()) {
  std::string pattern = (fs::temp_directory_path() / "salon-pg-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) give_up("no folder: " + std::string(std::strerror(errno)));
  folder_ = pattern;
  const passwd* user = other_user();
  if (user != nullptr && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
    give_up("the folder cannot be given away");
  init();
  start();
}

PrivatePostgres::~PrivatePostgres() {
  end(SIGQUIT);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string PrivatePostgres::url(const std::string& database) const {
  return "host=" + folder_ + " user=salon dbname=" + database + " connect_timeout=10";
}

void PrivatePostgres::init() {
  const std::string log = folder_ + "/initdb.log";
  const pid_t pid = spawn({binaries_ + "initdb", "-D", folder_ + "/data", "-U", "salon", "-A", "trust", "-E", "UTF8",
                           "--locale=C", "--no-sync"},
                          log);
  if (wait_for_end(pid) != 0) give_up("initdb: " + text_of(log));
}

void PrivatePostgres::start() {
  if (pid_ > 0) return;
  const std::string log = folder_ + "/server.log";
  std::vector<std::string> words{binaries_ + "postgres", "-D", folder_ + "/data", "-k", folder_};
  for (const char* setting :
       {"listen_addresses=", "fsync=off", "full_page_writes=off", "shared_buffers=32MB", "max_connections=60",
        "autovacuum=off", "deadlock_timeout=100ms", "log_statement=none", "timezone=UTC"}) {
    words.insert(words.end(), {"-c", setting});
  }
  pid_ = spawn(std::move(words), log);
  const auto deadline = std::chrono::steady_clock::now() + longest_start;
  while (PQstatus(connect(url("postgres")).get()) != CONNECTION_OK) {
    int status = 0;
    const bool is_gone = ::waitpid(pid_, &status, WNOHANG) == pid_;
    if (is_gone) pid_ = -1;
    if (is_gone || std::chrono::steady_clock::now() > deadline) give_up("does not start: " + text_of(log));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void PrivatePostgres::stop() { end(SIGINT); }

// SIGQUIT is PostgreSQL's own "immediate": it ends its children, which a SIGKILL would leave behind, and recovers at
// the next start.
void PrivatePostgres::kill() { end(SIGQUIT); }

void PrivatePostgres::end(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, signal);
  wait_for_end(pid_);
  pid_ = -1;
}

PrivatePostgres::Table PrivatePostgres::run(const std::string& database, const std::string& sql) const {
  const Connection connection = connect(url(database));
  if (PQstatus(connection.get()) != CONNECTION_OK) give_up(PQerrorMessage(connection.get()));
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()), &PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) give_up(PQresultErrorMessage(result.get()));
  Table table;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    std::vector<std::string>& fields = table.emplace_back();
    for (int column = 0; column < PQnfields(result.get()); ++column)
      fields.emplace_back(PQgetvalue(result.get(), row, column));
  }
  return table;
}

void PrivatePostgres::create_database(const std::string& name) { run("postgres", "CREATE DATABASE " + name); }

void PrivatePostgres::clone_database(const std::string& from, const std::string& name) {
  run("postgres", "CREATE DATABASE " + name + " TEMPLATE " + from);
}

void PrivatePostgres::drop_database(const std::string& name) {
  run("postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
}

PrivatePostgres& PrivatePostgres::shared() {
  static PrivatePostgres postgres;
  return postgres;
}

void PrivatePostgres::fill_template_by(std::function<void(const std::string& url)> schema) {
  template_filler() = std::move(schema);
}

std::string PrivatePostgres::new_database() {
  if (!template_filler()) give_up("nobody has said how the schema is made");
  if (!has_template_) {
    create_database("salon_template");
    template_filler()(url("salon_template"));
    has_template_ = true;
  }
  const std::string name = "salon_" + std::to_string(++databases_);
  clone_database("salon_template", name);
  return url(name);
}

}  // namespace salon::testing
