// The log: one JSON object a line on stderr, whatever is in the message (RFC 8259): control characters are escaped,
// bytes that are no UTF-8 become U+FFFD, long values are cut. Callers pass no personal data; nothing here could tell it
// from other text.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace salon::platform {

enum class Level : std::uint8_t { debug, info, warning, error };

[[nodiscard]] std::string_view level_name(Level level);
[[nodiscard]] std::optional<Level> parse_level(std::string_view name);

class LogField {
 public:
  LogField(std::string_view name, std::string_view text) : name_(name), value_(text) {}
  LogField(std::string_view name, const char* text) : name_(name), value_(std::string_view(text)) {}
  LogField(std::string_view name, const std::string& text) : name_(name), value_(std::string_view(text)) {}
  LogField(std::string_view name, double value) : name_(name), value_(value) {}
  LogField(std::string_view name, std::integral auto value) : name_(name) {
    if constexpr (std::same_as<decltype(value), bool>) {
      value_ = value;
    } else {
      value_ = static_cast<std::int64_t>(value);
    }
  }

 private:
  friend void append_field(std::string& line, const LogField& field);
  // Both views live only as long as the call that logs them.
  std::string_view name_;
  std::variant<std::string_view, std::int64_t, double, bool> value_;
};

void log(Level level, std::string_view message, std::initializer_list<LogField> fields = {});
// Lines below it are dropped before they are made. At start: info.
void set_log_level(Level level);

// The line itself, with its line feed.
[[nodiscard]] std::string log_line(std::chrono::system_clock::time_point when, Level level, std::string_view message,
                                   std::initializer_list<LogField> fields);
// A quoted JSON string that shows nothing but visible characters to a terminal.
void append_json_string(std::string& out, std::string_view text);

// While one exists, lines go to a thread of its own, so that a slow reader of the log never stops a loop. What does not
// fit into the bounded queue is dropped, and how many were is said as soon as there is room. Without one each line is
// written by the caller. At most one at a time.
class LogWriter {
 public:
  struct Options {
    int file = 2;
    std::size_t most_queued_bytes = std::size_t{4} << 20;
    std::chrono::milliseconds longest_farewell{1'000};
  };
  explicit LogWriter(Options options);
  // Writes what is queued, then ends; where nobody reads any more, after a moment.
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

  void write(std::string line);

 private:
  struct Queue;
  std::shared_ptr<Queue> queue_;  // also the thread's, which may outlive the writer while it cannot write
};

}  // namespace salon::platform
