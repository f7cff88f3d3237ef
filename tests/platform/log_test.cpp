#include "platform/log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <csignal>
#include <limits>
#include <thread>

#include "platform/utf8.hpp"

namespace salon::platform {
namespace {

using testing::HasSubstr;
using testing::Not;

const auto some_time = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'123));

boost::json::object parsed(const std::string& line) {
  EXPECT_EQ(std::ranges::count(line, '\n'), 1);
  EXPECT_TRUE(line.ends_with("\n"));
  return boost::json::parse(line).as_object();
}

TEST(LogLine, is_one_json_object_with_time_in_utc_level_and_message) {
  const std::string line = log_line(some_time, Level::warning, "slow",
                                    {{"seconds", 0.25}, {"tries", 3}, {"is_retried", true}, {"route", "/v1/slots"}});
  EXPECT_EQ(
      line,
      R"({"time":"2023-11-14T22:13:20.123Z","level":"warning","message":"slow","seconds":0.25,"tries":3,"is_retried":true,"route":"/v1/slots"})"
      "\n");
}

TEST(LogLine, no_input_can_begin_a_second_line_or_move_a_terminal) {
  using namespace std::string_literals;
  const std::string hostile = "a\r\n{\"level\":\"info\"}\x1b[2J\0\x7f\b\t\"\\\xC2\x9B"s;
  const std::string line = log_line(some_time, Level::info, hostile, {{hostile, hostile}});
  for (const char c : line.substr(0, line.size() - 1)) {
    EXPECT_GE(static_cast<unsigned char>(c), 0x20);
    EXPECT_NE(c, 0x7F);
  }
  EXPECT_THAT(line, Not(HasSubstr("\xC2\x9B")));
  const auto object = parsed(line);
  EXPECT_EQ(object.at("message").as_string(), hostile);
  EXPECT_EQ(object.at(hostile).as_string(), hostile);
}

TEST(LogLine, bytes_that_are_no_text_become_replacement_characters) {
  const auto object = parsed(log_line(some_time, Level::info, "\xFFok\xE2\x82", {}));
  EXPECT_EQ(object.at("message").as_string(), "\xEF\xBF\xBDok\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(LogLine, every_single_byte_and_every_pair_of_bytes_gives_valid_json) {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; second += 5) {
      const std::string text{static_cast<char>(first), static_cast<char>(second)};
      const std::string line = log_line(some_time, Level::info, text, {});
      boost::json::error_code error;
      boost::json::parse(line, error);
      ASSERT_FALSE(error) << first << ' ' << second;
      ASSERT_TRUE(is_utf8(line)) << first << ' ' << second;
    }
  }
}

TEST(LogLine, right_to_left_tricks_and_line_separators_are_shown_escaped) {
  const std::string line = log_line(some_time, Level::info, "\u202Eabc\u2028\u2066", {});
  EXPECT_THAT(line, HasSubstr(R"(\u202eabc\u2028\u2066)"));
}

TEST(LogLine, a_long_value_is_cut_at_a_character) {
  std::string longer;
  while (longer.size() < 10'000) longer += "ä";
  const std::string line = log_line(some_time, Level::info, "x" + longer, {});
  EXPECT_LT(line.size(), 4300U);
  EXPECT_TRUE(is_utf8(line));
  EXPECT_THAT(line, HasSubstr("…"));
  EXPECT_THAT(line, Not(HasSubstr("ufffd")));
}

TEST(LogLine, a_number_without_json_form_is_null) {
  const auto object = parsed(
      log_line(some_time, Level::info, "m", {{"a", std::numeric_limits<double>::infinity()}, {"b", std::nan("")}}));
  EXPECT_TRUE(object.at("a").is_null());
  EXPECT_TRUE(object.at("b").is_null());
}

TEST(LogLevel, what_lies_below_it_is_not_written) {
  set_log_level(Level::warning);
  testing::internal::CaptureStderr();
  log(Level::info, "quiet");
  log(Level::error, "loud");
  const std::string written = testing::internal::GetCapturedStderr();
  set_log_level(Level::info);
  EXPECT_THAT(written, Not(HasSubstr("quiet")));
  EXPECT_THAT(written, HasSubstr("loud"));
}

TEST(LogLevel, has_a_name_that_is_read_back) {
  for (const Level level : {Level::debug, Level::info, Level::warning, Level::error})
    EXPECT_EQ(parse_level(level_name(level)), level);
  EXPECT_EQ(parse_level("loud"), std::nullopt);
}

struct Pipe {
  Pipe() { EXPECT_EQ(::pipe(ends), 0); }
  ~Pipe() {
    if (ends[0] >= 0) ::close(ends[0]);
    if (ends[1] >= 0) ::close(ends[1]);
  }
  std::string read_to_the_end() {
    ::close(std::exchange(ends[1], -1));
    std::string text;
    char buffer[65536];
    for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    return text;
  }
  int ends[2]{-1, -1};
};

TEST(LogWriter, lines_from_many_threads_stay_whole) {
  Pipe pipe;
  std::string text;
  std::thread reader;
  {
    LogWriter writer({.file = pipe.ends[1], .longest_farewell = std::chrono::hours(1)});
    reader = std::thread([&] {
      char buffer[4096];
      while (std::ranges::count(text, '\n') < 800) {
        const ssize_t n = ::read(pipe.ends[0], buffer, sizeof buffer);
        if (n <= 0) break;
        text.append(buffer, static_cast<std::size_t>(n));
      }
    });
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < 200; ++i) log(Level::info, std::string(300, 'x'), {{"i", i}});
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  reader.join();
  std::istringstream lines(text);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_NO_THROW(boost::json::parse(line));
  EXPECT_EQ(count, 800);
}

TEST(LogWriter, a_reader_that_stalls_does_not_stop_the_program_and_the_loss_is_said) {
  Pipe pipe;
  std::string text;
  std::thread reader;
  {
    LogWriter writer({.file = pipe.ends[1], .most_queued_bytes = 100'000, .longest_farewell = std::chrono::hours(1)});
    // Nobody reads: the pipe holds 64 KiB, the queue 100 kB, and all of this is ten times as much.
    for (int i = 0; i < 10'000; ++i) log(Level::info, std::string(100, 'x'));
    reader = std::thread([&] {
      char buffer[65536];
      for (ssize_t n; (n = ::read(pipe.ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(n));
    });
  }
  ::close(std::exchange(pipe.ends[1], -1));
  reader.join();
  EXPECT_THAT(text, HasSubstr(R"("message":"log lines were dropped","count":)"));
  EXPECT_LT(std::ranges::count(text, '\n'), 5'000);
}

TEST(LogWriter, where_nobody_reads_any_more_the_program_ends_all_the_same) {
  std::signal(SIGPIPE, SIG_IGN);
  Pipe pipe;
  std::string filler(1 << 20, 'x');
  ASSERT_EQ(::fcntl(pipe.ends[1], F_SETFL, O_NONBLOCK), 0);
  while (::write(pipe.ends[1], filler.data(), filler.size()) > 0) {
  }
  ASSERT_EQ(::fcntl(pipe.ends[1], F_SETFL, 0), 0);
  {
    const LogWriter writer({.file = pipe.ends[1], .longest_farewell = std::chrono::milliseconds(10)});
    log(Level::info, "nobody will read this");
  }
  log(Level::debug, "the next line goes where it went before");
  ::close(std::exchange(pipe.ends[0], -1));  // ends the writer's wait
}

TEST(LogWriter, there_is_one_at_most) {
  Pipe pipe;
  LogWriter writer({.file = pipe.ends[1]});
  EXPECT_THROW(LogWriter({.file = pipe.ends[1]}), std::logic_error);
}

}  // namespace
}  // namespace salon::platform
