#include "load/reply.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace salon::bench {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool is_name(std::string_view text, std::string_view lower_name) {
  return text.size() == lower_name.size() &&
         std::equal(text.begin(), text.end(), lower_name.begin(), [](char a, char b) { return lower(a) == b; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::optional<std::size_t> number(std::string_view text) {
  std::size_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

std::string_view Reply::field(std::string_view name) const {
  std::size_t at = head.find("\r\n");
  while (at != std::string_view::npos) {
    const std::size_t begin = at + 2;
    at = head.find("\r\n", begin);
    const std::string_view line = head.substr(begin, at == std::string_view::npos ? at : at - begin);
    const std::size_t colon = line.find(':');
    if (colon == name.size() && is_name(line.substr(0, colon), name)) return trimmed(line.substr(colon + 1));
  }
  return {};
}

ReplyState read_reply(std::string_view buffer, Reply& reply) {
  constexpr std::size_t longest_head = 16 * 1024;
  const std::size_t end = buffer.find("\r\n\r\n");
  if (end == std::string_view::npos) return buffer.size() > longest_head ? ReplyState::broken : ReplyState::incomplete;
  reply.head = buffer.substr(0, end);
  const auto status = reply.head.starts_with("HTTP/1.1 ") ? number(reply.head.substr(9, 3)) : std::nullopt;
  const auto length = number(reply.field("content-length"));
  if (!status || !length) return ReplyState::broken;
  reply.status = static_cast<int>(*status);
  reply.size = end + 4 + *length;
  if (buffer.size() < reply.size) return ReplyState::incomplete;
  reply.body = buffer.substr(end + 4, *length);
  reply.closes = is_name(reply.field("connection"), "close");
  return ReplyState::complete;
}

}  // namespace salon::bench
