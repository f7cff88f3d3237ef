#include "apps/salon/leftovers.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

namespace salon::apps {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool is_marked(const fs::path& process, const ServerMark& mark) {
  struct stat owner{};
  if (::stat(process.c_str(), &owner) != 0 || owner.st_uid != mark.user) return false;
  std::string name = content_of(process / "comm");
  while (!name.empty() && name.back() == '\n') name.pop_back();
  if (std::ranges::find(mark.names, name) == mark.names.end()) return false;

  struct stat folder{};
  struct stat works_in{};
  if (::fstat(mark.folder, &folder) != 0) return false;
  if (::stat((process / "cwd").c_str(), &works_in) == 0) {
    return works_in.st_dev == folder.st_dev && works_in.st_ino == folder.st_ino;
  }
  return content_of(process / "cmdline").find(mark.text) != std::string::npos;
}

std::optional<pid_t> number_of(const std::string& name) {
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (error != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return pid;
}

bool all_gone_within(const ServerMark& mark, milliseconds patience) {
  constexpr milliseconds step{50};
  for (milliseconds waited{0}; waited < patience; waited += step) {
    if (leftovers(mark).empty()) return true;
    ::poll(nullptr, 0, static_cast<int>(step.count()));
  }
  return leftovers(mark).empty();
}

}  // namespace

std::string mark_text(int folder) {
  struct stat status{};
  ::fstat(folder, &status);
  return fmt::format("salon-{:x}-{:x}", status.st_dev, status.st_ino);
}

std::vector<pid_t> leftovers(const ServerMark& mark) {
  std::vector<pid_t> found;
  std::error_code error;
  for (fs::directory_iterator entry("/proc", error), end; !error && entry != end; entry.increment(error)) {
    const auto pid = number_of(entry->path().filename().string());
    if (pid && is_marked(entry->path(), mark)) found.push_back(*pid);
  }
  return found;
}

bool end_leftovers(const ServerMark& mark, EndSteps steps) {
  for (const int signal : {steps.polite, steps.firm, SIGKILL}) {
    const auto found = leftovers(mark);
    if (found.empty()) return true;
    for (const pid_t pid : found) {
      ::kill(pid, signal);
      ::kill(pid, SIGCONT);  // one that was stopped could not end
    }
    if (all_gone_within(mark, steps.patience)) return true;
  }
  return false;
}

}  // namespace salon::apps
