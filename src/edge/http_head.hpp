// Looks at the raw bytes of a request's head before any parser does, and refuses all that two programs in a row could
// read in two ways: bare CR or LF, folded lines, blanks around a name, doubled lengths, two framings, no Host or two.
// It sees each byte once, however slowly they come, and refuses at the first bad one instead of waiting for the head's
// end. Source: RFC 9112, RFC 9110; reliability of the gateway depends on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "platform/http_message.hpp"

namespace salon::edge {

// What the HTTP layer itself has to say, before or instead of a handler.
enum class HttpProblem : std::uint8_t {
  bad_request,            // 400
  timeout,                // 408
  body_too_large,         // 413
  expectation_failed,     // 417
  headers_too_large,      // 431
  internal,               // 500: the handler threw
  overloaded,             // 503: too many connections
  version_not_supported,  // 505
};

[[nodiscard]] int http_status(HttpProblem problem);

// A request target in origin form or absolute form (whose authority replaces the Host header), or "*" of OPTIONS.
struct TargetParts {
  std::string_view authority;  // empty in origin form
  std::string_view target;     // path and query
  std::string_view path;
  std::string_view query;
};
[[nodiscard]] std::optional<TargetParts> split_target(std::string_view method, std::string_view target);

// `fields` is whole lines, each with its CRLF: the trailers behind a chunked body.
[[nodiscard]] bool are_good_fields(std::string_view fields);

class HeadScanner {
 public:
  explicit HeadScanner(std::size_t longest_head) : longest_head_(longest_head) {}

  enum class State : std::uint8_t { incomplete, complete, refused };
  // `bytes` is all that has come since the request's first byte; call again when there is more.
  [[nodiscard]] State scan(std::string_view bytes);
  // Of a request that is refused: what its good lines say. `bytes` as in scan().
  [[nodiscard]] platform::HttpRequest read_so_far(std::string_view bytes) const;
  // For the next request.
  void reset() { *this = HeadScanner(longest_head_); }

  [[nodiscard]] HttpProblem problem() const { return problem_; }
  [[nodiscard]] bool expects_continue() const { return expects_continue_ && is_http_1_1_; }
  [[nodiscard]] bool is_http_1_1() const { return is_http_1_1_; }
  [[nodiscard]] std::optional<std::uint64_t> content_length() const { return content_length_; }

 private:
  enum Seen : std::uint8_t { host = 1, length = 2, encoding = 4, content_type = 8, authorization = 16, expect = 32 };

  State refuse(HttpProblem problem);
  bool take_line(std::string_view line);
  bool take_request_line(std::string_view line);
  bool take_field(std::string_view line);
  bool take_known_field(std::string_view name, std::string_view value);
  bool take_length(std::string_view value);
  bool take_expect(std::string_view value);
  bool is_first(Seen field);
  bool finish();

  std::size_t longest_head_;
  std::size_t checked_ = 0;
  std::size_t line_start_ = 0;
  std::size_t fields_ = 0;
  std::optional<std::uint64_t> content_length_;
  std::uint8_t seen_ = 0;
  bool has_request_line_ = false;
  bool is_complete_ = false;
  bool is_http_1_1_ = false;
  bool expects_continue_ = false;
  HttpProblem problem_ = HttpProblem::bad_request;
};

}  // namespace salon::edge
