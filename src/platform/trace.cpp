#include "platform/trace.hpp"

#include <algorithm>

namespace salon::platform {

namespace {

constexpr std::size_t traceparent_length = 55;
constexpr std::size_t most_members = 32;
constexpr std::size_t longest_key = 256;
constexpr std::size_t longest_tenant = 241;
constexpr std::size_t longest_system = 14;
constexpr std::size_t longest_value = 256;
constexpr std::uint8_t sampled_flag = 0x01;
constexpr std::uint8_t random_flag = 0x02;

int lower_hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Lower case only: upper case is not what the standard writes, so it is not taken.
bool parse_hex(std::string_view text, std::span<std::uint8_t> out) {
  if (text.size() != out.size() * 2) return false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = lower_hex_digit(text[2 * i]);
    const int low = lower_hex_digit(text[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text.push_back(digits[byte >> 4]);
    text.push_back(digits[byte & 15]);
  }
  return text;
}

bool is_all_zero(std::span<const std::uint8_t> bytes) {
  return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

void fill_nonzero(std::span<std::uint8_t> bytes, const RandomBytes& random) {
  random(bytes);
  if (is_all_zero(bytes)) bytes.back() = 1;
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<TraceContext> parse_traceparent(std::string_view text) {
  text = trim(text);
  if (text.size() < traceparent_length) return std::nullopt;
  std::array<std::uint8_t, 1> version{};
  std::array<std::uint8_t, 1> flags{};
  TraceContext context;
  const bool is_well_formed = text[2] == '-' && text[35] == '-' && text[52] == '-' &&
                              parse_hex(text.substr(0, 2), version) &&
                              parse_hex(text.substr(3, 32), context.trace_id) &&
                              parse_hex(text.substr(36, 16), context.span_id) && parse_hex(text.substr(53, 2), flags);
  if (!is_well_formed || version[0] == 0xFF) return std::nullopt;
  // A later version may add fields behind a hyphen; ours may not.
  if (text.size() > traceparent_length && (version[0] == 0 || text[traceparent_length] != '-')) return std::nullopt;
  if (is_all_zero(context.trace_id) || is_all_zero(context.span_id)) return std::nullopt;
  context.is_sampled = (flags[0] & sampled_flag) != 0;
  context.is_random = (flags[0] & random_flag) != 0;
  return context;
}

bool is_key_part(std::string_view part, std::size_t longest) {
  const auto is_alphanumeric = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  const auto is_key_char = [&](char c) { return is_alphanumeric(c) || c == '_' || c == '-' || c == '*' || c == '/'; };
  return !part.empty() && part.size() <= longest && is_alphanumeric(part.front()) &&
         std::ranges::all_of(part, is_key_char);
}

bool is_key(std::string_view key) {
  const std::size_t at = key.find('@');
  if (at == std::string_view::npos) return is_key_part(key, longest_key);
  return is_key_part(key.substr(0, at), longest_tenant) && is_key_part(key.substr(at + 1), longest_system);
}

bool is_value(std::string_view value) {
  const auto is_value_char = [](char c) { return c >= 0x20 && c <= 0x7E && c != ',' && c != '='; };
  return !value.empty() && value.size() <= longest_value && std::ranges::all_of(value, is_value_char);
}

// All members of all `tracestate` headers in order; empty when any is broken, doubled, or there are too many.
std::string join_tracestate(const std::vector<HttpHeader>& headers) {
  std::vector<std::string_view> keys;
  std::string joined;
  for (const HttpHeader& header : headers) {
    if (header.name != "tracestate") continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      const std::string_view member = trim(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      if (member.empty()) continue;
      const std::size_t equals = member.find('=');
      if (equals == std::string_view::npos) return {};
      const std::string_view key = member.substr(0, equals);
      const bool is_known = std::ranges::find(keys, key) != keys.end();
      if (is_known || keys.size() == most_members || !is_key(key) || !is_value(member.substr(equals + 1))) return {};
      keys.push_back(key);
      if (!joined.empty()) joined.push_back(',');
      joined += member;
    }
  }
  return joined;
}

}  // namespace

std::string TraceContext::trace_id_text() const { return hex(trace_id); }
std::string TraceContext::span_id_text() const { return hex(span_id); }

std::string TraceContext::traceparent() const {
  const std::array<std::uint8_t, 1> flags{
      static_cast<std::uint8_t>((is_sampled ? sampled_flag : 0) | (is_random ? random_flag : 0))};
  return "00-" + hex(trace_id) + "-" + hex(span_id) + "-" + hex(flags);
}

TraceContext new_trace(const RandomBytes& random) {
  TraceContext context;
  fill_nonzero(context.trace_id, random);
  fill_nonzero(context.span_id, random);
  context.is_random = true;
  return context;
}

TraceContext continue_trace(const std::vector<HttpHeader>& headers, const RandomBytes& random) {
  const auto is_traceparent = [](const HttpHeader& header) { return header.name == "traceparent"; };
  if (std::ranges::count_if(headers, is_traceparent) != 1) return new_trace(random);
  auto context = parse_traceparent(*find_header(headers, "traceparent"));
  if (!context) return new_trace(random);
  context->tracestate = join_tracestate(headers);
  return child_of(*context, random);
}

TraceContext child_of(const TraceContext& parent, const RandomBytes& random) {
  TraceContext child = parent;
  fill_nonzero(child.span_id, random);
  return child;
}

void propagate(const TraceContext& context, std::vector<HttpHeader>& headers) {
  std::erase_if(headers,
                [](const HttpHeader& header) { return header.name == "traceparent" || header.name == "tracestate"; });
  headers.push_back({.name = "traceparent", .value = context.traceparent()});
  if (!context.tracestate.empty()) headers.push_back({.name = "tracestate", .value = context.tracestate});
}

bool is_request_id(std::string_view text) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, is_good);
}

std::string request_id_of(const std::vector<HttpHeader>& headers, const RandomBytes& random) {
  const std::string* given = find_header(headers, "x-request-id");
  if (given && is_request_id(*given)) return *given;
  std::array<std::uint8_t, 16> bytes{};
  random(bytes);
  return hex(bytes);
}

}  // namespace salon::platform
