#include "testing/private_redis.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace salon::testing {
namespace {

// Long enough for a machine that is busy with other things; a Redis that works takes milliseconds.
constexpr int longest_start_ms = 30'000;

[[noreturn]] void give_up(const std::string& what) { throw std::runtime_error("private Redis: " + what); }

std::vector<std::string> command_line(const std::string& folder, const std::string& password) {
  std::vector<std::string> words{
      "redis-server", "--port", "0",     "--unixsocket", folder + "/redis.sock", "--save", "",
      "--appendonly", "no",     "--dir", folder,         "--daemonize",          "no"};
  if (!password.empty()) {
    words.emplace_back("--requirepass");
    words.push_back(password);
  }
  return words;
}

// In the child: nothing but system calls, for other threads' locks may be held.
[[noreturn]] void become(char* const* words, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::execvp(words[0], words);
  ::_exit(127);
}

}  // namespace

PrivateRedis::PrivateRedis(Options options) : options_(std::move(options)) {
  std::string pattern = (std::filesystem::temp_directory_path() / "salon-redis-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) give_up("no folder: " + std::string(std::strerror(errno)));
  folder_ = pattern;
  if (options_.starts_at_once) start();
}

PrivateRedis::~PrivateRedis() {
  kill();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string PrivateRedis::url() const {
  const std::string credentials = options_.password.empty() ? "" : ":" + options_.password + "@";
  return "unix://" + credentials + folder_ + "/redis.sock";
}

void PrivateRedis::start() {
  if (pid_ > 0) return;
  std::vector<std::string> words = command_line(folder_, options_.password);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::array<int, 2> pipe_ends{};
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) give_up("no pipe: " + std::string(std::strerror(errno)));
  pid_ = ::fork();
  if (pid_ == 0) become(pointers.data(), pipe_ends[1]);
  ::close(pipe_ends[1]);
  try {
    if (pid_ < 0) give_up("no process: " + std::string(std::strerror(errno)));
    await_ready(pipe_ends[0]);
    ping();
  } catch (...) {
    ::close(pipe_ends[0]);
    kill();
    throw;
  }
  ::close(pipe_ends[0]);
}

// Redis says so in its log once its socket is open.
void PrivateRedis::await_ready(int output) {
  std::string log;
  std::array<char, 4096> buffer{};
  while (log.find("eady to accept connections") == std::string::npos) {
    pollfd ready{output, POLLIN, 0};
    const int found = ::poll(&ready, 1, longest_start_ms);
    if (found < 0 && errno == EINTR) continue;
    if (found <= 0) give_up("does not start: " + log);
    const ssize_t size = ::read(output, buffer.data(), buffer.size());
    if (size <= 0) give_up("does not start: " + log);
    log.append(buffer.data(), static_cast<std::size_t>(size));
  }
}

void PrivateRedis::ping() const {
  const std::string path = folder_ + "/redis.sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) give_up("the folder's name is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool is_connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  constexpr std::string_view question = "PING\r\n";
  std::array<char, 64> answer{};
  const bool is_asked = is_connected && ::write(fd, question.data(), question.size()) > 0;
  const ssize_t size = is_asked ? ::read(fd, answer.data(), answer.size()) : -1;
  ::close(fd);
  if (size <= 0) give_up("does not answer");
}

void PrivateRedis::stop() { end(SIGTERM); }
void PrivateRedis::kill() { end(SIGKILL); }

void PrivateRedis::end(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGCONT);
  ::kill(pid_, signal);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

void PrivateRedis::freeze() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGSTOP);
  // Until it really stands still.
  int status = 0;
  while (::waitpid(pid_, &status, WUNTRACED) < 0 && errno == EINTR) {
  }
}

void PrivateRedis::thaw() {
  if (pid_ > 0) ::kill(pid_, SIGCONT);
}

}  // namespace salon::testing
