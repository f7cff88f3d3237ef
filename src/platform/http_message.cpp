#include "platform/http_message.hpp"

#include <algorithm>
#include <array>

#include "platform/utf8.hpp"

namespace salon::platform {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

enum class Plus { is_itself, is_a_space };

std::optional<std::string> decode(std::string_view text, Plus plus) {
  std::string decoded;
  decoded.reserve(text.size());
  const std::size_t plain = std::min(text.find_first_of("%+"), text.size());
  decoded.append(text.substr(0, plain));
  for (std::size_t i = plain; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::is_a_space) {
      decoded.push_back(' ');
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex_digit(text[i + 1]);
      const int low = hex_digit(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      decoded.push_back(static_cast<char>(high * 16 + low));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  if (!is_utf8(decoded) || decoded.find('\0') != std::string::npos) return std::nullopt;
  return decoded;
}

constexpr std::array<bool, 256> token_table() {
  std::array<bool, 256> table{};
  for (unsigned char c = '0'; c <= '9'; ++c) table[c] = true;
  for (unsigned char c = 'a'; c <= 'z'; ++c) table[c] = table[c - 'a' + 'A'] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto token_chars = token_table();

constexpr std::array<std::string_view, 10> connection_headers{
    "connection", "content-length",    "expect", "keep-alive", "proxy-authenticate", "proxy-connection", "te",
    "trailer",    "transfer-encoding", "upgrade"};

}  // namespace

const std::string* find_header(const std::vector<HttpHeader>& headers, std::string_view lower_name) {
  const auto found = std::ranges::find(headers, lower_name, &HttpHeader::name);
  return found == headers.end() ? nullptr : &found->value;
}

std::optional<std::vector<QueryParameter>> parse_query(std::string_view query) {
  std::vector<QueryParameter> parameters;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    auto name = decode(pair.substr(0, equals), Plus::is_a_space);
    auto value = decode(pair.substr(std::min(equals + 1, pair.size())), Plus::is_a_space);
    if (!name || !value) return std::nullopt;
    parameters.push_back({.name = std::move(*name), .value = std::move(*value)});
  }
  return parameters;
}

std::optional<std::string> percent_decode(std::string_view text) { return decode(text, Plus::is_itself); }

bool equals_ignoring_case(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

bool is_http_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return token_chars[static_cast<unsigned char>(c)]; });
}

bool is_http_field_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && byte != '\t') || byte == 0x7F;
  });
}

bool is_connection_header(std::string_view lower_name) {
  return std::ranges::find(connection_headers, lower_name) != connection_headers.end();
}

}  // namespace salon::platform
