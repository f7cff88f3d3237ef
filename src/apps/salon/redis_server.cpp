#include "apps/salon/redis_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "apps/salon/leftovers.hpp"
#include "apps/salon/server_log.hpp"

namespace salon::apps {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// Whether Redis answers PING: not while it still loads what it knew.
bool answers(int run_folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = fmt::format("/proc/self/fd/{}/redis.sock", run_folder);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const OpenFile file(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (::connect(file.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return false;
  constexpr std::string_view ping = "PING\r\n";
  if (::send(file.get(), ping.data(), ping.size(), MSG_NOSIGNAL) < 0) return false;
  pollfd wait{.fd = file.get(), .events = POLLIN, .revents = 0};
  char reply[64] = {};
  return ::poll(&wait, 1, 500) > 0 && ::recv(file.get(), reply, sizeof reply - 1, 0) > 0 &&
         std::string_view(reply).starts_with("+PONG");
}

std::vector<std::string> server_arguments(const std::string& mark) {
  return {"--dir",
          folder_path_in_child(0),
          "--port",
          "0",
          "--unixsocket",
          folder_path_in_child(1) + "/redis.sock",
          "--unixsocketperm",
          "700",
          "--appendonly",
          "yes",
          "--appendfsync",
          "everysec",
          "--save",
          "",
          "--daemonize",
          "no",
          "--logfile",
          "",
          "--loglevel",
          "warning",
          "--maxmemory",
          "256mb",
          "--maxmemory-policy",
          "volatile-ttl",  // what expires anyway; never the streams of events
          "--proc-title-template",
          "{title} " + mark};
}

}  // namespace

std::expected<fs::path, std::string> find_redis(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    if (::access(program.c_str(), X_OK) == 0) return program;
    return std::unexpected(fmt::format("There is no Redis at {}.", program));
  }
  const char* search = std::getenv("PATH");
  for (std::string_view rest = search ? search : "/usr/bin"; !rest.empty();) {
    const auto colon = std::min(rest.find(':'), rest.size());
    const fs::path path = fs::path(rest.substr(0, colon)) / program;
    if (::access(path.c_str(), X_OK) == 0) return path;
    rest.remove_prefix(std::min(colon + 1, rest.size()));
  }
  return std::unexpected("Redis is not installed: apt install redis-server");
}

std::expected<Service, std::string> redis_service(const DataFolder& data, const fs::path& program) {
  auto opened_folder = data.server_folder("redis");
  if (!opened_folder) return std::unexpected(opened_folder.error());
  auto opened_run = data.server_folder("run");
  if (!opened_run) return std::unexpected(opened_run.error());
  auto opened_log = data.log_file("redis.log");
  if (!opened_log) return std::unexpected(opened_log.error());

  const auto folder = std::make_shared<OpenFile>(std::move(*opened_folder));
  const auto run = std::make_shared<OpenFile>(std::move(*opened_run));
  const auto log = std::make_shared<ServerLog>(std::move(*opened_log));
  const ServerMark mark{.names = {"redis-server", "redis-check-rdb", "valkey-server"},
                        .user = data.server_user(),
                        .folder = folder->get(),
                        .text = mark_text(folder->get())};
  const ChildCommand command{.program = program,
                             .arguments = server_arguments(mark.text),
                             .environment = {"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"},
                             .folders = {folder->get(), run->get()},
                             .run_as = data.run_as(),
                             .log_file = log->file(),
                             .input = {},
                             .farewell = SIGTERM};
  Service service;
  service.name = "Redis";
  service.command = [command, log, folder] {
    log->mark();
    return command;
  };
  service.clear_away = [mark, path = data.path()]() -> std::expected<void, std::string> {
    if (end_leftovers(mark, EndSteps{.polite = SIGTERM, .firm = SIGTERM, .patience = milliseconds(3000)})) return {};
    return std::unexpected(fmt::format("A former Redis of {} does not end.", path.string()));
  };
  service.is_ready = [run](const ChildProcess&) { return answers(run->get()); };
  service.why = [log] { return log->last_words(); };
  service.stop_signals = {SIGTERM};
  service.stop_patience = milliseconds(4000);
  return service;
}

}  // namespace salon::apps
