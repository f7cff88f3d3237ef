// One HTTP/1.1 reply at the front of a buffer. Strict where it matters to a load: a status, a Content-Length, a
// connection that stays open.
#pragma once

#include <cstddef>
#include <string_view>

namespace salon::bench {

// Good as long as the buffer it was read from.
struct Reply {
  int status = 0;
  std::string_view head;  // status line and fields, without the blank line
  std::string_view body;
  std::size_t size = 0;  // of all of it
  bool closes = false;

  // The value of a field, named in lower case; empty: not there.
  [[nodiscard]] std::string_view field(std::string_view name) const;
};

enum class ReplyState { incomplete, complete, broken };

ReplyState read_reply(std::string_view buffer, Reply& reply);

}  // namespace salon::bench
