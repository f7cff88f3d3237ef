#include "platform/log.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <thread>

#include "platform/utf8.hpp"

namespace salon::platform {

namespace {

// Long enough for a stack of causes, short enough that a request cannot fill the disk.
constexpr std::size_t longest_value_bytes = 4096;
constexpr std::size_t usual_line_bytes = 320;
// Waking the writer for each line would cost more than the line: it takes what comes within this time at once.
constexpr std::chrono::milliseconds gathering{5};
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

std::atomic<Level> lowest_level{Level::info};
// Guards the pointer, not the writer: lines come from every loop while the writer comes and goes once.
std::shared_mutex writer_mutex;
LogWriter* current_writer = nullptr;

void write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nowhere left to say it
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

// C1 controls move terminals as ESC does; U+2028 and U+2029 end lines for some readers; the others turn text around.
bool is_shown_escaped(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point <= 0x9F) || (point >= 0x2028 && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

std::uint32_t code_point(std::string_view sequence) {
  constexpr std::array<unsigned char, 5> first_bits{0, 0x7F, 0x1F, 0x0F, 0x07};
  std::uint32_t point = static_cast<unsigned char>(sequence[0]) & first_bits[sequence.size()];
  for (const char c : sequence.substr(1)) point = point << 6 | (static_cast<unsigned char>(c) & 0x3F);
  return point;
}

// How many bytes at the front are ASCII that stands for itself: nearly always all of them.
std::size_t plain_length(std::string_view text) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; };
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_plain) - text.begin());
}

// "2027-03-01T10:00:00", made once a second and thread.
std::string_view second_text(std::time_t seconds) {
  struct Made {
    std::time_t second = -1;
    std::string text;
  };
  thread_local Made made;
  if (made.second != seconds) {
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    made.second = seconds;
    made.text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                            utc.tm_hour, utc.tm_min, utc.tm_sec);
  }
  return made.text;
}

void append_timestamp(std::string& out, std::chrono::system_clock::time_point when) {
  using namespace std::chrono;
  const auto whole = floor<std::chrono::seconds>(when);
  const auto rest = duration_cast<milliseconds>(when - whole).count();
  out += second_text(system_clock::to_time_t(whole));
  const std::array<char, 5> end{'.', static_cast<char>('0' + rest / 100), static_cast<char>('0' + rest / 10 % 10),
                                static_cast<char>('0' + rest % 10), 'Z'};
  out.append(end.data(), end.size());
}

}  // namespace

std::string_view level_name(Level level) { return level_names[static_cast<std::size_t>(level)]; }

std::optional<Level> parse_level(std::string_view name) {
  for (std::size_t i = 0; i < level_names.size(); ++i) {
    if (level_names[i] == name) return static_cast<Level>(i);
  }
  return std::nullopt;
}

void append_json_string(std::string& out, std::string_view text) {
  const bool is_cut = text.size() > longest_value_bytes;
  if (is_cut) {
    std::size_t end = longest_value_bytes;
    while (end > longest_value_bytes - 4 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  out.push_back('"');
  while (!text.empty()) {
    const std::size_t plain = plain_length(text);
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t length = utf8_length(text);
    const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
    text.remove_prefix(sequence.size());
    if (length == 0) {
      out += "\\ufffd";
    } else if (sequence == "\"" || sequence == "\\") {
      out.push_back('\\');
      out += sequence;
    } else if (const std::uint32_t point = code_point(sequence); is_shown_escaped(point)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", point);
    } else {
      out += sequence;
    }
  }
  out += is_cut ? "…\"" : "\"";
}

void append_field(std::string& line, const LogField& field) {
  line.push_back(',');
  append_json_string(line, field.name_);
  line.push_back(':');
  if (const auto* text = std::get_if<std::string_view>(&field.value_)) {
    append_json_string(line, *text);
  } else if (const auto* whole = std::get_if<std::int64_t>(&field.value_)) {
    line += fmt::format_int(*whole).c_str();
  } else if (const auto* claim = std::get_if<bool>(&field.value_)) {
    line += *claim ? "true" : "false";
  } else if (const double number = std::get<double>(field.value_); std::isfinite(number)) {
    fmt::format_to(std::back_inserter(line), "{}", number);
  } else {
    line += "null";  // JSON has no infinity
  }
}

std::string log_line(std::chrono::system_clock::time_point when, Level level, std::string_view message,
                     std::initializer_list<LogField> fields) {
  std::string line;
  line.reserve(usual_line_bytes);
  line += R"({"time":")";
  append_timestamp(line, when);
  line += R"(","level":")";
  line += level_name(level);
  line += R"(","message":)";
  append_json_string(line, message);
  for (const LogField& field : fields) append_field(line, field);
  line += "}\n";
  return line;
}

void log(Level level, std::string_view message, std::initializer_list<LogField> fields) {
  if (level < lowest_level.load(std::memory_order_relaxed)) return;
  std::string line = log_line(std::chrono::system_clock::now(), level, message, fields);
  const std::shared_lock lock(writer_mutex);
  if (current_writer) {
    current_writer->write(std::move(line));
  } else {
    write_all(2, line);
  }
}

void set_log_level(Level level) { lowest_level.store(level, std::memory_order_relaxed); }

struct LogWriter::Queue {
  explicit Queue(Options given) : options(given) {}

  Options options;
  std::mutex mutex;
  std::condition_variable changed;
  std::string waiting;
  std::size_t dropped = 0;
  bool is_ending = false;
  bool has_ended = false;
  std::thread thread;

  void run() {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return !waiting.empty() || is_ending; });
      if (waiting.empty() && is_ending) break;
      changed.wait_for(lock, gathering, [this] { return is_ending; });
      const std::string batch = std::exchange(waiting, {});
      const std::size_t lost = std::exchange(dropped, 0);
      lock.unlock();
      write_all(options.file, batch);
      if (lost > 0) {
        const auto now = std::chrono::system_clock::now();
        write_all(options.file, log_line(now, Level::warning, "log lines were dropped", {{"count", lost}}));
      }
      lock.lock();
    }
    has_ended = true;
    changed.notify_all();
  }
};

LogWriter::LogWriter(Options options) : queue_(std::make_shared<Queue>(options)) {
  const std::unique_lock lock(writer_mutex);
  if (current_writer) throw std::logic_error("there is a log writer already");
  queue_->thread = std::thread([queue = queue_] { queue->run(); });
  current_writer = this;
}

LogWriter::~LogWriter() {
  {
    const std::unique_lock lock(writer_mutex);
    current_writer = nullptr;
  }
  std::unique_lock lock(queue_->mutex);
  queue_->is_ending = true;
  queue_->changed.notify_all();
  const bool is_written =
      queue_->changed.wait_for(lock, queue_->options.longest_farewell, [this] { return queue_->has_ended; });
  lock.unlock();
  if (is_written) {
    queue_->thread.join();
  } else {
    queue_->thread.detach();
  }
}

void LogWriter::write(std::string line) {
  bool is_first = false;
  {
    const std::lock_guard lock(queue_->mutex);
    if (queue_->waiting.size() + line.size() > queue_->options.most_queued_bytes) {
      ++queue_->dropped;
      return;
    }
    is_first = queue_->waiting.empty();
    queue_->waiting += line;
  }
  if (is_first) queue_->changed.notify_one();
}

}  // namespace salon::platform
