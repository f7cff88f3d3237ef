#include "edge/json_out.hpp"

#include <fmt/format.h>

#include "platform/utf8.hpp"

namespace salon::edge {
namespace {

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr std::string_view digits = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  out += "\\u00";
  out.push_back(digits[byte >> 4]);
  out.push_back(digits[byte & 15]);
}

bool needs_escape(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f || c == '"' || c == '\\';
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  out.push_back('"');
  std::size_t plain = 0;  // bytes that can be taken over as they are
  const auto flush = [&out, &text, &plain] {
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    plain = 0;
  };
  while (plain < text.size()) {
    const char c = text[plain];
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    if (is_ascii && !needs_escape(c)) {
      ++plain;
    } else if (is_ascii) {
      flush();
      append_escaped(out, c);
      text.remove_prefix(1);
    } else if (const std::size_t length = platform::utf8_length(text.substr(plain)); length > 0) {
      plain += length;
    } else {
      flush();
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    }
  }
  flush();
  out.push_back('"');
}

// What stands before tells whether this is the first of its object or array: only then it is a bracket or a colon.
void JsonWriter::comma() {
  if (out_.empty()) return;
  const char last = out_.back();
  if (last != '{' && last != '[' && last != ':') out_.push_back(',');
}

JsonWriter& JsonWriter::open(char bracket) {
  comma();
  out_.push_back(bracket);
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_.push_back(bracket);
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  comma();
  append_json_text(out_, name);
  out_.push_back(':');
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  comma();
  append_json_text(out_, text);
  return *this;
}

JsonWriter& JsonWriter::value(domain::Instant instant) { return value(domain::format_instant(instant)); }

JsonWriter& JsonWriter::value(domain::Date date) { return value(domain::format_date(date)); }

JsonWriter& JsonWriter::integer(std::int64_t number) {
  const fmt::format_int text(number);
  return raw({text.data(), text.size()});
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  comma();
  out_.append(json);
  return *this;
}

}  // namespace salon::edge
