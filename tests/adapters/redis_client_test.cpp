#include "adapters/redis_client.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "redis_fixture.hpp"

namespace salon::adapters {
namespace {

using std::chrono::milliseconds;
using Tcp = boost::asio::ip::tcp;

TEST(RedisAddress, a_url_names_a_socket_or_a_host) {
  const auto socket = RedisAddress::parse("unix:///run/salon/redis.sock?db=3");
  ASSERT_TRUE(socket);
  EXPECT_EQ(socket->socket_path, "/run/salon/redis.sock");
  EXPECT_EQ(socket->database, 3);

  const auto host = RedisAddress::parse("redis://desk:p%40ss@127.0.0.1:7000/2");
  ASSERT_TRUE(host);
  EXPECT_EQ(host->host, "127.0.0.1");
  EXPECT_EQ(host->port, 7000);
  EXPECT_EQ(host->database, 2);
  EXPECT_EQ(host->user, "desk");
  EXPECT_EQ(host->password, "p@ss");

  EXPECT_EQ(RedisAddress::parse("redis://[::1]/")->host, "::1");
  EXPECT_EQ(RedisAddress::parse("redis://cache")->port, 6379);
  EXPECT_EQ(RedisAddress::parse("unix://:secret@/run/redis.sock")->password, "secret");
}

TEST(RedisAddress, anything_else_is_no_address) {
  for (const char* url :
       {"", "redis://", "rediss://host", "http://host", "unix://relative", "redis://host:0", "redis://host:99999",
        "redis://host:12a", "redis://host/-1", "redis://host/x", "unix:///s?db=x", "unix:///s?database=1",
        "redis://nocolon@host", "redis://:%zz@host", "redis://:%4@host", "redis://[::1"}) {
    EXPECT_FALSE(RedisAddress::parse(url)) << url;
  }
}

TEST(RedisReader, replies_cut_anywhere_are_put_together) {
  const std::string bytes = "+PONG\r\n$3\r\na\r\n\r\n:42\r\n*2\r\n$-1\r\n-ERR no\r\n";
  RedisReader reader;
  std::vector<RedisReply> replies;
  for (const char byte : bytes) ASSERT_TRUE(reader.feed(std::string_view(&byte, 1), replies));
  ASSERT_EQ(replies.size(), 4U);
  EXPECT_EQ(replies[0].text, "PONG");
  EXPECT_EQ(replies[1].text, "a\r\n");
  EXPECT_EQ(replies[2].number, 42);
  ASSERT_EQ(replies[3].items.size(), 2U);
  EXPECT_EQ(replies[3].items[0].kind, RedisReply::Kind::nil);
  EXPECT_TRUE(replies[3].items[1].is_error());
}

TEST(RedisReader, what_is_not_redis_is_refused) {
  RedisReader reader;
  std::vector<RedisReply> replies;
  EXPECT_FALSE(reader.feed("HTTP/1.1 400 Bad Request\r\n\r\n", replies));
}

using RedisClientTest = RedisFixture;

TEST_F(RedisClientTest, what_is_written_is_read_back_whatever_bytes_it_has) {
  RedisClient client(loop, address(), patient());
  ASSERT_TRUE(connected(client));
  const std::string odd("a\0\r\n$5\r\n\xff", 9);
  EXPECT_EQ(text(client, {"SET", "chair", odd}), "OK");
  EXPECT_EQ(text(client, {"GET", "chair"}), odd);
  EXPECT_EQ(ask(client, {"GET", "no such chair"})->kind, RedisReply::Kind::nil);
  EXPECT_TRUE(ask(client, {"NO_SUCH_COMMAND"})->is_error());
}

Task<void> ask_each(RedisClient& client, int which, std::vector<int>& wrong, int& left, Loop& loop) {
  auto asking = client.call({"ECHO", std::to_string(which)});
  const auto reply = co_await asking;
  if (!reply || reply->text != std::to_string(which)) wrong.push_back(which);
  if (--left == 0) loop.stop();
}

TEST_F(RedisClientTest, a_hundred_calls_at_once_share_few_writes_and_each_gets_its_own_answer) {
  RedisClient client(loop, address(), patient());
  ASSERT_TRUE(connected(client));
  const auto before = client.writes();
  std::vector<int> wrong;
  int left = 100;
  for (int i = 0; i < 100; ++i) loop.spawn(ask_each(client, i, wrong, left, loop));
  loop.io().restart();
  loop.run();
  EXPECT_EQ(left, 0);
  EXPECT_TRUE(wrong.empty());
  EXPECT_LE(client.writes() - before, 5U);
}

TEST_F(RedisClientTest, a_password_is_given_and_a_wrong_one_never_connects) {
  salon::testing::PrivateRedis guarded({.password = "open sesame"});
  const auto at = RedisAddress::parse("unix://:open%20sesame@" + guarded.url().substr(guarded.url().find("@/") + 1));
  RedisClient client(loop, *at, patient());
  ASSERT_TRUE(connected(client));
  EXPECT_EQ(text(client, {"PING"}), "PONG");

  RedisAddress wrong = *at;
  wrong.password = "shut sesame";
  RedisClient stranger(loop, wrong, patient());
  EXPECT_FALSE(run(stranger.connected_within(milliseconds(200))));
  EXPECT_FALSE(ask(stranger, {"PING"}));
}

TEST_F(RedisClientTest, a_database_is_chosen) {
  RedisAddress second = address();
  second.database = 2;
  RedisClient client(loop, second, patient());
  RedisClient other(loop, address(), patient());
  ASSERT_TRUE(connected(client) && connected(other));
  EXPECT_EQ(text(client, {"SET", "chair", "red"}), "OK");
  EXPECT_EQ(ask(other, {"GET", "chair"})->kind, RedisReply::Kind::nil);
}

TEST_F(RedisClientTest, without_redis_calls_fail_at_once_and_it_comes_by_itself) {
  server.stop();
  RedisClient client(loop, address(), patient());
  EXPECT_FALSE(ask(client, {"PING"}));
  EXPECT_FALSE(run(client.connected_within(milliseconds(1))));
  server.start();
  ASSERT_TRUE(connected(client));
  EXPECT_EQ(text(client, {"PING"}), "PONG");
}

TEST_F(RedisClientTest, a_killed_redis_is_found_again) {
  RedisClient client(loop, address(), patient());
  ASSERT_TRUE(connected(client));
  server.kill();
  wait_until_lost(client);
  EXPECT_FALSE(ask(client, {"PING"}));
  server.start();
  ASSERT_TRUE(connected(client));
  EXPECT_EQ(text(client, {"PING"}), "PONG");
}

struct Late {
  std::optional<RedisReply> early;
  std::optional<RedisReply> at_once;
  std::uint64_t writes_meanwhile = 0;
  std::optional<std::vector<RedisReply>> late;
};

Task<void> wait_long(RedisClient& client, Late& late, Loop& loop) {
  std::vector<RedisCommand> commands{{"ECHO", "second"}};
  auto asking = client.call_all(std::move(commands), ample);
  late.late = co_await asking;
  loop.stop();
}

Task<void> wait_briefly(RedisClient& client, Late& late, salon::testing::PrivateRedis& server) {
  auto asking = client.call({"ECHO", "first"});
  late.early = co_await asking;
  const auto writes = client.writes();
  auto again = client.call({"ECHO", "third"});
  late.at_once = co_await again;
  late.writes_meanwhile = client.writes() - writes;
  server.thaw();
}

TEST_F(RedisClientTest, R6_a_late_answer_is_given_up_and_never_taken_for_the_next_one) {
  RedisLimits limits = patient();
  limits.call = milliseconds(50);
  RedisClient client(loop, address(), limits);
  ASSERT_TRUE(connected(client));
  server.freeze();
  Late late;
  loop.spawn(wait_briefly(client, late, server));
  loop.spawn(wait_long(client, late, loop));
  loop.io().restart();
  loop.run();
  EXPECT_FALSE(late.early);
  EXPECT_FALSE(late.at_once);
  EXPECT_EQ(late.writes_meanwhile, 0U);  // not even asked: an overdue Redis would only be late again
  ASSERT_TRUE(late.late);
  EXPECT_EQ(late.late->front().text, "second");
}

TEST_F(RedisClientTest, R6_a_redis_that_never_answers_is_left_and_found_again_when_it_does) {
  RedisLimits limits = patient();
  limits.call = milliseconds(10);
  limits.stall = milliseconds(10);
  limits.connect = milliseconds(100);
  RedisClient client(loop, address(), limits);
  ASSERT_TRUE(connected(client));
  server.freeze();
  EXPECT_FALSE(ask(client, {"PING"}));
  wait_until_lost(client);
  EXPECT_FALSE(run(client.connected_within(milliseconds(300))));  // the socket takes it, but nobody answers
  server.thaw();
  EXPECT_TRUE(connected(client));
}

TEST_F(RedisClientTest, more_calls_than_may_wait_fail_at_once) {
  RedisLimits limits = patient();
  limits.most_waiting = 1;
  RedisClient client(loop, address(), limits);
  ASSERT_TRUE(connected(client));
  std::vector<int> failed;
  int left = 3;
  for (int i = 0; i < 3; ++i) loop.spawn(ask_each(client, i, failed, left, loop));
  loop.io().restart();
  loop.run();
  EXPECT_EQ(failed, (std::vector<int>{1, 2}));
}

// Someone who listens where Redis should, and answers the first message with the first words, the second with the
// second …
Task<void> say_to_everyone(Tcp::acceptor& acceptor, std::vector<std::string> words, int& visitors) {
  while (true) {
    Tcp::socket socket(acceptor.get_executor());
    auto accepting =
        platform::asio_wait<boost::system::error_code>([&](auto done) { acceptor.async_accept(socket, done); });
    if (co_await accepting) co_return;
    ++visitors;
    std::array<char, 1024> input{};
    for (std::size_t told = 0;; ++told) {
      auto reading = platform::asio_wait<boost::system::error_code, std::size_t>(
          [&](auto done) { socket.async_read_some(boost::asio::buffer(input), done); });
      const auto got = co_await reading;
      if (std::get<0>(got)) break;
      const std::string& answer = words[std::min(told, words.size() - 1)];
      auto writing = platform::asio_wait<boost::system::error_code, std::size_t>(
          [&](auto done) { boost::asio::async_write(socket, boost::asio::buffer(answer), done); });
      const auto sent = co_await writing;
      if (std::get<0>(sent)) break;
    }
  }
}

struct FakeServer {
  FakeServer(Loop& loop, std::vector<std::string> words)
      : acceptor(loop.io(), Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
    loop.spawn(say_to_everyone(acceptor, std::move(words), visitors));
  }
  RedisAddress address() {
    RedisAddress out;
    out.host = "127.0.0.1";
    out.port = acceptor.local_endpoint().port();
    return out;
  }
  int visitors = 0;
  Tcp::acceptor acceptor;
};

// Lets what the fake server waits for come to an end, so that its frames go before the loop does.
void close(Loop& loop, FakeServer& fake) {
  boost::system::error_code ignored;
  fake.acceptor.close(ignored);
  loop.io().restart();
  loop.io().poll();
}

TEST_F(RedisClientTest, it_speaks_over_tcp_too) {
  FakeServer fake(loop, {"+PONG\r\n"});
  {
    RedisClient client(loop, fake.address(), patient());
    ASSERT_TRUE(connected(client));
    EXPECT_EQ(text(client, {"PING"}), "PONG");
  }
  close(loop, fake);
}

TEST_F(RedisClientTest, a_listener_that_is_not_redis_is_tried_again_but_never_believed) {
  FakeServer fake(loop, {"220 mail.example ESMTP\r\n"});
  {
    RedisClient client(loop, fake.address(), patient());
    EXPECT_FALSE(run(client.connected_within(milliseconds(300))));
    EXPECT_GE(fake.visitors, 2);
  }
  close(loop, fake);
}

TEST_F(RedisClientTest, an_answer_nobody_asked_for_ends_the_connection) {
  FakeServer fake(loop, {"+PONG\r\n", "+PONG\r\n+PONG\r\n"});
  {
    RedisClient client(loop, fake.address(), patient());
    ASSERT_TRUE(connected(client));
    EXPECT_EQ(text(client, {"PING"}), "PONG");
    wait_until_lost(client);
    EXPECT_FALSE(ask(client, {"PING"}));
  }
  close(loop, fake);
}

TEST_F(RedisClientTest, a_path_too_long_for_a_socket_is_only_unavailable) {
  RedisAddress far;
  far.socket_path = "/" + std::string(300, 'x');
  RedisClient client(loop, far, patient());
  EXPECT_FALSE(run(client.connected_within(milliseconds(10))));
  EXPECT_FALSE(ask(client, {"PING"}));
}

}  // namespace
}  // namespace salon::adapters
