#include "edge/http_reply.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/beast/http/status.hpp>

namespace salon::edge {

using platform::HttpHeader;
using platform::HttpResponse;

namespace {

bool is_good_header(const HttpHeader& header) {
  return platform::is_http_token(header.name) && platform::is_http_field_value(header.value);
}

// 204 and 304 have no body by definition, and a 304's length would have to be that of the reply it stands for.
bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_number(std::string& out, std::size_t number) {
  const fmt::format_int text(number);
  out.append(text.data(), text.size());
}

void append_status_line(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\ndate: ";
    return;
  }
  const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(status));
  out.push_back(' ');
  out.append(reason.data(), reason.size());
  out += "\r\ndate: ";
}

void append_framing(std::string& out, const HttpResponse& response, const ReplyFrame& frame) {
  if (response.stream) {
    if (frame.is_http_1_1) out += "transfer-encoding: chunked\r\n";
  } else if (may_have_body(response.status)) {
    // A HEAD's handler may know the length without having made the body.
    const std::string* length =
        frame.is_head_request && response.body.empty() ? response.header("content-length") : nullptr;
    out += "content-length: ";
    if (length) {
      out += *length;
    } else {
      append_number(out, response.body.size());
    }
    out += "\r\n";
  }
  if (frame.is_last) {
    out += "connection: close\r\n";
  } else if (!frame.is_http_1_1) {
    out += "connection: keep-alive\r\n";
  }
}

}  // namespace

bool append_reply(std::string& out, const HttpResponse& response, const ReplyFrame& frame) {
  if (response.status < 200 || response.status > 599 || !std::ranges::all_of(response.headers, is_good_header))
    return false;
  const std::string* date = response.header("date");
  append_status_line(out, response.status);
  out += date ? std::string_view(*date) : frame.date;
  out += "\r\n";
  append_framing(out, response, frame);
  for (const HttpHeader& header : response.headers) {
    if (header.name == "date" || platform::is_connection_header(header.name)) continue;
    out += header.name;
    out += ": ";
    out += header.value;
    out += "\r\n";
  }
  out += "\r\n";
  if (!response.stream && !frame.is_head_request && may_have_body(response.status)) out += response.body;
  return true;
}

}  // namespace salon::edge
