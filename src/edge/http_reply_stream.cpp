#include "edge/http_reply_stream.hpp"

#include <fmt/format.h>

#include <utility>

namespace salon::edge {

Task<bool> ReplyStream::write(std::string chunk) {
  if (!is_open_) co_return false;
  if (chunk.empty()) co_return true;  // as a chunk it would end the reply
  std::string& out = connection_.out_;
  if (is_chunked_) fmt::format_to(std::back_inserter(out), "{:x}\r\n", chunk.size());
  out += chunk;
  if (is_chunked_) out += "\r\n";
  auto flushing = connection_.flush();
  const bool is_sent = co_await flushing;
  if (!is_sent) fail();
  co_return is_open_;
}

void ReplyStream::on_close(std::function<void()> wake) {
  if (!is_open_) return wake();
  wake_ = std::move(wake);
}

void ReplyStream::end() {
  if (!std::exchange(is_open_, false)) return;
  if (auto wake = std::exchange(wake_, nullptr)) wake();
}

void ReplyStream::fail() {
  has_failed_ = true;
  end();
}

}  // namespace salon::edge
