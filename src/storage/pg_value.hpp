// Values between C++ and PostgreSQL, in text format: parameters of a statement, fields of a row read in the order of
// its SELECT list.
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

// The parameters of one call, in order.
class Params {
 public:
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
      values_.push_back(value ? std::optional(to_text(*value)) : std::nullopt);
    } else {
      values_.push_back(to_text(value));
    }
    return *this;
  }
  Params& add_null() {
    values_.emplace_back();
    return *this;
  }
  [[nodiscard]] const std::vector<std::optional<std::string>>& values() const { return values_; }

 private:
  std::vector<std::optional<std::string>> values_;
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
