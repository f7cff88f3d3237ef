#include "adapters/http_jwks_source.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "token_fixture.hpp"

namespace salon::adapters {
namespace {

using Tcp = boost::asio::ip::tcp;
using boost::system::error_code;

struct Visits {
  std::string answer;
  std::string asked;
  int count = 0;
};

platform::Task<void> answer_everyone(Tcp::acceptor& acceptor, Visits& visits) {
  while (true) {
    Tcp::socket socket(acceptor.get_executor());
    auto accepting = platform::asio_wait<error_code>([&](auto done) { acceptor.async_accept(socket, done); });
    if (co_await accepting) co_return;
    ++visits.count;
    std::array<char, 4096> input{};
    while (!visits.asked.ends_with("\r\n\r\n")) {
      auto reading = platform::asio_wait<error_code, std::size_t>(
          [&](auto done) { socket.async_read_some(boost::asio::buffer(input), done); });
      const auto got = co_await reading;
      if (std::get<0>(got)) break;
      visits.asked.append(input.data(), std::get<1>(got));
    }
    auto writing = platform::asio_wait<error_code, std::size_t>(
        [&](auto done) { boost::asio::async_write(socket, boost::asio::buffer(visits.answer), done); });
    co_await writing;
  }
}

std::string reply_of(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) +
         " -\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

struct HttpJwksTest : TokenFixture {
  HttpJwksTest() { loop.spawn(answer_everyone(acceptor, visits)); }
  ~HttpJwksTest() override {
    error_code ignored;
    acceptor.close(ignored);
    loop.io().restart();
    loop.io().poll();
  }
  platform::HttpClientOptions options() {
    platform::HttpClientOptions out;
    out.host = "127.0.0.1";
    out.port = acceptor.local_endpoint().port();
    return out;
  }

  platform::Loop loop{[](std::exception_ptr error) { std::rethrow_exception(error); }};
  Tcp::acceptor acceptor{loop.io(), Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  Visits visits;
  platform::HttpClient client{loop, options()};
  std::uint8_t next = 1;
  HttpJwksSource fetched{client, [this](std::span<std::uint8_t> out) {
                           for (std::uint8_t& byte : out) byte = next++;
                         }};
};

TEST_F(HttpJwksTest, a_token_is_proved_by_keys_that_were_fetched) {
  visits.answer = reply_of(200, jwks_json(source.listed));
  JoseTokenVerifier remote(fetched, clock, settings);
  EXPECT_EQ(platform::run_on(loop, remote.verify(signer.sign(manager()))), manager());
  EXPECT_TRUE(visits.asked.starts_with("GET /.well-known/jwks.json HTTP/1.1\r\n")) << visits.asked;
  EXPECT_EQ(visits.count, 1);
}

TEST_F(HttpJwksTest, each_fetch_is_a_trace_of_its_own) {
  const auto trace_of_a_fetch = [this] {
    visits.answer = reply_of(200, jwks_json(source.listed));
    visits.asked.clear();
    (void)platform::run_on(loop, fetched.keys(true));
    const std::size_t at = visits.asked.find("traceparent: 00-");
    return at == std::string::npos ? "none" : visits.asked.substr(at + 16, 32);
  };
  const std::string first = trace_of_a_fetch();
  EXPECT_EQ(first, "0102030405060708090a0b0c0d0e0f10");
  EXPECT_NE(trace_of_a_fetch(), first);
}

TEST_F(HttpJwksTest, an_answer_without_usable_keys_is_unavailable) {
  for (const std::string& answer : {reply_of(503, "{}"), reply_of(200, "<html>"), reply_of(200, R"({"keys":[]})"),
                                    reply_of(404, jwks_json(source.listed)), std::string("nonsense\r\n\r\n")}) {
    visits.answer = answer;
    visits.asked.clear();
    EXPECT_THROW(platform::run_on(loop, fetched.keys(true)), ports::Unavailable) << answer;
  }
}

TEST_F(HttpJwksTest, an_auth_target_that_is_away_is_unavailable) {
  error_code ignored;
  acceptor.close(ignored);
  EXPECT_THROW(platform::run_on(loop, fetched.keys(false)), ports::Unavailable);
}

}  // namespace
}  // namespace salon::adapters
