// How long connections live: deadlines, limits, peers that go, streams, and the server's own leaving.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "edge/http_server.hpp"
#include "http_test_server.hpp"
#include "platform/http_client.hpp"

namespace salon::edge {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string get = "GET /v1/slots HTTP/1.1\r\nHost: a\r\n\r\n";

// Opens for those who wait on the server's loop.
class Gate {
 public:
  void open(TestServer& server) {
    server.on_loop([this] {
      is_open_ = true;
      if (timer_) timer_->cancel();
    });
  }
  Task<void> pass(platform::Loop& loop) {
    ++waiting;
    if (is_open_) co_return;
    boost::asio::steady_timer timer(loop.io());
    timer_ = &timer;
    auto waiting_for_it = platform::wait_for(timer, std::chrono::hours(1));
    co_await waiting_for_it;
    timer_ = nullptr;
  }
  std::atomic<int> waiting{0};

 private:
  bool is_open_ = false;
  boost::asio::steady_timer* timer_ = nullptr;  // of who waits; one at a time
};

Task<HttpResponse> answer_behind(Gate& gate, platform::Loop& loop, HttpRequest request) {
  auto passing = gate.pass(loop);
  co_await passing;
  auto answering = echo(std::move(request));
  HttpResponse response = co_await answering;
  co_return response;
}

// A server whose handler waits at a gate.
struct GatedServer {
  explicit GatedServer(HttpServerOptions options = {})
      : server(std::move(options),
               [this](HttpRequest request) { return answer_behind(gate, server.loop(), std::move(request)); }) {}
  void wait_until_handled(int count) {
    while (gate.waiting < count) std::this_thread::yield();
  }
  Gate gate;
  TestServer server;
};

TEST(HttpDeadlines, a_head_that_comes_too_slowly_is_cut_off) {
  HttpServerOptions options;
  options.head_deadline = milliseconds(60);
  options.longest_head = std::size_t{1} << 30;  // so that only time can end it
  TestServer server(options);
  RawClient client = server.connect();
  const std::string head = "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ";
  client.send(head);
  // One more byte now and then does not move the deadline.
  std::atomic<bool> is_over{false};
  std::thread dripping([&] {
    while (!is_over && client.send("a")) std::this_thread::yield();
  });
  const std::string reply = client.read_to_the_end();
  is_over = true;
  dripping.join();
  EXPECT_EQ(status_of(reply), 408) << reply;
  EXPECT_EQ(server.handled(), 0);
}

TEST(HttpDeadlines, a_deadline_that_passes_between_two_reads_is_not_missed) {
  HttpServerOptions options;
  options.head_deadline = milliseconds(30);
  options.longest_head = std::size_t{1} << 30;
  TestServer server(options);
  RawClient client = server.connect();
  client.send("GET / HTTP/1.1\r\nX-Slow: ");
  EXPECT_EQ(status_of(server.connect().ask(get)), 200);  // so the head before it has begun
  // The loop finds the deadline over and more bytes there than one read takes, both at once.
  server.on_loop([&] {
    client.send(std::string(50'000, 'a'));
    const auto later = std::chrono::steady_clock::now() + milliseconds(60);
    while (std::chrono::steady_clock::now() < later) {
    }
  });
  EXPECT_EQ(status_of(client.read_to_the_end()), 408);
}

TEST(HttpDeadlines, a_head_without_an_end_is_answered_with_408) {
  HttpServerOptions options;
  options.head_deadline = milliseconds(30);
  TestServer server(options);
  RawClient client = server.connect();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n");
  const std::string reply = client.read_to_the_end();
  EXPECT_EQ(status_of(reply), 408);
  EXPECT_THAT(reply, HasSubstr("connection: close\r\n"));
}

TEST(HttpDeadlines, a_body_without_an_end_is_answered_with_408) {
  HttpServerOptions options;
  options.body_deadline = milliseconds(30);
  TestServer server(options);
  RawClient client = server.connect();
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(status_of(client.read_to_the_end()), 408);
  EXPECT_EQ(server.handled(), 0);
}

TEST(HttpDeadlines, an_idle_connection_is_closed_without_a_word) {
  HttpServerOptions options;
  options.idle = milliseconds(300);
  TestServer server(options);
  RawClient fresh = server.connect();
  EXPECT_EQ(fresh.read_to_the_end(), "");
  RawClient used = server.connect();
  EXPECT_EQ(status_of(used.ask(get)), 200);
  EXPECT_EQ(used.read_to_the_end(), "");
}

Task<HttpResponse> endless_body(HttpRequest) {
  HttpResponse response;
  response.body.assign(20'000'000, 'x');
  co_return response;
}

TEST(HttpDeadlines, a_peer_that_does_not_read_is_cut_off) {
  HttpServerOptions options;
  options.write_deadline = milliseconds(30);
  TestServer server(options, endless_body);
  RawClient client(server.port(), 4096);
  client.send(get);
  server.wait_until_handled(1);
  server.wait_for_connections(0);
  EXPECT_LT(client.read_to_the_end().size(), 20'000'000U);
}

TEST(HttpDeadlines, a_handler_may_take_longer_than_a_request) {
  HttpServerOptions options;
  options.head_deadline = options.body_deadline = options.write_deadline = milliseconds(20);
  GatedServer gated(options);
  RawClient client = gated.server.connect();
  client.send(get);
  gated.wait_until_handled(1);
  // A head that began later is too late meanwhile.
  EXPECT_EQ(status_of(gated.server.connect().ask("GET")), 408);
  gated.gate.open(gated.server);
  EXPECT_EQ(status_of(client.read_reply()), 200);
}

TEST(HttpLimits, beyond_the_most_connections_a_peer_is_told_so) {
  HttpServerOptions options;
  options.most_connections = 2;
  TestServer server(options);
  RawClient first = server.connect();
  RawClient second = server.connect();
  EXPECT_EQ(status_of(first.ask(get)), 200);
  EXPECT_EQ(status_of(second.ask(get)), 200);
  RawClient third = server.connect();
  EXPECT_EQ(status_of(third.read_to_the_end()), 503);
  third.close();
  first.close();
  server.wait_for_connections(1);
  EXPECT_EQ(status_of(server.connect().ask(get)), 200);
}

TEST(HttpLimits, two_thousand_idle_connections_are_no_trouble) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  if (files.rlim_cur < 4'200) FAIL() << "this shell allows too few open files";
  TestServer server;
  std::vector<RawClient> idle;
  for (int i = 0; i < 2'000; ++i) {
    idle.push_back(server.connect());
    ASSERT_TRUE(idle.back().is_connected());
    if (i % 2) ASSERT_EQ(status_of(idle.back().ask(get)), 200);
  }
  server.wait_for_connections(2'000);
  RawClient busy = server.connect();
  for (int i = 0; i < 200; ++i) ASSERT_EQ(status_of(busy.ask(get)), 200);
  for (RawClient& client : idle) ASSERT_EQ(status_of(client.ask(get)), 200);
}

TEST(HttpPeers, one_that_goes_while_its_request_is_handled_harms_nobody) {
  for (const bool with_reset : {false, true}) {
    GatedServer gated;
    RawClient client = gated.server.connect();
    client.send(get + get);
    gated.wait_until_handled(1);
    with_reset ? client.reset() : client.close();
    RawClient other = gated.server.connect();
    gated.gate.open(gated.server);
    EXPECT_EQ(status_of(other.ask(get)), 200);
    other.close();
    gated.server.wait_for_connections(0);
    EXPECT_EQ(gated.server.errors(), 0);
  }
}

TEST(HttpPeers, one_that_stops_sending_still_gets_its_answer) {
  TestServer server;
  RawClient client = server.connect();
  client.send(get);
  client.stop_sending();
  EXPECT_EQ(status_of(client.read_to_the_end()), 200);
}

TEST(HttpPeers, one_that_goes_in_the_middle_of_a_request_is_forgotten) {
  TestServer server;
  for (const std::string part : {"GET / HT", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", "\r"}) {
    RawClient client = server.connect();
    client.send(part);
    client.stop_sending();
    EXPECT_EQ(client.read_to_the_end(), "");
  }
  server.wait_for_connections(0);
  EXPECT_EQ(server.handled(), 0);
}

TEST(HttpDrain, what_is_in_flight_is_answered_and_what_is_idle_closed) {
  GatedServer gated;
  RawClient idle = gated.server.connect();
  RawClient busy = gated.server.connect();
  busy.send(get);
  gated.wait_until_handled(1);
  auto drained = gated.server.drain(milliseconds(20'000));
  EXPECT_EQ(drained.wait_for(milliseconds(20)), std::future_status::timeout);
  gated.gate.open(gated.server);
  const std::string reply = busy.read_to_the_end();
  EXPECT_EQ(status_of(reply), 200);
  EXPECT_THAT(reply, HasSubstr("connection: close\r\n"));
  EXPECT_EQ(idle.read_to_the_end(), "");
  idle.close();
  busy.close();
  drained.wait();
  EXPECT_FALSE(gated.server.connect().is_connected());
}

TEST(HttpDrain, a_request_on_its_way_over_a_new_connection_is_answered) {
  TestServer server;
  RawClient client = server.connect();
  server.wait_for_connections(1);
  auto drained = server.drain(milliseconds(20'000));
  client.send(get);
  EXPECT_EQ(status_of(client.read_to_the_end()), 200);
  client.close();
  drained.wait();
}

TEST(HttpDrain, cuts_off_what_takes_longer_than_its_limit) {
  GatedServer gated;
  RawClient client = gated.server.connect();
  client.send(get);
  gated.wait_until_handled(1);
  gated.server.drain(milliseconds(20)).wait();
  EXPECT_EQ(client.read_to_the_end(), "");
  gated.gate.open(gated.server);
  gated.server.wait_for_connections(0);
}

TEST(HttpDrain, before_it_replies_can_ask_peers_to_go) {
  TestServer server;
  RawClient client = server.connect();
  EXPECT_THAT(client.ask(get), Not(HasSubstr("connection: close")));
  server.on_loop([&] { server.server().discourage_reuse(); });
  client.send(get);
  EXPECT_THAT(client.read_to_the_end(), HasSubstr("connection: close\r\n"));
  EXPECT_EQ(status_of(server.connect().ask(get)), 200);
}

}  // namespace
}  // namespace salon::edge
