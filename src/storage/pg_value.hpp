// Values between C++ and PostgreSQL: parameters of a statement, fields of a row read in the order of its SELECT list.
// Rows come as text. Parameters whose C++ type names one PostgreSQL type (ids, instants, bytes, ranges, and lists of
// them) go as binary, the others as text, for which the server finds the type.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "domain/ids.hpp"
#include "domain/time.hpp"

namespace salon::storage {

// Bytes for a bytea column; text columns take std::string.
struct Bytes {
  std::string bytes;
};
[[nodiscard]] inline Bytes bytes_of(std::span<const std::uint8_t> data) {
  return {std::string(data.begin(), data.end())};
}

[[nodiscard]] std::string to_text(const Bytes& value);
[[nodiscard]] inline std::string to_text(const std::string& value) { return value; }
[[nodiscard]] inline std::string to_text(std::string_view value) { return std::string(value); }
[[nodiscard]] inline std::string to_text(const char* value) { return value; }
[[nodiscard]] inline std::string to_text(std::int64_t value) { return std::to_string(value); }
[[nodiscard]] inline std::string to_text(int value) { return std::to_string(value); }
[[nodiscard]] inline std::string to_text(bool value) { return value ? "t" : "f"; }
[[nodiscard]] inline std::string to_text(domain::Instant value) { return domain::format_instant(value); }
[[nodiscard]] inline std::string to_text(domain::Date value) { return domain::format_date(value); }
[[nodiscard]] inline std::string to_text(domain::WallTime value) { return value.text(); }
[[nodiscard]] inline std::string to_text(const domain::Uuid& value) { return value.text(); }
template <class Tag>
[[nodiscard]] std::string to_text(const domain::Id<Tag>& value) {
  return value.text();
}
// tstzrange, half-open
[[nodiscard]] inline std::string to_text(const domain::TimeRange& value) {
  return "[" + to_text(value.start) + "," + to_text(value.end) + ")";
}

// An array literal, elements quoted; an empty optional is NULL.
class ArrayText {
 public:
  void add(std::string_view element);
  void add_null();
  [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

 private:
  void comma() {
    if (!text_.empty()) text_ += ',';
  }
  std::string text_;
};

template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

template <class T>
[[nodiscard]] std::string to_text(const std::vector<T>& values) {
  ArrayText array;
  for (const T& value : values) {
    if constexpr (is_optional<T>::value) {
      value ? array.add(to_text(*value)) : array.add_null();
    } else {
      array.add(to_text(value));
    }
  }
  return array.text();
}

// Big-endian, as PostgreSQL's binary formats are.
void append_wire(std::string& out, std::int32_t value);
void append_wire(std::string& out, std::int64_t value);
void append_wire(std::string& out, const Bytes& value);
void append_wire(std::string& out, const domain::Uuid& value);
void append_wire(std::string& out, domain::Instant value);
void append_wire(std::string& out, const domain::TimeRange& value);
template <class Tag>
void append_wire(std::string& out, const domain::Id<Tag>& value) {
  append_wire(out, value.uuid);
}

// The PostgreSQL type that a C++ type goes as in binary; 0: it goes as text.
template <class T>
inline constexpr std::int32_t wire_type = 0;
template <>
inline constexpr std::int32_t wire_type<Bytes> = 17;
template <>
inline constexpr std::int32_t wire_type<domain::Instant> = 1184;
template <>
inline constexpr std::int32_t wire_type<domain::Uuid> = 2950;
template <>
inline constexpr std::int32_t wire_type<domain::TimeRange> = 3910;
template <class Tag>
inline constexpr std::int32_t wire_type<domain::Id<Tag>> = 2950;
template <class T>
inline constexpr std::int32_t wire_type<std::optional<T>> = wire_type<T>;

// A one-dimensional array in binary, each element by its length; -1 is NULL.
class ArrayWire {
 public:
  ArrayWire(std::int32_t element_type, std::size_t size, bool may_have_nulls);
  template <class T>
  void add(const T& value) {
    const std::size_t at = out_.size();
    append_wire(out_, std::int32_t{0});
    append_wire(out_, value);
    set_length(at);
  }
  void add_null() { append_wire(out_, std::int32_t{-1}); }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void set_length(std::size_t at);
  std::string out_;
};

template <class T>
[[nodiscard]] std::string to_wire(const T& value) {
  std::string out;
  append_wire(out, value);
  return out;
}
template <class T>
[[nodiscard]] std::string to_wire(const std::vector<T>& values) {
  ArrayWire array(wire_type<T>, values.size(), is_optional<T>::value);
  for (const T& value : values) {
    if constexpr (is_optional<T>::value) {
      value ? array.add(*value) : array.add_null();
    } else {
      array.add(value);
    }
  }
  return array.take();
}

template <class T>
struct list_of : std::false_type {};
template <class T>
struct list_of<std::vector<T>> : std::bool_constant<wire_type<T> != 0> {};
template <class T>
inline constexpr bool goes_as_binary = wire_type<T> != 0 || list_of<T>::value;

// The parameters of one call, in order.
class Params {
 public:
  struct Value {
    std::optional<std::string> bytes;  // nothing: NULL
    bool is_binary = false;
  };

  Params() = default;
  template <class... Values>
  static Params of(const Values&... values) {
    Params params;
    params.values_.reserve(sizeof...(values));
    (params.add(values), ...);
    return params;
  }
  template <class T>
  Params& add(const T& value) {
    if constexpr (is_optional<T>::value) {
      return value ? add(*value) : add_null();
    } else {
      if constexpr (goes_as_binary<T>) {
        values_.push_back({to_wire(value), true});
      } else {
        values_.push_back({to_text(value), false});
      }
      return *this;
    }
  }
  Params& add_null() {
    values_.emplace_back();
    return *this;
  }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
};

// What the program expects of the schema and did not find: a bug, not a refusal.
class RowShape : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Reads one row, left to right.
class RowReader {
 public:
  RowReader(const PGresult* result, int row) : result_(result), row_(row) {}

  void skip() { ++column_; }
  [[nodiscard]] bool next_is_null() const { return PQgetisnull(result_, row_, column_) != 0; }
  template <class T>
  [[nodiscard]] T get() {
    if constexpr (is_optional<T>::value) {
      if (next_is_null()) {
        ++column_;
        return std::nullopt;
      }
      return get<typename T::value_type>();
    } else {
      T value{};
      parse(take(), value);
      return value;
    }
  }

 private:
  [[nodiscard]] std::string_view take();
  static void parse(std::string_view text, std::string& out) { out = text; }
  static void parse(std::string_view text, bool& out) { out = text == "t"; }
  static void parse(std::string_view text, int& out);
  static void parse(std::string_view text, std::int64_t& out);
  static void parse(std::string_view text, Bytes& out);
  static void parse(std::string_view text, domain::Uuid& out);
  static void parse(std::string_view text, domain::Instant& out);
  static void parse(std::string_view text, domain::Date& out);
  static void parse(std::string_view text, domain::WallTime& out);
  static void parse(std::string_view text, domain::TimeRange& out);
  static void parse(std::string_view text, std::vector<int>& out);
  static void parse(std::string_view text, std::vector<std::string>& out);
  template <class Tag>
  static void parse(std::string_view text, domain::Id<Tag>& out) {
    parse(text, out.uuid);
  }
  template <class Tag>
  static void parse(std::string_view text, std::vector<domain::Id<Tag>>& out) {
    std::vector<std::string> elements;
    parse(text, elements);
    for (const std::string& element : elements) {
      domain::Id<Tag> id;
      parse(element, id);
      out.push_back(id);
    }
  }

  const PGresult* result_;
  int row_;
  int column_ = 0;
};

class Rows {
 public:
  explicit Rows(PGresult* result) : result_(result, &PQclear) {}
  [[nodiscard]] int size() const { return PQntuples(result_.get()); }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] RowReader row(int index) const { return {result_.get(), index}; }
  // Rows that an INSERT, UPDATE or DELETE touched.
  [[nodiscard]] int touched() const;
  template <class Read>
  [[nodiscard]] auto map(Read read) const {
    std::vector<decltype(read(std::declval<RowReader&>()))> out;
    out.reserve(static_cast<std::size_t>(size()));
    for (int i = 0; i < size(); ++i) {
      RowReader reader = row(i);
      out.push_back(read(reader));
    }
    return out;
  }

 private:
  std::unique_ptr<PGresult, decltype(&PQclear)> result_;
};

}  // namespace salon::storage
