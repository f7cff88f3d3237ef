#include "edge/http_request_parser.hpp"

#include <boost/beast/http/error.hpp>

#include "edge/http_head.hpp"

namespace salon::edge {

namespace http = boost::beast::http;

namespace {

// Extensions mean nothing to us; long ones only cost.
constexpr std::size_t longest_chunk_extension = 256;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RequestParser::RequestParser(Limits limits) {
  header_limit(limits.longest_head + 1);
  body_limit(limits.longest_body);
  eager(true);
  request_.headers.reserve(12);
}

void RequestParser::on_request_impl(http::verb, string_view method, string_view target, int, error_code& error) {
  request_.method = view(method);
  const auto parts = split_target(request_.method, view(target));
  if (!parts) {
    error = http::error::bad_target;
    return;
  }
  authority_ = parts->authority;
  request_.target = parts->target;
  request_.path = parts->path;
  request_.query = parts->query;
}

void RequestParser::on_field_impl(http::field, string_view name, string_view value, error_code&) {
  if (has_head_) return;  // a trailer: checked by the connection, then forgotten
  request_.headers.push_back({.name = platform::lower_case(view(name)), .value = std::string(view(value))});
}

void RequestParser::on_header_impl(error_code&) {
  has_head_ = true;
  if (authority_.empty()) return;
  std::erase_if(request_.headers, [](const platform::HttpHeader& header) { return header.name == "host"; });
  request_.headers.push_back({.name = "host", .value = std::move(authority_)});
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
  if (length) request_.body.reserve(*length);  // within the limit, which the parser checked
}

std::size_t RequestParser::on_body_impl(string_view body, error_code&) {
  request_.body.append(body.data(), body.size());
  return body.size();
}

// Beast lets any byte into a quoted extension. A bare line feed there is where two readers part, so none gets in.
void RequestParser::on_chunk_header_impl(std::uint64_t size, string_view extensions, error_code& error) {
  if (extensions.size() > longest_chunk_extension || !platform::is_http_field_value(view(extensions))) {
    error = http::error::bad_chunk_extension;
    return;
  }
  if (size == 0) trailers_ = extensions.data() + extensions.size() + 2;
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view body, error_code&) {
  request_.body.append(body.data(), body.size());
  return body.size();
}

}  // namespace salon::edge
