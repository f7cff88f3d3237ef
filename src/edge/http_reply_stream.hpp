// The stream a handler writes its endless reply to. Lives as long as the handler's stream function runs.
#pragma once

#include "edge/http_connection.hpp"

namespace salon::edge {

class ReplyStream final : public platform::HttpStream {
 public:
  ReplyStream(HttpConnection& connection, bool is_chunked) : connection_(connection), is_chunked_(is_chunked) {}

  Task<bool> write(std::string chunk) override;
  [[nodiscard]] bool is_open() const override { return is_open_; }
  void on_close(std::function<void()> wake) override;

  // The server leaves: the reply ends as it should.
  void end();
  // The peer is gone: there is nobody to end it for.
  void fail();
  [[nodiscard]] bool has_failed() const { return has_failed_; }

 private:
  HttpConnection& connection_;
  std::function<void()> wake_;
  bool is_chunked_;
  bool is_open_ = true;
  bool has_failed_ = false;
};

}  // namespace salon::edge
