// A program that runs below this one. It gets no terminal and none of our files but those it is given, a session of its
// own (Ctrl-C in the terminal is ours to answer), and the `farewell` signal by the kernel when the thread that started
// it ends, however that came.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace salon::apps {

struct Account {
  uid_t user = 0;
  gid_t group = 0;
  bool operator==(const Account&) const = default;
};

// A folder that a child reaches by a file descriptor and not by its path: neither the path's length nor the modes of
// the folders above it matter then, nor who the child runs as.
inline constexpr int first_folder_descriptor = 9;
[[nodiscard]] std::string folder_path_in_child(int index);  // "/proc/self/fd/9" for the first

struct ChildCommand {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  // all of it, "NAME=value"
  std::vector<int> folders;              // open folders, in the order of folder_path_in_child
  std::optional<Account> run_as;         // when this process is root
  int log_file = -1;                     // its stdout and stderr; -1: no stdout, and our stderr
  std::string input;                     // its stdin, a few lines at most
  int farewell = 15;
};

class ChildProcess {
 public:
  [[nodiscard]] static std::expected<ChildProcess, std::string> start(const ChildCommand& command);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  // Kills what still runs.
  ~ChildProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  // Readable once the process has ended.
  [[nodiscard]] int file() const { return file_; }
  // Its exit code, or 128 + the signal that ended it; nothing while it runs.
  [[nodiscard]] std::optional<int> ended();
  // Waits this long at most, or until `stop_file` is readable (-1: none).
  std::optional<int> wait(std::chrono::milliseconds at_most, int stop_file = -1);
  void signal(int number) const;

 private:
  ChildProcess(pid_t pid, int file) : pid_(pid), file_(file) {}

  pid_t pid_ = -1;
  int file_ = -1;
  std::optional<int> exit_code_;
};

}  // namespace salon::apps
