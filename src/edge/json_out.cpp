#include "edge/json_out.hpp"

#include <fmt/format.h>

#include <array>

#include "domain/put_text.hpp"
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

constexpr std::array<bool, 256> plain_table() {
  std::array<bool, 256> table{};
  for (std::size_t c = 0x20; c < 0x7f; ++c) table[c] = c != '"' && c != '\\';
  return table;
}

// ASCII that stands for itself.
bool is_plain(char c) {
  static constexpr auto table = plain_table();
  return table[static_cast<unsigned char>(c)];
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
  while (true) {
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    if (plain == text.size()) break;
    const char c = text[plain];
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    if (is_ascii) {
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
  out_.push_back('"');
  out_.append(name).append("\":");
  return *this;
}

JsonWriter& JsonWriter::foreign_key(std::string_view name) {
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

JsonWriter& JsonWriter::plain(std::string_view text) {
  comma();
  out_.push_back('"');
  out_.append(text).push_back('"');
  return *this;
}

JsonWriter& JsonWriter::value(domain::Instant instant) {
  std::array<char, domain::longest_instant> text{};
  return plain({text.data(), domain::put_instant(text.data(), instant)});
}

JsonWriter& JsonWriter::value(domain::Date date) {
  std::array<char, domain::date_length> text{};
  return plain({text.data(), domain::put_date(text.data(), date)});
}

JsonWriter& JsonWriter::value(const domain::Uuid& uuid) {
  std::array<char, domain::uuid_length> text{};
  return plain({text.data(), domain::put_uuid(text.data(), uuid)});
}

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
