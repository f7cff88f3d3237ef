// Requests and replies of HTTP as plain values, the same for the server and the client. Framing (Content-Length,
// Transfer-Encoding, Connection, Date) belongs to whoever sends them; nobody else writes those headers. Source: RFC
// 9110, RFC 9112.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/task.hpp"

namespace salon::platform {

struct HttpHeader {
  std::string name;  // lower case
  std::string value;
};

// The first of that name, or nullptr.
[[nodiscard]] const std::string* find_header(const std::vector<HttpHeader>& headers, std::string_view lower_name);

struct HttpRequest {
  std::string method;
  std::string target;  // as sent: path and query
  std::string path;    // as sent, still percent-encoded
  std::string query;   // as sent, without '?'
  std::vector<HttpHeader> headers;
  std::string body;
  std::string peer;  // the other side's IP address

  [[nodiscard]] const std::string* header(std::string_view lower_name) const {
    return find_header(headers, lower_name);
  }
};

// Where a reply that has no end yet is written, piece by piece. Used by one coroutine at a time.
class HttpStream {
 public:
  virtual ~HttpStream() = default;
  // False: the peer is gone or the server is leaving; end the reply.
  virtual Task<bool> write(std::string chunk) = 0;
  [[nodiscard]] virtual bool is_open() const = 0;
  // `wake` is called once, on the loop, when the stream stops being open: for a writer that waits for something to
  // write.
  virtual void on_close(std::function<void()> wake) = 0;
};

struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
  std::function<Task<void>(HttpStream&)> stream =
      nullptr;  // if set, the body is what this writes, and `body` is not used

  [[nodiscard]] const std::string* header(std::string_view lower_name) const {
    return find_header(headers, lower_name);
  }
};

struct QueryParameter {
  std::string name;
  std::string value;

  bool operator==(const QueryParameter&) const = default;
};

// In the order sent; '+' is a space; a name without '=' has an empty value. Nothing for a bad percent escape, for what
// does not decode to UTF-8, and for U+0000, which no text column can hold.
[[nodiscard]] std::optional<std::vector<QueryParameter>> parse_query(std::string_view query);
// One segment of a path: as above, but '+' is itself.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);

[[nodiscard]] bool equals_ignoring_case(std::string_view a, std::string_view b);
[[nodiscard]] std::string lower_case(std::string_view text);
// A token of RFC 9110 section 5.6.2: what a header or method may be called.
[[nodiscard]] bool is_http_token(std::string_view text);
// No control characters but the tab, so that a value can never end its line.
[[nodiscard]] bool is_http_field_value(std::string_view text);
// Headers that speak about one connection only and are never passed on (RFC 9110 section 7.6.1), and the length, which
// follows the body.
[[nodiscard]] bool is_connection_header(std::string_view lower_name);

}  // namespace salon::platform
