#include "storage/pg_value.hpp"

#include <charconv>

namespace salon::storage {
namespace {

int hex_value(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

template <class Number>
void parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) throw RowShape("not a number: " + std::string(text));
}

// "2026-11-23 10:00:00.5+00": the connection's time zone is UTC.
domain::Instant instant_of(std::string_view text) {
  std::string iso(text);
  if (iso.size() < 22 || iso[10] != ' ' || !iso.ends_with("+00")) throw RowShape("not a timestamp in UTC: " + iso);
  iso[10] = 'T';
  iso.replace(iso.size() - 3, 3, "Z");
  const auto instant = domain::parse_instant(iso);
  if (!instant) throw RowShape("not a timestamp: " + iso);
  return *instant;
}

}  // namespace

std::string to_text(const Bytes& value) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out = "\\x";
  out.reserve(2 + 2 * value.bytes.size());
  for (const char c : value.bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

void ArrayText::add(std::string_view element) {
  comma();
  text_ += '"';
  for (const char c : element) {
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }
  text_ += '"';
}

void ArrayText::add_null() {
  comma();
  text_ += "NULL";
}

namespace {

template <class Number>
void append_big_endian(std::string& out, Number value) {
  for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(static_cast<std::make_unsigned_t<Number>>(value) >> shift & 0xff);
  }
}

// PostgreSQL counts from the first of January 2000.
constexpr domain::Instant postgres_epoch{std::chrono::sys_days{std::chrono::January / 1 / 2000}};
constexpr char includes_lower_only = 0x02;  // [lower, upper), both there
constexpr std::int32_t instant_bytes = 8;

}  // namespace

void append_wire(std::string& out, std::int32_t value) { append_big_endian(out, value); }
void append_wire(std::string& out, std::int64_t value) { append_big_endian(out, value); }
void append_wire(std::string& out, const Bytes& value) { out += value.bytes; }
void append_wire(std::string& out, const domain::Uuid& value) {
  out.append(reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size());
}
void append_wire(std::string& out, domain::Instant value) {
  append_wire(out, static_cast<std::int64_t>(std::chrono::microseconds(value - postgres_epoch).count()));
}
void append_wire(std::string& out, const domain::TimeRange& value) {
  out += includes_lower_only;
  append_wire(out, instant_bytes);
  append_wire(out, value.start);
  append_wire(out, instant_bytes);
  append_wire(out, value.end);
}

ArrayWire::ArrayWire(std::int32_t element_type, std::size_t size, bool may_have_nulls) {
  append_wire(out_, std::int32_t{size > 0});  // dimensions
  append_wire(out_, std::int32_t{may_have_nulls});
  append_wire(out_, element_type);
  if (size == 0) return;
  append_wire(out_, static_cast<std::int32_t>(size));
  append_wire(out_, std::int32_t{1});  // the first index
}

void ArrayWire::set_length(std::size_t at) {
  std::string length;
  append_wire(length, static_cast<std::int32_t>(out_.size() - at - 4));
  out_.replace(at, 4, length);
}

std::string_view RowReader::take() {
  if (column_ >= PQnfields(result_)) throw RowShape("the row has only " + std::to_string(column_) + " columns");
  if (next_is_null()) throw RowShape("NULL in column " + std::string(PQfname(result_, column_)));
  const int column = column_++;
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

void RowReader::parse(std::string_view text, int& out) { parse_number(text, out); }
void RowReader::parse(std::string_view text, std::int64_t& out) { parse_number(text, out); }

void RowReader::parse(std::string_view text, Bytes& out) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) throw RowShape("not a bytea in hex");
  out.bytes.clear();
  out.bytes.reserve(text.size() / 2 - 1);
  for (std::size_t i = 2; i < text.size(); i += 2) {
    out.bytes += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
  }
}

void RowReader::parse(std::string_view text, domain::Uuid& out) {
  const auto parsed = domain::Uuid::parse(text);
  if (!parsed) throw RowShape("not a uuid: " + std::string(text));
  out = *parsed;
}

void RowReader::parse(std::string_view text, domain::Instant& out) { out = instant_of(text); }

void RowReader::parse(std::string_view text, domain::Date& out) {
  const auto parsed = domain::parse_date(text);
  if (!parsed) throw RowShape("not a date: " + std::string(text));
  out = *parsed;
}

void RowReader::parse(std::string_view text, domain::WallTime& out) {
  const auto parsed = domain::WallTime::parse(text);
  if (!parsed) throw RowShape("not a time of day in whole minutes: " + std::string(text));
  out = *parsed;
}

// ["2026-11-23 10:00:00+00","2026-11-23 11:00:00+00")
void RowReader::parse(std::string_view text, domain::TimeRange& out) {
  const auto comma = text.find(',');
  if (text.size() < 6 || comma == std::string_view::npos) throw RowShape("not a bounded range: " + std::string(text));
  out.start = instant_of(text.substr(2, comma - 3));
  out.end = instant_of(text.substr(comma + 2, text.size() - comma - 4));
}

void RowReader::parse(std::string_view text, std::vector<int>& out) {
  std::vector<std::string> elements;
  parse(text, elements);
  for (const std::string& element : elements) parse(element, out.emplace_back());
}

// A one-dimensional array literal without NULLs.
void RowReader::parse(std::string_view text, std::vector<std::string>& out) {
  if (!text.starts_with('{') || !text.ends_with('}')) throw RowShape("not an array: " + std::string(text));
  text = text.substr(1, text.size() - 2);
  std::size_t at = 0;
  while (at < text.size()) {
    std::string element;
    if (text[at] == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
        element += text[at];
      }
      ++at;
    } else {
      while (at < text.size() && text[at] != ',') element += text[at++];
    }
    ++at;  // the comma
    out.push_back(std::move(element));
  }
}

int Rows::touched() const {
  const std::string_view count = PQcmdTuples(result_.get());
  int out = 0;
  std::from_chars(count.data(), count.data() + count.size(), out);
  return out;
}

}  // namespace salon::storage
