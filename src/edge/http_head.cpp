#include "edge/http_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace salon::edge {

using platform::equals_ignoring_case;
using platform::is_http_field_value;
using platform::is_http_token;

namespace {

constexpr std::size_t most_fields = 100;
constexpr std::size_t longest_method = 32;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Which bytes may stand somewhere; one look a byte.
using ByteSet = std::array<bool, 256>;

bool is_in(const ByteSet& set, char c) { return set[static_cast<unsigned char>(c)]; }

// How many bytes from `from` on, before `end`, are of the set.
std::size_t end_of_run(std::string_view text, std::size_t from, std::size_t end, const ByteSet& set) {
  while (from < end && is_in(set, text[from])) ++from;
  return from;
}

// Visible ASCII but what RFC 3986 never has unescaped and no client sends: quotes, angle brackets, a fragment. The
// percent sign has a rule of its own.
consteval ByteSet plain_target_bytes() {
  ByteSet set{};
  for (std::size_t c = 0x21; c < 0x7F; ++c) set[c] = true;
  for (const char c : std::string_view("\"<>#%")) set[static_cast<unsigned char>(c)] = false;
  return set;
}
constexpr ByteSet plain_in_target = plain_target_bytes();

// All of a head but line ends and control characters.
consteval ByteSet plain_head_bytes() {
  ByteSet set{};
  for (std::size_t c = 0x20; c < 256; ++c) set[c] = c != 0x7F;
  set['\t'] = true;
  return set;
}
constexpr ByteSet plain_in_head = plain_head_bytes();

bool are_good_target_chars(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    i = end_of_run(text, i, text.size(), plain_in_target);
    if (i == text.size()) break;
    if (text[i] != '%') return false;
    if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) return false;
    if (text[i + 1] == '0' && text[i + 2] == '0') return false;
  }
  return true;
}

bool is_host_char(char c) {
  constexpr std::string_view others = "-._~!$&'()*+,;=%[]:";
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || others.find(c) != std::string_view::npos;
}

// A host, or [IPv6], and maybe a port. Never empty: "http" needs one.
bool is_host(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_host_char)) return false;
  const std::size_t bracket = text.find(']');
  if (text.front() == '[' && bracket == std::string_view::npos) return false;
  const std::size_t colon = text.find(':', text.front() == '[' ? bracket : 0);
  if (colon == 0) return false;
  const std::string_view port = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  return port.size() <= 5 && std::ranges::all_of(port, is_digit);
}

std::string_view trim(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

struct RequestLine {
  std::string_view method;
  std::string_view target;
  std::string_view version;
};

std::optional<RequestLine> split_request_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  return RequestLine{.method = line.substr(0, first),
                     .target = line.substr(first + 1, last - first - 1),
                     .version = line.substr(last + 1)};
}

struct Field {
  std::string_view name;
  std::string_view value;
};

// A line that starts with a blank would be folded into the one before; it has no name here, so it is refused like one.
std::optional<Field> split_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_http_token(line.substr(0, colon))) return std::nullopt;
  return Field{.name = line.substr(0, colon), .value = trim(line.substr(colon + 1))};
}

}  // namespace

int http_status(HttpProblem problem) {
  switch (problem) {
    case HttpProblem::bad_request:
      return 400;
    case HttpProblem::timeout:
      return 408;
    case HttpProblem::body_too_large:
      return 413;
    case HttpProblem::expectation_failed:
      return 417;
    case HttpProblem::headers_too_large:
      return 431;
    case HttpProblem::internal:
      return 500;
    case HttpProblem::overloaded:
      return 503;
    case HttpProblem::version_not_supported:
      return 505;
  }
  return 500;
}

std::optional<TargetParts> split_target(std::string_view method, std::string_view target) {
  if (!are_good_target_chars(target)) return std::nullopt;
  TargetParts parts{.authority = {}, .target = target, .path = target, .query = {}};
  if (target == "*") return method == "OPTIONS" ? std::optional(parts) : std::nullopt;
  if (!target.starts_with('/')) {
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return std::nullopt;
    const std::string_view name = target.substr(0, scheme);
    if (!equals_ignoring_case(name, "http") && !equals_ignoring_case(name, "https")) return std::nullopt;
    const std::string_view rest = target.substr(scheme + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    parts.authority = rest.substr(0, end);
    parts.target = rest.substr(end);
    if (!is_host(parts.authority) || parts.target.starts_with('?')) return std::nullopt;
    if (parts.target.empty()) parts.target = "/";
  }
  const std::size_t question = std::min(parts.target.find('?'), parts.target.size());
  parts.path = parts.target.substr(0, question);
  parts.query = parts.target.substr(std::min(question + 1, parts.target.size()));
  return parts;
}

bool are_good_fields(std::string_view fields) {
  while (!fields.empty()) {
    const std::size_t end = fields.find("\r\n");
    if (end == std::string_view::npos) return false;
    const auto field = split_field(fields.substr(0, end));
    if (!field || !is_http_field_value(field->value)) return false;
    fields.remove_prefix(end + 2);
  }
  return true;
}

HeadScanner::State HeadScanner::refuse(HttpProblem problem) {
  problem_ = problem;
  return State::refused;
}

HeadScanner::State HeadScanner::scan(std::string_view bytes) {
  for (; checked_ < bytes.size(); ++checked_) {
    const bool follows_cr = checked_ > line_start_ && bytes[checked_ - 1] == '\r';
    if (!follows_cr) {
      checked_ = end_of_run(bytes, checked_, std::min(bytes.size(), longest_head_), plain_in_head);
      if (checked_ == bytes.size()) break;
    }
    if (checked_ >= longest_head_) return refuse(HttpProblem::headers_too_large);
    const auto byte = static_cast<unsigned char>(bytes[checked_]);
    if (follows_cr != (byte == '\n')) return refuse(HttpProblem::bad_request);
    if (byte == '\n') {
      const std::string_view line = bytes.substr(line_start_, checked_ - 1 - line_start_);
      if (!take_line(line)) return State::refused;
      line_start_ = checked_ + 1;
      if (is_complete_) return State::complete;
    } else if ((byte < 0x20 && byte != '\t' && byte != '\r') || byte == 0x7F) {
      return refuse(HttpProblem::bad_request);
    }
  }
  return State::incomplete;
}

platform::HttpRequest HeadScanner::read_so_far(std::string_view bytes) const {
  platform::HttpRequest request;
  std::string_view lines = bytes.substr(0, line_start_);
  const auto take = [&lines] {
    const std::size_t end = lines.find("\r\n");
    const std::string_view line = lines.substr(0, end);
    lines.remove_prefix(end + 2);
    return line;
  };
  if (lines.empty()) return request;
  const RequestLine first = split_request_line(take()).value();
  const TargetParts target = split_target(first.method, first.target).value();
  request.method = first.method;
  request.target = target.target;
  request.path = target.path;
  request.query = target.query;
  while (!lines.empty()) {
    if (const auto field = split_field(take()))
      request.headers.push_back({.name = platform::lower_case(field->name), .value = std::string(field->value)});
  }
  return request;
}

bool HeadScanner::take_line(std::string_view line) {
  problem_ = HttpProblem::bad_request;
  if (!has_request_line_) return take_request_line(line);
  if (line.empty()) return finish();
  return take_field(line);
}

bool HeadScanner::take_request_line(std::string_view line) {
  has_request_line_ = true;
  const auto parts = split_request_line(line);
  if (!parts || parts->method.size() > longest_method || !is_http_token(parts->method)) return false;
  if (!split_target(parts->method, parts->target)) return false;
  const std::string_view version = parts->version;
  const bool is_version = version.size() == 8 && version.starts_with("HTTP/") && is_digit(version[5]) &&
                          version[6] == '.' && is_digit(version[7]);
  if (!is_version) return false;
  is_http_1_1_ = version == "HTTP/1.1";
  if (is_http_1_1_ || version == "HTTP/1.0") return true;
  problem_ = HttpProblem::version_not_supported;
  return false;
}

bool HeadScanner::take_field(std::string_view line) {
  const auto field = split_field(line);
  if (!field) return false;
  if (++fields_ > most_fields) {
    problem_ = HttpProblem::headers_too_large;
    return false;
  }
  return take_known_field(field->name, field->value);
}

bool HeadScanner::is_first(Seen field) {
  const bool is_new = (seen_ & field) == 0;
  seen_ |= field;
  return is_new;
}

// The fields that decide where a request ends, whom it is for and who sends it: each at most once.
bool HeadScanner::take_known_field(std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "host")) return is_first(Seen::host) && is_host(value);
  if (equals_ignoring_case(name, "content-length")) return is_first(Seen::length) && take_length(value);
  if (equals_ignoring_case(name, "transfer-encoding"))
    return is_first(Seen::encoding) && equals_ignoring_case(value, "chunked");
  if (equals_ignoring_case(name, "content-type")) return is_first(Seen::content_type);
  if (equals_ignoring_case(name, "authorization")) return is_first(Seen::authorization);
  if (equals_ignoring_case(name, "expect")) return is_first(Seen::expect) && take_expect(value);
  return true;
}

bool HeadScanner::take_length(std::string_view value) {
  std::uint64_t number = 0;
  if (value.empty() || !std::ranges::all_of(value, is_digit)) return false;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{}) return false;
  content_length_ = number;
  return true;
}

bool HeadScanner::take_expect(std::string_view value) {
  expects_continue_ = equals_ignoring_case(value, "100-continue");
  if (!expects_continue_) problem_ = HttpProblem::expectation_failed;
  return expects_continue_;
}

bool HeadScanner::finish() {
  is_complete_ = true;
  const bool has_encoding = (seen_ & Seen::encoding) != 0;
  if (has_encoding && (content_length_ || !is_http_1_1_)) return false;
  return !is_http_1_1_ || (seen_ & Seen::host) != 0;
}

}  // namespace salon::edge
