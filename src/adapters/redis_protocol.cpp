#include "adapters/redis_protocol.hpp"

#include <hiredis/hiredis.h>

#include <array>
#include <charconv>
#include <new>

namespace salon::adapters {
namespace {

template <class Number>
bool parse_number(std::string_view text, Number& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    unsigned value = 0;
    if (i + 2 >= text.size()) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + i + 1, text.data() + i + 3, value, 16);
    if (error != std::errc{} || end != text.data() + i + 3) return std::nullopt;
    out.push_back(static_cast<char>(value));
    i += 2;
  }
  return out;
}

// Takes `user:password@` off the front of `rest`.
bool take_credentials(std::string_view& rest, RedisAddress& address) {
  const auto at = rest.substr(0, rest.find('/')).rfind('@');
  if (at == std::string_view::npos) return true;
  const auto credentials = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const auto colon = credentials.find(':');
  if (colon == std::string_view::npos) return false;
  auto user = percent_decoded(credentials.substr(0, colon));
  auto password = percent_decoded(credentials.substr(colon + 1));
  if (!user || !password) return false;
  address.user = std::move(*user);
  address.password = std::move(*password);
  return true;
}

bool parse_database(std::string_view text, RedisAddress& address) {
  return text.empty() || (parse_number(text, address.database) && address.database >= 0);
}

bool parse_socket(std::string_view rest, RedisAddress& address) {
  const auto question = rest.find('?');
  address.socket_path = std::string(rest.substr(0, question));
  if (!address.socket_path.starts_with('/')) return false;
  if (question == std::string_view::npos) return true;
  const auto query = rest.substr(question + 1);
  return query.starts_with("db=") && parse_database(query.substr(3), address);
}

bool parse_host(std::string_view rest, RedisAddress& address) {
  const auto slash = rest.find('/');
  if (slash != std::string_view::npos && !parse_database(rest.substr(slash + 1), address)) return false;
  std::string_view place = rest.substr(0, slash);
  std::string_view port;
  if (place.starts_with('[')) {
    const auto close = place.find(']');
    if (close == std::string_view::npos) return false;
    address.host = std::string(place.substr(1, close - 1));
    port = place.substr(close + 1);
  } else {
    const auto colon = place.find(':');
    address.host = std::string(place.substr(0, colon));
    port = colon == std::string_view::npos ? std::string_view{} : place.substr(colon);
  }
  if (address.host.empty()) return false;
  if (port.empty()) return true;
  return port.starts_with(':') && parse_number(port.substr(1), address.port) && address.port != 0;
}

RedisReply copied(const redisReply& reply) {
  RedisReply out;
  switch (reply.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      out.kind = RedisReply::Kind::text;
      out.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_ERROR:
      out.kind = RedisReply::Kind::error;
      out.text.assign(reply.str, reply.len);
      break;
    case REDIS_REPLY_INTEGER:
      out.kind = RedisReply::Kind::number;
      out.number = reply.integer;
      break;
    case REDIS_REPLY_ARRAY:
      out.kind = RedisReply::Kind::list;
      for (std::size_t i = 0; i < reply.elements; ++i) out.items.push_back(copied(*reply.element[i]));
      break;
    default:
      break;
  }
  return out;
}

}  // namespace

std::optional<RedisAddress> RedisAddress::parse(std::string_view url) {
  constexpr std::string_view socket_scheme = "unix://";
  constexpr std::string_view host_scheme = "redis://";
  RedisAddress address;
  const bool is_socket = url.starts_with(socket_scheme);
  if (!is_socket && !url.starts_with(host_scheme)) return std::nullopt;
  url.remove_prefix(is_socket ? socket_scheme.size() : host_scheme.size());
  if (!take_credentials(url, address)) return std::nullopt;
  const bool is_good = is_socket ? parse_socket(url, address) : parse_host(url, address);
  return is_good ? std::optional<RedisAddress>(std::move(address)) : std::nullopt;
}

namespace {

void append_number(std::string& out, char kind, std::size_t number) {
  std::array<char, 20> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.push_back(kind);
  out.append(digits.data(), end).append("\r\n");
}

template <class Words>
void append_words(std::string& out, const Words& words) {
  append_number(out, '*', words.size());
  for (const std::string_view word : words) {
    append_number(out, '$', word.size());
    out.append(word).append("\r\n");
  }
}

}  // namespace

void append_command(std::string& out, const RedisCommand& command) { append_words(out, command); }

void append_command(std::string& out, std::initializer_list<std::string_view> words) { append_words(out, words); }

void RedisReader::Free::operator()(redisReader* reader) const { redisReaderFree(reader); }

RedisReader::RedisReader() : reader_(redisReaderCreate()) {
  if (!reader_) throw std::bad_alloc();
}

bool RedisReader::feed(std::string_view bytes, std::vector<RedisReply>& out) {
  if (redisReaderFeed(reader_.get(), bytes.data(), bytes.size()) != REDIS_OK) return false;
  while (true) {
    void* raw = nullptr;
    if (redisReaderGetReply(reader_.get(), &raw) != REDIS_OK) return false;
    if (raw == nullptr) return true;
    const std::unique_ptr<void, void (*)(void*)> owner(raw, freeReplyObject);
    out.push_back(copied(*static_cast<redisReply*>(raw)));
  }
}

}  // namespace salon::adapters
