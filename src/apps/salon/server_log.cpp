#include "apps/salon/server_log.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace salon::apps {
namespace {

constexpr off_t longest_tail = 16 * 1024;

bool tells_of_a_fault(std::string_view line) {
  return line.find("FATAL") != std::string_view::npos || line.find("PANIC") != std::string_view::npos ||
         line.find("rror") != std::string_view::npos || line.find("No space left") != std::string_view::npos;
}

// "2026-01-01 00:00:00 UTC [1] FATAL:  words" → "words".
std::string_view without_preface(std::string_view line) {
  for (const std::string_view word : {"FATAL:  ", "PANIC:  ", "error: "}) {
    if (const auto found = line.find(word); found != std::string_view::npos) return line.substr(found + word.size());
  }
  return line;
}

}  // namespace

void ServerLog::mark() { from_ = ::lseek(file_.get(), 0, SEEK_END); }

std::string ServerLog::last_words() const {
  const off_t end = ::lseek(file_.get(), 0, SEEK_END);
  const off_t begin = std::max(from_, end - longest_tail);
  std::string tail(static_cast<std::size_t>(std::max<off_t>(0, end - begin)), '\0');
  const auto size = ::pread(file_.get(), tail.data(), tail.size(), begin);
  tail.resize(static_cast<std::size_t>(std::max<ssize_t>(0, size)));

  std::string_view last;
  std::string_view fault;
  for (std::string_view rest = tail; !rest.empty();) {
    const auto line_end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, line_end);
    rest.remove_prefix(std::min(line_end + 1, rest.size()));
    if (line.empty()) continue;
    last = line;
    if (tells_of_a_fault(line)) fault = line;
  }
  if (fault.find("No space left") != std::string_view::npos) return "the disk is full";
  const std::string_view words = without_preface(fault.empty() ? last : fault);
  return words.empty() ? "no word from it" : std::string(words);
}

}  // namespace salon::apps
