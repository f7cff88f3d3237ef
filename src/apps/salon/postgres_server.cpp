#include "apps/salon/postgres_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>

#include "apps/salon/leftovers.hpp"
#include "apps/salon/server_log.hpp"

namespace salon::apps {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr int oldest_version = 15;  // UNIQUE NULLS NOT DISTINCT
constexpr milliseconds making{60'000};
constexpr const char* folder_being_made = ".postgres-being-made";

int number_in(const std::string& text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string first_line_of(const fs::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

const std::vector<std::string> server_environment{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};

ChildCommand program(const DataFolder& data, const fs::path& path, std::vector<int> folders, int log_file) {
  return ChildCommand{.program = path,
                      .arguments = {},
                      .environment = server_environment,
                      .folders = std::move(folders),
                      .run_as = data.run_as(),
                      .log_file = log_file,
                      .input = {},
                      .farewell = SIGINT};
}

std::expected<void, StartFailure> run_to_end(const ChildCommand& command, const ServerLog& log, int stop_file) {
  auto process = ChildProcess::start(command);
  if (!process) return std::unexpected(StartFailure{.sentence = process.error()});
  const auto code = process->wait(making, stop_file);
  if (code == 0) return {};
  if (!code)
    return std::unexpected(
        StartFailure{.sentence = "Stopped while PostgreSQL's files were being made.", .is_interrupted = true});
  return std::unexpected(StartFailure{.sentence = fmt::format("Cannot make PostgreSQL's files: {}", log.last_words())});
}

// Everything that makes it private and durable stands here and not in a file that an older start wrote.
std::vector<std::string> server_arguments(const std::string& mark) {
  std::vector<std::string> arguments{"-D", folder_path_in_child(0)};
  const std::vector<std::string> settings{
      "listen_addresses=",
      "unix_socket_directories=" + folder_path_in_child(1),
      "unix_socket_permissions=0700",
      "port=5432",
      "cluster_name=" + mark,
      "fsync=on",
      "synchronous_commit=on",
      "full_page_writes=on",
      "shared_buffers=128MB",
      "max_connections=100",
      "max_wal_size=2GB",
      "checkpoint_timeout=15min",
      "wal_compression=lz4",
      "jit=off",
      // Counters of slots change all day: dead rows go soon, or locking them gets slow.
      "autovacuum_naptime=10s",
      "autovacuum_vacuum_scale_factor=0.02",
      "autovacuum_analyze_scale_factor=0.05",
      "autovacuum_vacuum_cost_limit=1000",
      "timezone=UTC",
      "log_timezone=UTC",
      "logging_collector=off",
      "log_destination=stderr",
      "log_line_prefix=%m [%p] ",
      // Statements and details may carry what people typed.
      "log_min_error_statement=panic",
      "log_error_verbosity=terse",
      "log_checkpoints=off",
      "log_autovacuum_min_duration=-1",
  };
  for (const std::string& setting : settings) {
    arguments.emplace_back("-c");
    arguments.push_back(setting);
  }
  return arguments;
}

// PostgreSQL writes there which process serves the folder and, in the eighth line, whether it takes connections.
bool takes_connections(const fs::path& folder, pid_t pid) {
  std::ifstream file(folder / "postmaster.pid");
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (number == 1 && number_in(line) != pid) return false;
    if (number == 8) return line.starts_with("ready");
  }
  return false;
}

// A process id in a lock file may by now be somebody else's process (after a reboot, or in another container);
// PostgreSQL would then refuse to start. Ours is the data folder's lock, and no server of it runs: the file means
// nothing.
void remove_stale_locks(const fs::path& postgres, const fs::path& run) {
  for (const fs::path& file : {postgres / "postmaster.pid", run / ".s.PGSQL.5432.lock"}) {
    const int pid = std::abs(number_in(first_line_of(file)));
    const bool is_somebody = pid > 0 && (::kill(pid, 0) == 0 || errno == EPERM);
    std::error_code ignored;
    if (is_somebody) fs::remove(file, ignored);
  }
}

}  // namespace

bool has_cluster(const fs::path& data) {
  std::error_code error;
  return fs::exists(data / "postgres" / "PG_VERSION", error);
}

std::expected<fs::path, std::string> find_postgres(const fs::path& versions, const fs::path& data) {
  const int made_by = number_in(first_line_of(data / "postgres" / "PG_VERSION"));
  int best = 0;
  std::error_code error;
  for (fs::directory_iterator entry(versions, error), end; !error && entry != end; entry.increment(error)) {
    const int version = number_in(entry->path().filename().string());
    const fs::path programs = entry->path() / "bin";
    const bool is_there =
        ::access((programs / "postgres").c_str(), X_OK) == 0 && ::access((programs / "initdb").c_str(), X_OK) == 0;
    if (is_there && version >= oldest_version && (made_by == 0 ? version > best : version == made_by)) best = version;
  }
  if (best > 0) return versions / std::to_string(best) / "bin";
  if (made_by > 0) {
    return std::unexpected(fmt::format(
        "The data was made by PostgreSQL {0}, which is not installed: apt install postgresql-{0}", made_by));
  }
  return std::unexpected(
      fmt::format("PostgreSQL {} or later is not installed: apt install postgresql", oldest_version));
}

std::expected<void, StartFailure> make_cluster(const DataFolder& data, const ClusterPlan& plan) {
  const auto failed = [](std::string sentence) {
    return std::unexpected(StartFailure{.sentence = std::move(sentence)});
  };
  std::error_code error;
  fs::remove_all(data.path() / folder_being_made, error);
  auto folder = data.server_folder(folder_being_made);
  if (!folder) return failed(folder.error());
  auto opened = data.log_file("postgres.log");
  if (!opened) return failed(opened.error());
  const ServerLog log(std::move(*opened));

  ChildCommand initdb = program(data, plan.programs / "initdb", {folder->get()}, log.file());
  initdb.arguments = {"-D",
                      folder_path_in_child(0),
                      "--username=postgres",
                      "--encoding=UTF8",
                      "--locale=C.UTF-8",
                      "--lc-messages=C",
                      "--data-checksums",
                      "--auth-local=trust",
                      "--auth-host=reject",
                      "--no-instructions"};
  if (auto made = run_to_end(initdb, log, plan.stop_file); !made) return made;

  // The program's own user is no superuser: it owns its database, and that is all it needs.
  ChildCommand single = program(data, plan.programs / "postgres", {folder->get()}, log.file());
  single.arguments = {"--single", "-D", folder_path_in_child(0), "-c", "exit_on_error=true", "postgres"};
  single.input = "CREATE ROLE salon LOGIN\nCREATE DATABASE salon OWNER salon\n";
  if (auto made = run_to_end(single, log, plan.stop_file); !made) return made;

  fs::rename(data.path() / folder_being_made, data.path() / "postgres", error);
  if (error)
    return failed(
        fmt::format("{} is in the way: a folder of that name is needed.", (data.path() / "postgres").string()));
  const OpenFile parent(::open(data.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ::fsync(parent.get());
  return {};
}

std::expected<Service, std::string> postgres_service(const DataFolder& data, const fs::path& programs) {
  auto opened_folder = data.server_folder("postgres");
  if (!opened_folder) return std::unexpected(opened_folder.error());
  auto opened_run = data.server_folder("run");
  if (!opened_run) return std::unexpected(opened_run.error());
  auto opened_log = data.log_file("postgres.log");
  if (!opened_log) return std::unexpected(opened_log.error());

  const auto folder = std::make_shared<OpenFile>(std::move(*opened_folder));
  const auto run = std::make_shared<OpenFile>(std::move(*opened_run));
  const auto log = std::make_shared<ServerLog>(std::move(*opened_log));
  const ServerMark mark{
      .names = {"postgres"}, .user = data.server_user(), .folder = folder->get(), .text = mark_text(folder->get())};

  Service service;
  service.name = "PostgreSQL";
  service.command = [command = program(data, programs / "postgres", {folder->get(), run->get()}, log->file()), mark,
                     log, folder, run] {
    log->mark();
    ChildCommand with_arguments = command;
    with_arguments.arguments = server_arguments(mark.text);
    return with_arguments;
  };
  service.clear_away = [mark, path = data.path()]() -> std::expected<void, std::string> {
    if (!end_leftovers(mark, EndSteps{.polite = SIGINT, .firm = SIGQUIT, .patience = milliseconds(8000)})) {
      return std::unexpected(fmt::format("A former PostgreSQL of {} does not end.", path.string()));
    }
    remove_stale_locks(path / "postgres", path / "run");
    return {};
  };
  service.is_ready = [path = data.path() / "postgres"](const ChildProcess& process) {
    return takes_connections(path, process.pid());
  };
  service.why = [log] { return log->last_words(); };
  service.stop_signals = {SIGINT, SIGQUIT};  // fast, then immediate
  service.stop_patience = milliseconds(7'000);
  return service;
}

}  // namespace salon::apps
