// Replies as bytes: the status line and the headers that are the server's own, before those of the handler.
#pragma once

#include <string>
#include <string_view>

#include "platform/http_message.hpp"

namespace salon::edge {

struct ReplyFrame {
  bool is_http_1_1 = true;
  bool is_head_request = false;
  bool is_last = false;  // the connection closes after it
  std::string_view date;
};

// False when a header holds what would end its line early; nothing is appended then.
[[nodiscard]] bool append_reply(std::string& out, const platform::HttpResponse& response, const ReplyFrame& frame);

}  // namespace salon::edge
