#include "apps/salon/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace salon::apps {
namespace {

constexpr int safe_from = 30;  // above every descriptor that a child is given

// Everything the child needs, made before the fork: after it only system calls are allowed.
struct Prepared {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  const char* program = nullptr;
  std::vector<int> folders;
  int input = -1;
  int output = -1;
  int errors = -1;
  int report = -1;
  int farewell = 0;
  const Account* run_as = nullptr;
  pid_t parent = -1;
};

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  return all;
}

[[noreturn]] void fail(int report) {
  const int reason = errno;
  [[maybe_unused]] const auto written = ::write(report, &reason, sizeof reason);
  ::_exit(127);
}

[[noreturn]] void become(const Prepared& child) {
  ::setsid();
  ::umask(077);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);

  if (::dup2(child.input, 0) < 0 || ::dup2(child.output, 1) < 0 || ::dup2(child.errors, 2) < 0) fail(child.report);
  for (std::size_t i = 0; i < child.folders.size(); ++i) {
    if (::dup2(child.folders[i], first_folder_descriptor + static_cast<int>(i)) < 0) fail(child.report);
  }
  const auto first_free = static_cast<unsigned>(first_folder_descriptor) + static_cast<unsigned>(child.folders.size());
  ::close_range(3, first_folder_descriptor - 1, 0);
  ::close_range(first_free, ~0U, CLOSE_RANGE_CLOEXEC);

  if (child.run_as) {
    const auto [user, group] = *child.run_as;
    if (::setgroups(0, nullptr) != 0 || ::setresgid(group, group, group) != 0 || ::setresuid(user, user, user) != 0) {
      fail(child.report);
    }
  }
  if (::chdir("/") != 0) fail(child.report);
  // After the change of user, which would undo it. The parent may have gone before this line.
  ::prctl(PR_SET_PDEATHSIG, child.farewell);
  if (::getppid() != child.parent) ::_exit(127);
  ::execve(child.program, child.arguments.data(), child.environment.data());
  fail(child.report);
}

int above(int file) { return ::fcntl(file, F_DUPFD_CLOEXEC, safe_from); }

class Files {
 public:
  ~Files() {
    for (const int file : files_) ::close(file);
  }
  int keep(int file) {
    if (file >= 0) files_.push_back(file);
    return file;
  }

 private:
  std::vector<int> files_;
};

// The descriptor to read `text` from: a pipe holds it, since it is short.
int input_of(const std::string& text, Files& files) {
  if (text.empty()) return files.keep(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  int ends[2];
  if (text.size() > 4096 || ::pipe2(ends, O_CLOEXEC) != 0) return -1;
  const bool is_written = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(ends[1]);
  files.keep(ends[0]);
  return is_written ? ends[0] : -1;
}

std::unexpected<std::string> cannot_start(const ChildCommand& command, int reason) {
  return std::unexpected(fmt::format("Cannot start {}: {}.", command.program.string(), std::strerror(reason)));
}

}  // namespace

std::string folder_path_in_child(int index) { return fmt::format("/proc/self/fd/{}", first_folder_descriptor + index); }

std::expected<ChildProcess, std::string> ChildProcess::start(const ChildCommand& command) {
  Files files;
  Prepared child;
  std::vector<std::string> arguments{command.program.string()};
  arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
  child.arguments = pointers(arguments);
  child.arguments.push_back(nullptr);
  child.environment = pointers(command.environment);
  child.environment.push_back(nullptr);
  child.program = command.program.c_str();
  for (const int folder : command.folders) child.folders.push_back(files.keep(above(folder)));
  child.input = files.keep(above(input_of(command.input, files)));
  child.errors = files.keep(above(command.log_file >= 0 ? command.log_file : 2));
  const int nowhere = files.keep(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  child.output = command.log_file >= 0 ? child.errors : files.keep(above(nowhere));
  child.farewell = command.farewell;
  if (command.run_as) child.run_as = &*command.run_as;
  child.parent = ::getpid();

  int report[2];
  if (::pipe2(report, O_CLOEXEC) != 0) return cannot_start(command, errno);
  files.keep(report[0]);
  child.report = above(report[1]);
  ::close(report[1]);
  const pid_t pid = child.report < 0 ? -1 : ::fork();
  if (pid == 0) become(child);
  const int fork_error = errno;
  ::close(child.report);
  if (pid < 0) return cannot_start(command, fork_error);

  int reason = 0;
  if (::read(report[0], &reason, sizeof reason) == sizeof reason) {
    ::waitpid(pid, nullptr, 0);
    return cannot_start(command, reason);
  }
  return ChildProcess(pid, static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), file_(std::exchange(other.file_, -1)), exit_code_(other.exit_code_) {}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(file_, other.file_);
  std::swap(exit_code_, other.exit_code_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0 && !ended()) {
    signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (file_ >= 0) ::close(file_);
}

std::optional<int> ChildProcess::ended() {
  int status = 0;
  if (!exit_code_ && pid_ > 0 && ::waitpid(pid_, &status, WNOHANG) == pid_) {
    exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return exit_code_;
}

std::optional<int> ChildProcess::wait(std::chrono::milliseconds at_most, int stop_file) {
  const auto until = std::chrono::steady_clock::now() + at_most;
  int ready = -1;
  // A signal that comes in between does not shorten the wait.
  do {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
    pollfd waits[2] = {{.fd = file_, .events = POLLIN, .revents = 0},
                       {.fd = stop_file, .events = POLLIN, .revents = 0}};
    ready = ::poll(waits, 2, static_cast<int>(std::max<std::int64_t>(0, left.count())));
  } while (ready < 0 && errno == EINTR);
  return ended();
}

void ChildProcess::signal(int number) const {
  if (pid_ > 0 && !exit_code_) ::kill(pid_, number);
}

}  // namespace salon::apps
