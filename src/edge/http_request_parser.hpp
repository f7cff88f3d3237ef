// Beast's parser, filling a plain HttpRequest. It is fed only heads that HeadScanner let pass.
#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "platform/http_message.hpp"

namespace salon::edge {

class RequestParser final : public boost::beast::http::basic_parser<true> {
 public:
  struct Limits {
    std::uint32_t longest_head;
    std::uint64_t longest_body;
  };
  explicit RequestParser(Limits limits);

  [[nodiscard]] platform::HttpRequest& request() { return request_; }
  // Where the trailers begin in the bytes just parsed; nullptr before the last chunk.
  [[nodiscard]] const char* trailers() const { return trailers_; }

 private:
  using error_code = boost::beast::error_code;
  using string_view = boost::beast::string_view;

  void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                       error_code& error) override;
  void on_response_impl(int, string_view, int, error_code&) override {}
  void on_field_impl(boost::beast::http::field, string_view name, string_view value, error_code& error) override;
  void on_header_impl(error_code& error) override;
  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code& error) override;
  std::size_t on_body_impl(string_view body, error_code& error) override;
  void on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& error) override;
  std::size_t on_chunk_body_impl(std::uint64_t remaining, string_view body, error_code& error) override;
  void on_finish_impl(error_code&) override {}

  platform::HttpRequest request_;
  std::string authority_;  // of a target in absolute form
  bool has_head_ = false;
  const char* trailers_ = nullptr;
};

}  // namespace salon::edge
