// Reading what came in, strictly: a handler names its fields one under the other, and everything that is wrong with any
// of them, the unknown ones among it, is told at once. MALFORMED_JSON: no JSON, not UTF-8, a key twice, nested too
// deeply. VALIDATION_FAILED: the rest, with JSON pointers (RFC 6901) for bodies and "?name" for query parameters.
#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/refusal.hpp"
#include "domain/service.hpp"
#include "domain/stylist.hpp"
#include "domain/time.hpp"
#include "platform/http_message.hpp"
#include "ports/store.hpp"

namespace salon::edge {

inline constexpr std::size_t deepest_json = 16;

// An absent body is {}.
[[nodiscard]] domain::Result<boost::json::value> parse_body(std::string_view text);
// The same value, however it was written: keys sorted, no blanks, one form for each number and text (D40).
[[nodiscard]] std::string canonical_json(const boost::json::value& value);

// Why the value cannot be read as the type, or nothing. What they read into is set only when it can.
using Flaw = std::optional<std::string>;
[[nodiscard]] Flaw read_value(const boost::json::value& value, std::string& out);
[[nodiscard]] Flaw read_value(const boost::json::value& value, bool& out);
[[nodiscard]] Flaw read_value(const boost::json::value& value, std::int64_t& out);
[[nodiscard]] Flaw read_value(const boost::json::value& value, domain::Date& out);
[[nodiscard]] Flaw read_value(const boost::json::value& value, domain::Uuid& out);
[[nodiscard]] Flaw read_value(const boost::json::value& value, domain::Phase& out);
[[nodiscard]] Flaw read_value(const boost::json::value& value, domain::StylistTerms& out);
template <class Tag>
[[nodiscard]] Flaw read_value(const boost::json::value& value, domain::Id<Tag>& out) {
  return read_value(value, out.uuid);
}

class BodyReader {
 public:
  explicit BodyReader(const boost::json::value& body);

  template <class T>
  void required(std::string_view name, T& out) {
    if (const auto* value = take(name)) {
      read(*value, pointer(name), out);
    } else {
      fault(pointer(name), "is missing");
    }
  }
  // Absent: left as it is. null is no value of these.
  template <class T>
  void optional(std::string_view name, std::optional<T>& out) {
    if (const auto* value = take(name)) read(*value, pointer(name), out.emplace());
  }
  template <class T>
  void optional(std::string_view name, T& out) {
    if (const auto* value = take(name)) read(*value, pointer(name), out);
  }
  // null is as if absent.
  template <class T>
  void nullable(std::string_view name, std::optional<T>& out) {
    const auto* value = take(name);
    if (value && !value->is_null()) read(*value, pointer(name), out.emplace());
  }
  // A text that is empty rather than absent; null empties it.
  void blankable(std::string_view name, std::optional<std::string>& out) {
    const auto* value = take(name);
    if (value && value->is_null()) {
      out.emplace();
    } else if (value) {
      read(*value, pointer(name), out.emplace());
    }
  }
  // Absent: left alone; null: none.
  template <class T>
  void clearable(std::string_view name, std::optional<std::optional<T>>& out) {
    const auto* value = take(name);
    if (!value) return;
    auto& given = out.emplace();
    if (!value->is_null()) read(*value, pointer(name), given.emplace());
  }

  // An object for a reader of its own; absent or null: none.
  [[nodiscard]] const boost::json::value* object(std::string_view name);

  // All that was wrong, once every field has been named.
  [[nodiscard]] std::optional<domain::Refused> refusal();

 private:
  [[nodiscard]] const boost::json::value* take(std::string_view name);
  [[nodiscard]] static std::string pointer(std::string_view name);
  void fault(std::string where, std::string what);

  template <class T>
  void read(const boost::json::value& value, std::string where, T& out) {
    if (auto flaw = read_value(value, out)) fault(std::move(where), std::move(*flaw));
  }
  template <class T>
  void read(const boost::json::value& value, const std::string& where, std::vector<T>& out) {
    if (!value.is_array()) return fault(where, "must be an array");
    std::size_t index = 0;
    for (const boost::json::value& item : value.get_array()) {
      T one{};
      read(item, where + "/" + std::to_string(index++), one);
      out.push_back(std::move(one));
    }
  }

  const boost::json::object* body_ = nullptr;
  std::set<std::string, std::less<>> known_;
  std::vector<domain::FieldProblem> faults_;
};

class QueryReader {
 public:
  // `known`: the names that the route takes, separated by blanks.
  QueryReader(const std::vector<platform::QueryParameter>& parameters, std::string_view known);

  template <class T>
  void required(std::string_view name, T& out) {
    if (!find(name)) return fault(name, "is missing");
    optional(name, out);
  }
  template <class T>
  void optional(std::string_view name, T& out) {
    const std::string* text = find(name);
    if (!text) return;
    if (auto flaw = read_text(*text, out)) fault(name, std::move(*flaw));
  }
  template <class T>
  void optional(std::string_view name, std::optional<T>& out) {
    if (find(name)) optional(name, out.emplace());
  }
  // limit and cursor.
  void page(ports::PageRequest& out);

  [[nodiscard]] std::optional<domain::Refused> refusal();

 private:
  [[nodiscard]] static Flaw read_text(const std::string& text, std::string& out);
  [[nodiscard]] static Flaw read_text(const std::string& text, int& out);
  [[nodiscard]] static Flaw read_text(const std::string& text, std::int64_t& out);
  [[nodiscard]] static Flaw read_text(const std::string& text, domain::Date& out);
  [[nodiscard]] static Flaw read_text(const std::string& text, domain::Instant& out);
  [[nodiscard]] static Flaw read_text(const std::string& text, domain::Uuid& out);
  template <class Tag>
  [[nodiscard]] static Flaw read_text(const std::string& text, domain::Id<Tag>& out) {
    return read_text(text, out.uuid);
  }
  [[nodiscard]] const std::string* find(std::string_view name) const;
  void fault(std::string_view name, std::string what);

  const std::vector<platform::QueryParameter>& parameters_;
  std::vector<domain::FieldProblem> faults_;
};

}  // namespace salon::edge
