// What goes over a connection to Redis, as values: where it is, commands as bytes, bytes as replies. Parsing is
// hiredis's.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct redisReader;

namespace salon::adapters {

// `unix:///run/redis.sock?db=1`, `redis://[user:password@]host[:port][/db]`. A password in `unix:` form goes before the
// path: `unix://:password@/run/redis.sock`. TLS (`rediss:`) is not spoken.
struct RedisAddress {
  std::string socket_path;  // empty: TCP
  std::string host;
  std::uint16_t port = 6379;
  int database = 0;
  std::string user;
  std::string password;

  [[nodiscard]] static std::optional<RedisAddress> parse(std::string_view url);
};

struct RedisReply {
  enum class Kind : std::uint8_t { nil, text, number, list, error };

  Kind kind = Kind::nil;
  std::string text;  // of text, status and error
  std::int64_t number = 0;
  std::vector<RedisReply> items;

  [[nodiscard]] bool is_text() const { return kind == Kind::text; }
  [[nodiscard]] bool is_number() const { return kind == Kind::number; }
  [[nodiscard]] bool is_error() const { return kind == Kind::error; }
};

using RedisCommand = std::vector<std::string>;

// Appends the command as Redis wants to read it.
void append_command(std::string& out, const RedisCommand& command);
void append_command(std::string& out, std::initializer_list<std::string_view> words);

// Turns bytes, however they were cut, into replies.
class RedisReader {
 public:
  RedisReader();

  // False: these are not Redis's words; the connection is of no more use.
  [[nodiscard]] bool feed(std::string_view bytes, std::vector<RedisReply>& out);

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace salon::adapters
