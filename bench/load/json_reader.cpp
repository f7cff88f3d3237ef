#include "load/json_reader.hpp"

#include <charconv>

namespace salon::bench {
namespace {

constexpr int deepest = 16;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

void JsonReader::skip_space() {
  while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
}

bool JsonReader::take(char wanted) {
  skip_space();
  if (!is_good_ || at_ == end_ || *at_ != wanted) return false;
  ++at_;
  return true;
}

bool JsonReader::take_word(std::string_view word) {
  skip_space();
  const std::string_view rest(at_, static_cast<std::size_t>(end_ - at_));
  if (!is_good_ || !rest.starts_with(word)) return false;
  at_ += word.size();
  return true;
}

std::string_view JsonReader::text() {
  if (!take('"')) {
    fail();
    return {};
  }
  const char* const begin = at_;
  while (at_ != end_ && *at_ != '"') {
    if (static_cast<unsigned char>(*at_) < 0x20) break;
    at_ += *at_ == '\\' && at_ + 1 != end_ ? 2 : 1;
  }
  if (at_ >= end_ || *at_ != '"') {
    fail();
    at_ = end_;
    return {};
  }
  return {begin, static_cast<std::size_t>(at_++ - begin)};
}

std::optional<std::string_view> JsonReader::text_or_null() {
  if (take_word("null")) return std::nullopt;
  return text();
}

std::int64_t JsonReader::integer() {
  skip_space();
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(at_, end_, number);
  if (error != std::errc{}) fail();
  at_ = rest;
  return number;
}

bool JsonReader::boolean() {
  if (take_word("true")) return true;
  if (!take_word("false")) fail();
  return false;
}

bool JsonReader::skip_null() {
  if (take_word("null")) return true;
  skip();
  return false;
}

void JsonReader::skip_number() {
  const char* const begin = at_;
  if (at_ != end_ && *at_ == '-') ++at_;
  while (at_ != end_ && (is_digit(*at_) || *at_ == '.' || *at_ == 'e' || *at_ == 'E' || *at_ == '+' || *at_ == '-'))
    ++at_;
  if (at_ == begin) fail();
}

void JsonReader::skip(int depth) {
  skip_space();
  if (!is_good_ || at_ == end_ || depth > deepest) return fail();
  switch (*at_) {
    case '{':
      return object([this, depth](std::string_view) { skip(depth + 1); });
    case '[':
      return array([this, depth] { skip(depth + 1); });
    case '"':
      text();
      return;
    default:
      if (!take_word("null") && !take_word("true") && !take_word("false")) skip_number();
  }
}

}  // namespace salon::bench
