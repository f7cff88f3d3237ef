// Writes JSON by appending to one string (RFC 8259). Commas come by themselves; the caller closes what it opens. Text
// that is no UTF-8 is written with U+FFFD in its place, so that what leaves here always parses.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace salon::edge {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);  // of our own making: nothing in it needs an escape
  JsonWriter& foreign_key(std::string_view name);

  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
  JsonWriter& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
  JsonWriter& value(std::integral auto number)
    requires(!std::same_as<decltype(number), bool>)
  {
    return integer(static_cast<std::int64_t>(number));
  }
  JsonWriter& value(domain::Instant instant);
  JsonWriter& value(domain::Date date);
  JsonWriter& value(const domain::Uuid& uuid);
  template <class Tag>
  JsonWriter& value(const domain::Id<Tag>& id) {
    return value(id.uuid);
  }
  template <class T>
  JsonWriter& value(const std::optional<T>& maybe) {
    return maybe ? value(*maybe) : null();
  }
  JsonWriter& null() { return raw("null"); }
  // Text of our own making, in which nothing needs an escape.
  JsonWriter& plain(std::string_view text);
  // JSON that is already written.
  JsonWriter& raw(std::string_view json);

  template <class T>
  JsonWriter& field(std::string_view name, const T& what) {
    return key(name).value(what);
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  JsonWriter& integer(std::int64_t number);
  void comma();

  std::string& out_;
};

void append_json_text(std::string& out, std::string_view text);

}  // namespace salon::edge
